"""Cells of a signal: which of them holds a sample, without torch.

Source: Croppable INRs section 3, partition map: along an axis of C cells over [-1, 1] the cell of
a coordinate p is floor((p + 1) / 2 C), and C - 1 at p = 1. Any size is partitioned: where C does
not divide it, cells differ by one sample. Besides even cells there are cells of explicit borders
(an extended field has them) and cells of any form, read off a label map (the paper's future work).
"""

from fractions import Fraction
from math import ceil, prod

from pydantic import Field, PositiveInt

from inrflow.config.base import Strict
from inrflow.config.networks.axes import Shape, axes_of
from inrflow.errors import InputError

Borders = tuple[tuple[Fraction, ...], tuple[Fraction, ...], tuple[Fraction, ...]]
Factors = tuple[int, int, int]


class Sides(Strict):
    """Even cells, as few as are no larger than told."""

    sides: list[PositiveInt] = Field(
        min_length=1, description="largest side of a cell along each axis, samples"
    )


class Cuts(Strict):
    """Cells between explicit borders; what an extension writes."""

    cuts: list[list[PositiveInt]] = Field(
        min_length=1, description="first samples of all cells but the first, along each axis"
    )


class Labels(Strict):
    """Cells of any form: a label map, written as runs over the samples in row-major order."""

    shape: tuple[PositiveInt, PositiveInt, PositiveInt] = Field(
        description="frames, height, width of the map"
    )
    runs: list[tuple[int, PositiveInt]] = Field(
        min_length=1,
        description="[number of the cell, from 0 and none left out, samples]; -1: in no cell",
    )

    @property
    def count(self) -> int:
        """Number of cells."""
        return 1 + max(number for number, _ in self.runs)


Partition = list[int] | Sides | Cuts | Labels


def borders_on(partition: list[int] | Sides | Cuts | None, shape: Shape) -> Borders:
    """Return where one cell ends and the next begins along (frame, y, x), in samples.

    A sample i lies behind a border b if i >= b.

    Args:
        partition: cells along each axis that the signal has, in order; None: one cell.
        shape: the signal's (frames, height, width, channels).

    Raises:
        InputError: another number of axes, or a cell without a sample.
    """
    found: list[tuple[Fraction, ...]] = [(), (), ()]
    axes = axes_of(shape)
    told = _per_axis(partition, shape)
    if told is not None and len(told) != len(axes):
        raise InputError(
            f"network.partition: expected {len(axes)} factors for a signal of "
            f"{shape[0]}x{shape[1]}x{shape[2]} samples, found {told}"
        )
    for axis, one in zip(axes, told or [1] * len(axes), strict=True):
        found[axis] = (
            _explicit(one, shape[axis]) if isinstance(one, list) else even(one, shape[axis])
        )
    return (found[0], found[1], found[2])


def even(cells: int, side: int) -> tuple[Fraction, ...]:
    """Return the borders of equal cells along an axis.

    Raises:
        InputError: no cell, or more cells than samples.
    """
    if not 1 <= cells <= side:
        raise InputError(
            f"network.partition: expected 1 to {side} cells along a side of {side} samples, "
            f"found {cells}"
        )
    return tuple(Fraction(k * (side - 1), cells) for k in range(1, cells))


def edges(borders: tuple[Fraction, ...], side: int) -> list[int]:
    """Return the first sample of each cell along an axis, and the side: cells + 1 numbers."""
    return [0, *map(ceil, borders), side]


def edges_on(borders: Borders, shape: Shape) -> list[list[int]]:
    """Return the first sample of each cell along (frame, y, x), and each side."""
    return [edges(one, side) for one, side in zip(borders, shape[:3], strict=True)]


def factors_of(borders: Borders) -> Factors:
    """Return the cells along (frame, y, x)."""
    return (len(borders[0]) + 1, len(borders[1]) + 1, len(borders[2]) + 1)


def cells_in(partition: Partition | None, shape: Shape) -> int:
    """Return how many cells a partition has."""
    if isinstance(partition, Labels):
        return partition.count
    return prod(factors_of(borders_on(partition, shape)))


def extent(partition: Partition) -> tuple[int, int, int]:
    """Return sides (frame, y, x) of a signal that a partition suits, for counting axes and cells.

    Cells told by their sides count as one an axis: how many there are depends on the signal.
    """
    if isinstance(partition, Labels):
        return partition.shape
    if isinstance(partition, Cuts):
        sides = [1 + max(cuts, default=0) for cuts in partition.cuts]
    else:
        sides = partition.sides if isinstance(partition, Sides) else partition
    frames, height, width = [*[1] * (3 - len(sides)), *(max(2, side) for side in sides)]
    return (frames, height, width)


def kept_on(kept: list[int] | str | None, cells: int) -> tuple[int, ...] | None:
    """Return the numbers of the cells that have a network; None: all.

    Args:
        kept: as configured.
        cells: how many there are.

    Raises:
        InputError: numbers that are no cells, or not ascending; or `occupied`, which only a fit
            turns into numbers.
    """
    if kept is None:
        return None
    if isinstance(kept, str):
        raise InputError(f"network.kept: expected numbers of cells, found {kept!r} before the fit")
    if not kept or kept != sorted(set(kept)) or not 0 <= kept[0] <= kept[-1] < cells:
        raise InputError(
            f"network.kept: expected ascending numbers of cells from 0 to {cells - 1}, "
            f"found {str(kept)[:60]}"
        )
    return tuple(kept)


def _per_axis(
    partition: list[int] | Sides | Cuts | None, shape: Shape
) -> list[int] | list[list[int]] | None:
    """Return factors or borders axis by axis."""
    if isinstance(partition, Cuts):
        return partition.cuts
    if isinstance(partition, Sides):
        axes = axes_of(shape)
        sides = zip((shape[axis] for axis in axes), partition.sides, strict=False)
        counts = [-(-side // largest) for side, largest in sides]
        return counts if len(partition.sides) == len(axes) else partition.sides
    return partition


def _explicit(cuts: list[int], side: int) -> tuple[Fraction, ...]:
    if cuts != sorted(set(cuts)) or (cuts and cuts[-1] >= side):
        raise InputError(
            f"network.partition.cuts: expected ascending first samples of cells below {side}, "
            f"found {str(cuts)[:60]}"
        )
    return tuple(map(Fraction, cuts))
