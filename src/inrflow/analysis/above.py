"""Counting where |C| is above a bound, along maps and along pixels."""

import numpy as np
from numba import njit, prange

STRIP = 1024  # pixels that one thread counts at a time


@njit(parallel=True, cache=True)
def count_above(values, bounds):
    """Return for each map the number of pixels where |value| is more than the pixel's bound.

    Args:
        values: (map, pixel), float32.
        bounds: (pixel,), float32.
    """
    counts = np.zeros(values.shape[0], dtype=np.int64)
    for m in prange(values.shape[0]):
        row, found = values[m], 0
        for p in range(row.size):
            found += abs(row[p]) > bounds[p]
        counts[m] = found
    return counts


@njit(parallel=True, cache=True)
def add_above(values, bound, counts):
    """Add to each pixel the number of maps whose |value| is more than a bound, in place.

    Args:
        values: (map, pixel), float32.
        bound: float32.
        counts: (pixel,), int32.
    """
    for strip in prange((counts.size + STRIP - 1) // STRIP):
        start, stop = strip * STRIP, min((strip + 1) * STRIP, counts.size)
        for m in range(values.shape[0]):
            for p in range(start, stop):
                counts[p] += abs(values[m, p]) > bound
