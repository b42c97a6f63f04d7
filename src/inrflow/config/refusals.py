"""What several blocks of the configuration refuse alike."""

import re
from collections.abc import Collection
from typing import Any

from inrflow.config.names import nearest


def names_are_paths(entries: dict[str, Any]) -> dict[str, Any]:
    """Refuse names that could not stand in a path or a wildcard."""
    for name in entries:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
            raise ValueError(f"name {name!r}: expected letters, digits, - and _ only")
    return entries


def seeds_differ(seeds: list[int]) -> list[int]:
    """Refuse seeds given twice: they would write the same files."""
    if len(set(seeds)) != len(seeds) or min(seeds) < 0:
        raise ValueError(f"expected distinct numbers from 0 up, found {seeds}")
    return seeds


def seeds_or_the_study(seeds: list[int] | None) -> list[int] | None:
    """Refuse a seed given twice, and an empty list; None stands for those of the study."""
    if seeds == []:
        raise ValueError("expected a seed, found none")
    return seeds if seeds is None else seeds_differ(seeds)


def names_differ(names: list[str]) -> list[str]:
    """Refuse a name given twice: both would write the same files."""
    if len(set(names)) != len(names):
        raise ValueError(f"expected names that differ, found {names}")
    return names


def known(where: str, name: str, valid: Collection[str]) -> None:
    """Refuse an unknown name."""
    if name not in valid:
        raise ValueError(f"{where}: unknown name {name!r}{nearest(name, valid)}")


def nulls_left_out(entries: Any) -> Any:
    """Return entries less those that an overlay sets to null, as it cannot take them away."""
    if not isinstance(entries, dict):
        return entries
    return {name: entry for name, entry in entries.items() if entry is not None}
