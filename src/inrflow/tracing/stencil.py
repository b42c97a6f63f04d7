"""Separable stencils: how a coarse lattice is spread over a finer one, at any window of it.

Zero-stuffing (what PixelShuffle does to one kernel's map), nearest upsampling and the box filter
are all sums of at most a few coarse samples a row and a column. Each step of a lift is one table
of those parents and their weights. A table can be restricted to a window, which is how a single
pixel is asked for without lifting the picture.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Float32, Int
from numba import njit, prange
from torch import Tensor

from inrflow.tracing.threads import follow_torch


@dataclass(frozen=True)
class Taps:
    """One axis of a stencil.

    Attributes:
        parents: coarse index of each tap, one table a phase (PixelShuffle's sub-position).
        weights: its weight; 0 where there is no such tap.
    """

    parents: Int[np.ndarray, "phase tap fine"]
    weights: Float32[np.ndarray, "phase tap fine"]

    def reach(self) -> slice:
        """Return the coarse range that the taps touch."""
        touched = self.parents[self.weights != 0]
        return slice(int(touched.min()), int(touched.max()) + 1) if touched.size else slice(0, 1)

    def restrict(self, window: slice) -> tuple["Taps", slice]:
        """Return the taps of a window of fine samples, and the coarse range they need."""
        part = Taps(self.parents[..., window], self.weights[..., window])
        reach = part.reach()
        parents = np.clip(part.parents - reach.start, 0, reach.stop - reach.start - 1)
        return Taps(parents, part.weights), reach


def box_of_nearest(coarse: int, stride: int, kernel: int) -> Taps:
    """Nearest upsampling by `stride`, then the mean over `kernel` samples, zeros outside."""
    fine = coarse * stride
    dense = np.zeros((1, fine, coarse))
    for y in range(fine):
        for tap in range(y - kernel // 2, y + kernel // 2 + 1):
            if 0 <= tap < fine:
                dense[0, y, tap // stride] += 1 / kernel
    return _sparse(dense)


def box_of_stuffed(coarse: int, stride: int, kernel: int) -> Taps:
    """Samples set `stride` apart at each phase, zeros between, then the mean over `kernel`."""
    fine = coarse * stride
    dense = np.zeros((stride, fine, coarse))
    for phase in range(stride):
        for y in range(fine):
            for tap in range(y - kernel // 2, y + kernel // 2 + 1):
                if 0 <= tap < fine and tap % stride == phase:
                    dense[phase, y, tap // stride] += 1 / kernel
    return _sparse(dense)


def _sparse(dense: Float[np.ndarray, "phase fine coarse"]) -> Taps:
    """Keep the few non-zero weights of each row of a dense table."""
    count = max(1, int((dense != 0).sum(axis=-1).max()))
    order = np.argsort(dense == 0, axis=-1, kind="stable")[..., :count]
    weights = np.take_along_axis(dense, order, axis=-1)
    taps_first = (np.ascontiguousarray(a.swapaxes(1, 2)) for a in (order, weights))
    parents, weights = taps_first
    return Taps(parents.astype(np.int32), weights.astype(np.float32))


def spread(
    maps: Float[Tensor, "map y x"],
    rows: Taps,
    columns: Taps,
    row_phases: Int[np.ndarray, " map"],
    column_phases: Int[np.ndarray, " map"],
) -> Float[Tensor, "map fine_y fine_x"]:
    """Spread maps over the finer lattice.

    Args:
        maps: coarse maps.
        rows: the taps of the first axis.
        columns: the taps of the second axis.
        row_phases: which table of `rows` each map uses.
        column_phases: which table of `columns` each map uses.
    """
    follow_torch()
    out = torch.empty(len(maps), rows.parents.shape[2], columns.parents.shape[2])
    _spread(
        maps.contiguous().numpy(),
        rows.parents,
        rows.weights,
        columns.parents,
        columns.weights,
        row_phases,
        column_phases,
        out.numpy(),
    )
    return out


@njit(parallel=True, cache=True, fastmath={"contract"})
def _spread(maps, row_parents, row_weights, parents, weights, row_phases, phases, out):
    # columns first, on the few coarse rows; the rows then are plain vector sums
    height, fine = maps.shape[1], out.shape[2]
    for i in prange(maps.shape[0]):
        p, q = phases[i], row_phases[i]
        wide = np.zeros((height, fine), dtype=np.float32)
        for tap in range(parents.shape[1]):
            parent, weight = parents[p, tap], weights[p, tap]
            for y in range(height):
                source, target = maps[i, y], wide[y]
                for x in range(fine):
                    target[x] += weight[x] * source[parent[x]]
        for y in range(out.shape[1]):
            target = out[i, y]
            first, source = row_weights[q, 0, y], wide[row_parents[q, 0, y]]
            for x in range(fine):
                target[x] = first * source[x]
            for tap in range(1, row_parents.shape[1]):
                more, source = row_weights[q, tap, y], wide[row_parents[q, tap, y]]
                if more != 0:
                    for x in range(fine):
                        target[x] += more * source[x]
