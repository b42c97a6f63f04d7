"""Sums of maps over regions, all groupings in one read of the map."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float32, Float64, Int, Int32
from numba import njit, prange
from torch import Tensor

from inrflow.tracing.threads import follow_torch

SEGMENT = 4096  # pixels summed in float32 before they join a float64 sum


@dataclass(frozen=True)
class Regions:
    """The regions of one frame.

    Two label maps at a time are joined into one table of pairs, so that a pixel is added twice
    for four groupings; the pairs are folded back afterwards. -1 becomes a region of its own.

    Attributes:
        sizes: number of regions of each grouping.
        pairs: joint label of each pixel for each pair of groupings.
        areas: pixels of each region, groupings one after the other.
    """

    sizes: tuple[int, ...]
    pairs: Int[np.ndarray, "pair pixel"]
    areas: Int[np.ndarray, " region"]

    @classmethod
    def of(cls, maps: list[Int32[np.ndarray, "y x"]], sizes: list[int]) -> "Regions":
        """Join the label maps of one frame; `sizes` are their numbers of regions."""
        flat = [labels.ravel().astype(np.int32) + 1 for labels in maps]
        if len(flat) % 2:
            flat, sizes = [*flat, np.zeros_like(flat[0])], [*sizes, 0]
        twos = zip(flat[::2], flat[1::2], sizes[1::2], strict=True)
        pairs = np.stack([first * np.int32(size + 1) + second for first, second, size in twos])
        counted = zip(flat, sizes, strict=True)
        areas = [np.bincount(labels, minlength=size + 1)[1:] for labels, size in counted]
        return cls(tuple(sizes), pairs, np.concatenate(areas))

    def band(self, start: int, stop: int) -> "Regions":
        """Return the same regions seen on some of the pixels only."""
        return Regions(self.sizes, self.pairs[:, start:stop], self.areas)

    def sums(
        self, values: Float[Tensor, "map pixel"]
    ) -> tuple[Float32[np.ndarray, "map region"], Float64[np.ndarray, "map 4"]]:
        """Return the sum of |values| over every region, and four numbers over all pixels.

        The four: the sum of |values| and of its squares, the least and the largest |value|.
        """
        follow_torch()
        shapes = [(a + 1, b + 1) for a, b in zip(self.sizes[::2], self.sizes[1::2], strict=True)]
        most = max(a * b for a, b in shapes)
        tables = np.empty((len(values), len(shapes), most), dtype=np.float32)
        moments = np.empty((len(values), 4))
        _add_up(values.contiguous().numpy(), self.pairs, tables, moments)
        folded = []
        for pair, (a, b) in enumerate(shapes):
            table = tables[:, pair, : a * b].reshape(len(values), a, b)
            folded += [table.sum(axis=2)[:, 1:], table.sum(axis=1)[:, 1:]]
        return np.concatenate(folded, axis=1), moments


@njit(parallel=True, cache=True)
def _add_up(values, pairs, tables, moments):
    # four maps at a time: a label is read once for all, and no addition waits for the last
    maps = values.shape[0]
    for quarter in prange((maps + 3) // 4):
        chosen = [min(4 * quarter + m, maps - 1) for m in range(4)]
        a, b, c, d = values[chosen[0]], values[chosen[1]], values[chosen[2]], values[chosen[3]]
        for k in range(pairs.shape[0]):
            whole = np.zeros((tables.shape[2], 4))
            for start in range(0, values.shape[1], SEGMENT):
                part = np.zeros((tables.shape[2], 4), dtype=np.float32)
                for p in range(start, min(start + SEGMENT, values.shape[1])):
                    row = part[pairs[k, p]]
                    row[0] += abs(a[p])
                    row[1] += abs(b[p])
                    row[2] += abs(c[p])
                    row[3] += abs(d[p])
                whole += part
            for m in range(4):
                tables[chosen[m], k] = whole[:, m]
        for m in chosen:
            moments[m] = _moments(values[m])


@njit(cache=True)
def _moments(row):
    total, squares = 0.0, 0.0
    low, high = abs(row[0]), abs(row[0])
    for value in row:
        size = abs(value)
        total += size
        squares += size * size
        low, high = min(low, size), max(high, size)
    return np.array([total, squares, low, high])
