"""Which frames are measured, and which of them is shown."""

import numpy as np


def spaced(available: list[int], count: int) -> list[int]:
    """Return `count` of the available frames, evenly spaced, the first one included."""
    places = np.linspace(0, len(available) - 1, min(count, len(available)))
    return [available[i] for i in np.unique(places.round().astype(int))]


def first_of(wanted: list[int], available: list[int], count: int) -> list[int]:
    """Return `count` frames in order, evenly spaced: of the wanted ones, then of all others."""
    chosen = spaced(wanted, count) if wanted else []
    rest = [frame for frame in available if frame not in wanted]
    more = spaced(rest, count - len(chosen)) if rest and count > len(chosen) else []
    return sorted([*chosen, *more])


def nearest(available: list[int], wanted: int) -> int:
    """Return the available frame nearest to the wanted one, the first of two as near."""
    return min(available, key=lambda frame: abs(frame - wanted))
