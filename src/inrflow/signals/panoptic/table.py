"""Names and colours of segments."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Kind:
    """What a segment is.

    Attributes:
        category: as the data set calls it; any text, never taken apart.
        thing: a countable object; False: stuff.
        crowd: one segment of several things.
        color: (r, g, b) in 0..255 of the category, if it has one.
        name: where the user names segments.
    """

    category: str
    thing: bool
    crowd: bool = False
    color: tuple[int, int, int] | None = None
    name: str | None = None

    @property
    def counted(self) -> str:
        """What its number counts."""
        return f"{self.category} crowd" if self.crowd else self.category


def rows(kinds: dict[int, Kind], visible: set[int], encoded: bool) -> list[dict[str, Any]]:
    """Return the segment table.

    Things are called CATEGORY 1, 2, ... in the order of `kinds`; stuff and crowds are numbered
    only where their category has several. A crowd is kept, as `CATEGORY crowd`: its pixels belong
    to its category, but it is no instance.

    Args:
        kinds: id -> kind, in order of first appearance.
        visible: ids that the table shall hold; the others keep their numbers.
        encoded: ids are colours (R + 256 G + 65536 B), which then stand for the segments.
    """
    total, seen = Counter(kind.counted for kind in kinds.values()), Counter()
    table = []
    for number, kind in kinds.items():
        what, seen[kind.counted] = kind.counted, seen[kind.counted] + 1
        alone = total[what] == 1 and (kind.crowd or not kind.thing)
        name = kind.name or (what if alone else f"{what} {seen[what]}")
        color = [number % 256, number // 256 % 256, number // 65536]
        row = {"id": number, "category": kind.category, "name": name, "thing": kind.thing}
        row |= {
            "crowd": kind.crowd,
            "color": color if encoded else _color(kind, number, seen[what]),
        }
        table += [row] * (number in visible)
    return table


def _color(kind: Kind, number: int, count: int) -> list[int]:
    """Return a category's colour, moved a little for its second and later segments."""
    generator = np.random.default_rng([number, count])
    if kind.color is None:
        return generator.integers(40, 256, size=3).tolist()
    moved = np.array(kind.color) + generator.integers(-60, 61, size=3) * (count > 1)
    return np.clip(moved, 0, 255).tolist()
