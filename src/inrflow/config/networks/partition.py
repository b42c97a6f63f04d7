"""Cells of a signal: which of them holds a sample, without torch.

Source: Croppable INRs section 3, partition map: along an axis of C cells over [-1, 1] the cell of
a coordinate p is floor((p + 1) / 2 C), and C - 1 at p = 1. Any size is partitioned: where C does
not divide it, cells differ by one sample.
"""

from math import prod

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.errors import InputError

Factors = tuple[int, int, int]


def factors_on(partition: list[int] | None, shape: Shape) -> Factors:
    """Return the cells along (frame, y, x).

    Args:
        partition: cells along each axis that the signal has, in order; None: one cell.
        shape: the signal's (frames, height, width, channels).

    Raises:
        InputError: another number of factors than axes, or more cells than samples.
    """
    axes, factors = axes_of(shape), [1, 1, 1]
    if partition is None:
        return (1, 1, 1)
    if len(partition) != len(axes):
        raise InputError(
            f"network.partition: expected {len(axes)} factors for a signal of "
            f"{shape[0]}x{shape[1]}x{shape[2]} samples, found {list(partition)}"
        )
    for axis, factor in zip(axes, partition, strict=True):
        if not 1 <= factor <= shape[axis]:
            raise InputError(
                f"network.partition: expected 1 to {shape[axis]} cells along a side of "
                f"{shape[axis]} samples, found {factor}"
            )
        factors[axis] = factor
    return (factors[0], factors[1], factors[2])


def kept_on(kept: list[int] | str | None, factors: Factors) -> tuple[int, ...] | None:
    """Return the numbers of the cells that have a network; None: all.

    Args:
        kept: as configured.
        factors: cells along (frame, y, x).

    Raises:
        InputError: numbers that are no cells, or not ascending; or `occupied`, which only a fit
            turns into numbers.
    """
    if kept is None:
        return None
    cells = prod(factors)
    if isinstance(kept, str):
        raise InputError(f"network.kept: expected numbers of cells, found {kept!r} before the fit")
    if not kept or kept != sorted(set(kept)) or not 0 <= kept[0] <= kept[-1] < cells:
        raise InputError(
            f"network.kept: expected ascending numbers of cells from 0 to {cells - 1}, "
            f"found {str(kept)[:60]}"
        )
    return tuple(kept)


def edges(side: int, cells: int) -> list[int]:
    """Return the first sample of each cell along an axis, and the side: cells + 1 numbers."""
    # the smallest i with i cells / (side - 1) >= k
    return [*(-(-k * (side - 1) // cells) for k in range(cells)), side]
