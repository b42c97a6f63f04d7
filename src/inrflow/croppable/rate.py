"""The rate curve of one fit: bytes kept against area kept.

Source: Croppable INRs section 3.3 claims a proportional decrease of weights. That is true of local
weights; what cells share stays, and so does the file's header.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from jaxtyping import Bool

from inrflow.config.recipe import Recipe
from inrflow.croppable.nearest import nearest_in_size
from inrflow.croppable.written import Written, on, written
from inrflow.editing.info import Contents
from inrflow.errors import InputError
from inrflow.fields.cells import Cells
from inrflow.fields.resolve import build, options_of
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import optimise
from inrflow.fitting.runtime import choose_device
from inrflow.signals.signal import Signal

Rows = list[dict[str, Any]]
Mask = Bool[np.ndarray, "frame y x"]


def boxes_of_cells(cells: Cells) -> Iterator[list[int]]:
    """Yield the numbers of the cells in boxes about the middle, growing along all axes at once.

    Axes of fewer cells grow more slowly; the last box is everything.

    Args:
        cells: of a fit; a box without any of them is left out.
    """
    levels, factors, there = max(cells.factors), cells.factors, set(cells.numbers)
    for level in range(1, levels + 1):
        counts = [max(1, round(level * of / levels)) for of in factors]
        spans = [
            range((of - n) // 2, (of - n) // 2 + n) for of, n in zip(factors, counts, strict=True)
        ]
        places = np.array(list(product(*spans))).T
        inside = set(np.ravel_multi_index(tuple(places), factors).tolist()) & there
        if inside:
            yield sorted(inside)


def crops(fit: Fit, signal: Signal) -> tuple[Rows, list[Mask]]:
    """Return a row a crop of a fit, the whole last, and the samples that each keeps.

    Raises:
        InputError: a field without cells of a grid.
    """
    cells = getattr(fit.field, "cells", None)
    if fit.network.get("partition") is None or not isinstance(cells, Cells):
        raise InputError(
            f"croppable.rate.fields: expected a field with cells of a grid, found "
            f"{fit.network['architecture']} without"
        )
    whole, rows, masks = written(fit), [], []
    for numbers in boxes_of_cells(cells):
        left = written(fit, numbers)
        rows.append({"method": "cropped"} | _row(left, whole, signal))
        masks.append(left.present)
    return rows, masks


def uncropped(fit: Fit, signal: Signal, masks: list[Mask]) -> Rows:
    """Return a row an area of a fit that cannot be cropped: its file stays whole."""
    whole = written(fit)
    rows = []
    for mask in masks:
        row = {"method": "whole"} | _row(whole, whole, signal)
        row |= _area(mask, whole.present) | on(mask, signal.values, whole.painted)
        rows.append(row | {"psnr_before": row["psnr"]})
    return rows


def refitted(fit: Fit, signal: Signal, mask: Mask, parameters: int) -> dict[str, Any]:
    """Return the row of a network that is fitted anew to the samples of a box.

    As long, and by the same recipe, as the whole was; with coordinates of its own.

    Args:
        fit: the whole: architecture, recipe, seed.
        signal: the whole signal.
        mask: the box.
        parameters: of the network.
    """
    part = _cut(signal, mask)
    family = options_of(fit.network)
    network = nearest_in_size(family, part.shape, parameters).model_dump(mode="json")
    recipe = Recipe(**fit.recipe | {"evaluations": 0})
    field = build(network, part.shape, fit.seed).to(choose_device(recipe.device))
    seconds = float(optimise(field, part, recipe, fit.seed)["seconds"].max())
    anew = Fit(field.cpu().eval(), network, fit.recipe, fit.seed, part.described)
    done, every = written(anew), np.ones(signal.shape[:3], dtype=bool)
    row = {"method": "refitted"} | _area(mask, every) | counted(done.contents)
    row |= on(done.present, part.values, done.painted)
    return row | {"psnr_before": None, "seconds": seconds}


def shares(row: dict[str, Any], whole: dict[str, Any]) -> dict[str, float]:
    """Return what is kept of the whole: of bytes, parameters, local weights, and bytes per area.

    Args:
        row: see `crops`.
        whole: the same of the whole fit.
    """
    found = {
        f"{name}_share": row[name] / whole[name] for name in ("bytes", "parameters", "payload")
    }
    local = whole["parameters"] - whole["shared"]
    kept = (row["parameters"] - row["shared"]) / local if local else float("nan")
    cells = row["cells"] / whole["cells"] if whole["cells"] else float("nan")
    constant = whole["shared"] / whole["parameters"]
    return found | {
        "local_share": kept,
        "cells_share": cells,
        "constant_share": constant,
        "bytes_per_area": found["bytes_share"] / row["area_share"],
    }


def _row(left: Written, whole: Written, signal: Signal) -> dict[str, Any]:
    """Return what one file holds, how well it paints what it has, and how well the whole did."""
    row = _area(left.present, whole.present) | counted(left.contents)
    before = on(left.present, signal.values, whole.painted)["psnr"]
    row |= on(left.present, signal.values, left.painted) | {"psnr_before": before}
    return row | {"seconds": left.seconds}


def counted(found: Contents) -> dict[str, int]:
    """Return the numbers of a file that tables show."""
    return {
        "cells": found.cells or 0,
        "parameters": found.numbers,
        "shared": found.shared,
        "header_bytes": found.header_bytes,
        "payload": found.bytes - found.header_bytes,
        "bytes": found.bytes,
    }


def _area(mask: Mask, every: Mask) -> dict[str, float]:
    return {"area_share": float(mask.sum() / every.sum())}


def _cut(signal: Signal, mask: Mask) -> Signal:
    """Return the smallest box around the samples of a mask, as a signal."""
    box = tuple(slice(int(places.min()), int(places.max()) + 1) for places in np.nonzero(mask))
    return Signal.of(
        np.ascontiguousarray(signal.values[box]), signal.time[box[0]], signal.described
    )
