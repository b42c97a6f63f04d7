"""What the figures of the study `encode` share: a look for every field, words on fits."""

from dataclasses import dataclass
from itertools import cycle

# Okabe and Ito's palette less its yellow, which is faint on white
COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
LINES = ["-", (0, (4, 1.5)), (0, (1, 1.2))]
TRUTH = "0.55"
VERDICTS = {"seen": "#009E73", "reversed": "#D55E00", "undecided": "#7F7F7F"}


@dataclass(frozen=True)
class Look:
    """How a field is drawn.

    Attributes:
        color: of its points and lines.
        line: of its lines; fields beyond the palette differ by it.
    """

    color: str
    line: str | tuple


def looks(fields: list[str]) -> dict[str, Look]:
    """Return field -> look, by the order of the fields in their group."""
    found = {}
    for place, (field, color) in enumerate(zip(fields, cycle(COLORS), strict=False)):
        found[field] = Look(color, LINES[place // len(COLORS) % len(LINES)])
    return found


def of_seeds(seeds: list[int]) -> str:
    """Return how many seeds there are, as a caption has it."""
    named = ", ".join(map(str, seeds))
    return f"n = {len(seeds)} seed{'s' if len(seeds) > 1 else ''} ({named})"
