"""Helping a reader who mistyped a name."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return the end of an error line: the nearest valid name, or all of them."""
    valid = sorted(map(str, valid))
    close = get_close_matches(str(name), valid, n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; valid: {', '.join(valid) or '(none)'}"
