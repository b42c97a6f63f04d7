"""Helping a reader who mistyped a name."""

from collections.abc import Iterable
from difflib import get_close_matches

LISTED = 30
"""Names that a line lists; a data set has thousands."""


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return the end of an error line: the nearest valid name, or all, of many the first ones."""
    valid = sorted(map(str, valid))
    close = get_close_matches(str(name), valid, n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    more = f" and {len(valid) - LISTED} more" if len(valid) > LISTED else ""
    return f"; valid: {', '.join(valid[:LISTED]) or '(none)'}{more}"
