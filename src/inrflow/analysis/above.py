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
def add_above(values, bounds, counts):
    """Add to each pixel the number of maps whose |value| is more than each bound, in place.

    Args:
        values: (map, pixel), float32.
        bounds: (bound,), float32.
        counts: (bound, pixel), int32.
    """
    pixels = counts.shape[1]
    for strip in prange((pixels + STRIP - 1) // STRIP):
        start, stop = strip * STRIP, min((strip + 1) * STRIP, pixels)
        for m in range(values.shape[0]):
            for k in range(bounds.size):
                bound = bounds[k]
                for p in range(start, stop):
                    counts[k, p] += abs(values[m, p]) > bound
