"""Choosing frames from a sequence."""

from collections.abc import Sequence
from typing import TypeVar

from inrflow.errors import InputError

Item = TypeVar("Item")


def select(
    items: Sequence[Item], start: int, stop: int | None, step: int, where: str
) -> Sequence[Item]:
    """Return items[start:stop:step], refusing what the sequence does not have.

    Raises:
        InputError: an empty range, or one that reaches past the end.
    """
    last = len(items) if stop is None else stop
    if start >= last:
        raise InputError(f"{where}: expected frames, but the range {start}..{last} is empty")
    if last > len(items):
        raise InputError(
            f"{where}: expected frames {start}..{last - 1}, found only {len(items)} frames"
        )
    return items[start:last:step]
