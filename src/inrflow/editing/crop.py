"""Cropping: the cells of a region stay, the weights of all others go.

Source: Croppable INRs section 3.3. The released code sets weights to zero and keeps their number;
here the rows of the removed cells are gone, and what is kept paints the same bits as before. The
shared weights (global network, merge, harmoniser) stay whole: P cells of N parameters and S shared
ones become k N + S.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import prod
from typing import Any

import torch

from inrflow.config.editing import Region
from inrflow.editing.region import box_of
from inrflow.editing.rows import with_rows
from inrflow.errors import InputError
from inrflow.fields.cells import Box, Cells
from inrflow.fields.labelled import NOWHERE, Labelled
from inrflow.fitting.fit import Fit, numbers_in, rows_of


@dataclass(frozen=True)
class Snap:
    """How a region became cells.

    Attributes:
        asked: the samples asked for; None where cells were.
        kept: the smallest box around all samples of the cells.
        cells: numbers of the cells, ascending.
        samples: how many samples the cells have.
        share: of the samples of the whole signal.
    """

    asked: Box | None
    kept: Box
    cells: tuple[int, ...]
    samples: int
    share: float


def crop(
    fit: Fit, *, region: Region | None = None, cells: Sequence[int] | None = None
) -> tuple[Fit, Snap]:
    """Return what a crop leaves of a fit, and how the region was snapped outward to cells.

    Crops compose: cells that are gone stay gone.

    Args:
        fit: of a field with cells.
        region: what is to stay.
        cells: or the numbers of the cells that are.

    Raises:
        InputError: a field without cells, an empty region, one outside the signal, or one in which
            no cell is left.
    """
    there = numbers_in(fit.network, fit.shape)
    field = fit.field
    if region is None:
        asked, wanted = None, sorted(cells or ())
        if len(set(wanted)) < len(wanted):
            raise InputError(f"crop.cells: expected each cell once, found {str(wanted)[:60]}")
    else:
        asked = box_of(region, fit.shape, field.frame, fit.described)
        wanted = touching(field.cells, asked)
    if not wanted:
        raise InputError("crop: expected a cell to stay, found none: all would be cropped away")
    rows_of(there, wanted, "crop.cells")
    cropped = of_cells(fit, wanted)
    return cropped, snap(cropped.field.cells, asked)


def touching(cells: Cells | Labelled, box: Box) -> list[int]:
    """Return the numbers of the cells with a member that have a sample in a box."""
    if isinstance(cells, Labelled):
        inside = cells.owner.unflatten(0, cells.shape[:3])[box].unique()
        return [cells.numbers[m] for m in inside.tolist() if m >= 0]
    first = torch.tensor([side.start for side in box])
    last = torch.tensor([side.stop for side in box])
    meets = (cells.starts < last) & (cells.starts + cells.sides > first)
    return [n for n, yes in zip(cells.numbers, meets.all(1).tolist(), strict=True) if yes]


def of_cells(fit: Fit, numbers: Sequence[int]) -> Fit:
    """Return a fit of some of its cells: their rows of the weights, and what is shared whole."""
    rows = rows_of(numbers_in(fit.network, fit.shape), numbers, "cells")
    network = _without(fit.network, numbers)
    field = with_rows(network, fit.shape, fit.field.state_dict(), rows)
    return replace(fit, field=field, network=network)


def _without(network: dict[str, Any], numbers: Sequence[int]) -> dict[str, Any]:
    """Return a network's options with some cells alone; a label map forgets where others were."""
    partition, there = network["partition"], set(numbers)
    if isinstance(partition, dict) and "runs" in partition:
        told = [(n if n in there else NOWHERE, count) for n, count in partition["runs"]]
        alike = groupby(told, key=lambda run: run[0])
        partition = partition | {"runs": [[n, sum(c for _, c in some)] for n, some in alike]}
    return network | {"partition": partition, "kept": list(numbers)}


def snap(cells: Cells | Labelled, asked: Box | None) -> Snap:
    """Return what the cells of a field cover."""
    present = torch.nonzero(cells.present)
    low, high = present.min(0).values.tolist(), present.max(0).values.tolist()
    frames, rows, columns = (slice(a, b + 1) for a, b in zip(low, high, strict=True))
    samples, every = len(present), prod(cells.shape[:3])
    return Snap(asked, (frames, rows, columns), tuple(cells.numbers), samples, samples / every)
