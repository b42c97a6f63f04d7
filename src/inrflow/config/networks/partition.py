"""Cells of a signal: which of them holds a sample, without torch.

Source: Croppable INRs section 3, partition map: along an axis of C cells over [-1, 1] the cell of
a coordinate p is floor((p + 1) / 2 C), and C - 1 at p = 1. Any size is partitioned: where C does
not divide it, cells differ by one sample.
"""

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


def cell_of(place: int, side: int, cells: int) -> int:
    """Return the cell along one axis of sample `place` of `side`."""
    return min(place * cells // max(side - 1, 1), cells - 1)


def edges(side: int, cells: int) -> list[int]:
    """Return the first sample of each cell along an axis, and the side: cells + 1 numbers."""
    # the smallest i with i cells / (side - 1) >= k
    return [*(-(-k * (side - 1) // cells) for k in range(cells)), side]
