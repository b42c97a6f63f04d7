"""The order of names and visits."""

import re

# ADNI's codes of visits before m03, m06, ...
EARLY = {"sc": 0, "scmri": 0, "screening": 0, "bl": 1, "baseline": 1}
LATER = 2

Key = tuple[tuple[int, int, str], ...]


def natural(name: str) -> Key:
    """Return what sorts names as people do: sub-2 before sub-10, whatever the case."""
    parts = re.findall(r"\d+|\D+", name.lower())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def turn(visit: str) -> tuple[int, Key]:
    """Return what sorts visits in time: screening, baseline, then by their numbers."""
    return EARLY.get(visit.lower(), LATER), natural(visit)
