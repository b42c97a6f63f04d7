"""The workflow's stage `croppable-objects`: one signal, all fields and seeds."""

from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.config.check import check
from inrflow.config.croppable.objects import ObjectOf
from inrflow.config.recipe import Recipe
from inrflow.croppable.object_cells import cropped, fitted, grid_of
from inrflow.editing.crop import of_cells
from inrflow.editing.objects import object_in, partition_of
from inrflow.errors import InputError
from inrflow.fitting.fit import Fit
from inrflow.fitting.runtime import prepare
from inrflow.io.atomic import atomic_file
from inrflow.signals.signal import Segments, Signal


def crop_objects(
    params: dict[str, Any],
    *,
    frames: Path,
    masks: Path,
    objects: Path,
    labels: Path,
    grid: Path,
) -> None:
    """Fit fields with cells of segments and of a grid, and crop an object out of both.

    Args:
        params: `signal`, `of` (see `ObjectOf`), `fields` (name -> network, recipe), `seeds`,
            `budget`, `smallest`, `join`.
        frames: input, the signal's frames.
        masks: input, its segments.
        objects: output, csv: one row a (field, cells, seed).
        labels: output, a fit: the object cropped from cells of segments, first field and seed.
        grid: output, a fit: the same from cells of a grid.
    """
    wanted = check(ObjectOf, params["of"], f"croppable.objects.of.{params['signal']}")
    signal, segments = read_part(frames, masks, wanted)
    name, mask = object_in(segments, wanted.object)
    runs = partition_of(segments, params["smallest"], params["join"])
    cells = 1 + max(number for number, _ in runs["runs"])
    rows, shown = [], {}
    for field, entry in params["fields"].items():
        recipe = check(Recipe, entry["recipe"], f"croppable.objects.fields.{field}")
        prepare(recipe.threads, recipe.precision)
        kinds = {"labels": runs, "grid": grid_of(signal.shape, cells)}
        for (kind, partition), seed in product(kinds.items(), params["seeds"]):
            told = (entry["network"], partition, signal, recipe, seed, params["budget"])
            fit, seconds = fitted(*told)
            row, numbers = cropped(fit, signal, mask)
            named = {"signal": params["signal"], "object": name, "field": field, "cells_of": kind}
            rows.append(named | {"seed": seed} | row | {"seconds": seconds})
            shown.setdefault(kind, of_cells(fit, numbers))
    _write(rows, shown, objects, {"labels": labels, "grid": grid})


def read_part(frames: Path, masks: Path, wanted: ObjectOf) -> tuple[Signal, Segments]:
    """Return some frames of a signal and its segments.

    Raises:
        InputError: a signal without segments, or of fewer frames.
    """
    signal = Signal.read(frames)
    segments = Segments.read(masks, signal.shape)
    stop = signal.shape[0] if wanted.frames is None else wanted.start + wanted.frames
    if not wanted.start < stop <= signal.shape[0]:
        raise InputError(
            f"croppable.objects: expected frames among the {signal.shape[0]} of {frames}, found "
            f"{wanted.start} to {stop - 1}"
        )
    some = slice(wanted.start, stop)
    part = Signal.of(signal.values[some], signal.time[some], signal.described)
    annotated = [n - wanted.start for n in segments.annotated if wanted.start <= n < stop]
    return part, Segments(segments.labels[some], segments.table, annotated)


def _write(
    rows: list[dict[str, Any]], shown: dict[str, Fit], objects: Path, crops: dict[str, Path]
) -> None:
    """Write what was found, once all of it is there."""
    for kind, path in crops.items():
        shown[kind].write(path)
    with atomic_file(objects) as part:
        pd.DataFrame(rows).to_csv(part, index=False)
