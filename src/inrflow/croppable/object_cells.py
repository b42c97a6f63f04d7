"""Fields whose cells are segments beside fields with cells of a grid: what an object costs alone.

Source: Croppable INRs, future work: partitions that follow objects.
"""

from math import log
from typing import Any

import numpy as np
from jaxtyping import Bool

from inrflow.config.networks.axes import Shape
from inrflow.config.recipe import Recipe
from inrflow.croppable.nearest import nearest_in_size
from inrflow.croppable.rate import counted
from inrflow.croppable.written import on, written
from inrflow.editing.objects import cells_of_object
from inrflow.errors import InputError
from inrflow.fields.resolve import build, options_of
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import optimise
from inrflow.fitting.runtime import choose_device
from inrflow.signals.signal import Signal

SQUARE = 0.5  # weight of a cell's ratio of sides beside that of the number of cells


def grid_of(shape: Shape, cells: int) -> list[int]:
    """Return cells along each axis: about as many, nearly square, each over all frames.

    Args:
        shape: of a picture or clip.
        cells: how many are wanted.
    """
    frames, height, width = shape[:3]
    pairs = [
        (rows, max(1, round(cells / rows)))
        for rows in range(1, min(cells, height) + 1)
        if round(cells / rows) <= width
    ]
    rows, columns = min(pairs, key=lambda pair: _merit(pair, cells, height, width))
    return [*([1] if frames > 1 else []), rows, columns]


def fitted(
    network: dict[str, Any],
    partition: dict[str, Any] | list[int],
    signal: Signal,
    recipe: Recipe,
    seed: int,
    budget: int,
) -> tuple[Fit, float]:
    """Return a fit with cells as told, of the size nearest to a budget, and its seconds.

    Raises:
        InputError: a network that cannot have cells, or a fit that diverged.
    """
    if "partition" not in network:
        raise InputError(
            f"croppable.objects.fields: expected a field that can have cells, found "
            f"{network['architecture']}"
        )
    family = options_of(network | {"partition": partition, "kept": None, "frame": None})
    told = nearest_in_size(family, signal.shape, budget).model_dump(mode="json")
    field = build(told, signal.shape, seed).to(choose_device(recipe.device))
    seconds = float(optimise(field, signal, recipe, seed)["seconds"].max())
    done = field.cpu().eval()
    return Fit(done, told, recipe.model_dump(mode="json"), seed, signal.described), seconds


def cropped(
    fit: Fit, signal: Signal, mask: Bool[np.ndarray, "frame y x"]
) -> tuple[dict[str, Any], list[int]]:
    """Return what a crop to an object keeps, as a row, and the cells that stay.

    Args:
        fit: the whole.
        signal: what it paints.
        mask: the object's samples.
    """
    numbers = cells_of_object(fit.field.cells, mask)
    before, after = written(fit), written(fit, numbers)
    every = np.ones_like(mask)
    row = {f"whole_{name}": value for name, value in counted(before.contents).items()}
    row |= counted(after.contents) | on(every, signal.values, before.painted)
    return row | {
        "psnr_object": on(mask, signal.values, after.painted)["psnr"],
        "psnr_object_before": on(mask, signal.values, before.painted)["psnr"],
        "object_samples": int(mask.sum()),
        "kept_samples": int(after.present.sum()),
        "foreign_share": float((after.present & ~mask).sum() / after.present.sum()),
        "bytes_share": after.contents.bytes / before.contents.bytes,
    }, numbers


def _merit(pair: tuple[int, int], cells: int, height: int, width: int) -> float:
    """Return how far a grid is from the wanted number of square cells, as sums of logarithms."""
    rows, columns = pair
    missed = abs(log(rows * columns / cells))
    return missed + SQUARE * abs(log(height / rows * columns / width))
