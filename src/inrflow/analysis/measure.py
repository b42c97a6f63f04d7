"""The workflow's stage `measures`: one streaming pass over a canvas."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.encoding import follow
from inrflow.analysis.groupings.labels import Labels
from inrflow.analysis.regions import Regions
from inrflow.analysis.sweep import count, sum_up
from inrflow.analysis.threshold import RANKS
from inrflow.errors import InputError
from inrflow.fitting.runtime import prepare
from inrflow.signals.store import stream_arrays
from inrflow.tracing.canvas import Canvas, View
from inrflow.tracing.readings import Reading


def measure_canvas(
    params: dict[str, Any], *, canvas: Path, digest: Path, labels: Path, measures: Path
) -> None:
    """Make the streaming pass over a canvas.

    Args:
        params: `definitions`, `area_shares`, `threads`.
        canvas: input, the store.
        digest: input, its digest; named so that a canvas that changed is measured again.
        labels: input, label maps.
        measures: output.
    """
    prepare(params["threads"])
    opened, grouped = Canvas.open(canvas), Labels.read(labels)
    measure(opened, grouped, params["definitions"], params["area_shares"], measures)


def measure(
    canvas: Canvas, labels: Labels, definitions: list[str], shares: list[float], path: Path
) -> None:
    """Measure all stages of the labelled frames under some definitions.

    Args:
        canvas: what to measure.
        labels: regions of the frames to measure.
        definitions: names in DEFINITIONS.
        shares: area shares of the thresholds.
        path: the file to write.

    Raises:
        InputError: a labelled frame is not in the canvas, or the pictures differ in size.
    """
    _refuse_mismatch(canvas, labels)
    maps = {name: _maps(labels, name) for name in definitions}
    frames = {n: labels.compared if n != "corrected" else labels.frames["grid"] for n in maps}
    regions = {n: [[g, labels.names[m]] for g, m in maps[n].items()] for n in definitions}
    notes = {"frames": frames, "stages": canvas.stages, "size": list(canvas.size)}
    notes |= {"shares": shares, "ranks": RANKS.tolist(), "regions": regions}
    notes |= {"persistent": canvas.persistent, "pointwise": canvas.pointwise}
    shapes = _shapes(canvas, frames, regions, len(shares))
    with stream_arrays(path, "measures", shapes, notes) as arrays:
        for frame in sorted({frame for some in frames.values() for frame in some}):
            here = {n: frames[n].index(frame) for n in definitions if frame in frames[n]}
            every, columns = _joined(labels, {name: maps[name] for name in here}, frame)
            for name, index in here.items():
                arrays[f"{name}/areas"][index] = every.areas[columns[name]]
            for stage in canvas.stages:
                for names, found in _all(canvas, stage, frame, list(here), every, shares):
                    for name in names:
                        for key, values in found.items():
                            own = values[:, columns[name]] if key == "regions" else values
                            arrays[f"{name}/{stage}/{key}"][here[name]] = own


def _shapes(
    canvas: Canvas, frames: dict[str, list[int]], regions: dict[str, list], shares: int
) -> dict[str, tuple[str, tuple[int, ...]]]:
    shapes = {}
    for name, chosen in frames.items():
        first, count_of = chosen[0], sum(len(names) for _, names in regions[name])
        shapes[f"{name}/areas"] = ("int64", (len(chosen), count_of))
        for stage in canvas.stages:
            n = canvas.view(stage, first, DEFINITIONS[name].reading).neurons
            each = {
                "regions": ("float32", (n, count_of)),
                "totals": ("float64", (n,)),
                "squares": ("float64", (n,)),
                "lowest": ("float32", (n,)),
                "highest": ("float32", (n,)),
                "inactive": ("bool", (n,)),
                "pixels_per_neuron": ("int64", (n,)),
                "heat": ("float32", canvas.size),
                "fluctuation": ("float32", canvas.size),
                "thresholds": ("float32", (shares,)),
                "neurons_per_pixel": ("float32", (shares, *canvas.size)),
                "distribution": ("float32", (RANKS.size,)),
                "encoding": ("float64", (2,)),
            }
            for key, (dtype, shape) in each.items():
                shapes[f"{name}/{stage}/{key}"] = (dtype, (len(chosen), *shape))
    return shapes


def _all(
    canvas: Canvas, stage: str, frame: int, names: list[str], regions: Regions, shares: list[float]
) -> Iterator[tuple[list[str], dict[str, np.ndarray]]]:
    """Yield what is measured, and the definitions that it holds for: some have the same maps."""
    same = defaultdict(list)
    for name in names:
        same[canvas.view(stage, frame, DEFINITIONS[name].reading).reading].append(name)
    for reading, alike in same.items():
        yield alike, _one(canvas, stage, frame, reading, regions, shares)


def _one(
    canvas: Canvas, stage: str, frame: int, reading: Reading, regions: Regions, shares: list[float]
) -> dict[str, np.ndarray]:
    view = canvas.view(stage, frame, reading)
    sums = sum_up(view, regions, canvas.size, before=_before(canvas, stage, frame, reading))
    counts = count(view, sums, shares)
    return {
        "regions": sums.regions,
        "totals": sums.totals,
        "squares": sums.squares,
        "lowest": sums.lowest,
        "highest": sums.highest,
        "inactive": view.inactive(),
        "heat": sums.heat,
        "fluctuation": sums.fluctuation,
        "distribution": sums.histogram.at_ranks(),
        "encoding": follow(canvas, stage, frame, reading),
        "pixels_per_neuron": counts.pixels_per_neuron,
        "thresholds": counts.thresholds,
        "neurons_per_pixel": counts.neurons_per_pixel,
    }


def _before(canvas: Canvas, stage: str, frame: int, reading: Reading) -> View | None:
    """Return the frame before, where the same neurons painted it."""
    there = canvas.persistent and frame - 1 in canvas.frames
    return canvas.view(stage, frame - 1, reading) if there else None


def _maps(labels: Labels, definition: str) -> dict[str, str]:
    """Return grouping -> label map, for the groupings that the signal has."""
    return {g: m for g, m in DEFINITIONS[definition].labels.items() if m in labels.maps}


def _joined(
    labels: Labels, maps: dict[str, dict[str, str]], frame: int
) -> tuple[Regions, dict[str, np.ndarray]]:
    """Return the regions of all definitions together, and definition -> its part of them."""
    every = list(dict.fromkeys(m for chosen in maps.values() for m in chosen.values()))
    sizes = [len(labels.names[m]) for m in every]
    ends = dict(zip(every, np.cumsum(sizes), strict=True))
    parts = {m: np.arange(ends[m] - len(labels.names[m]), ends[m]) for m in every}
    columns = {n: np.concatenate([parts[m] for m in maps[n].values()]) for n in maps}
    return Regions.of([labels.at(m, frame) for m in every], sizes), columns


def _refuse_mismatch(canvas: Canvas, labels: Labels) -> None:
    wanted = {frame for frames in labels.frames.values() for frame in frames}
    missing = sorted(wanted - set(canvas.frames))
    if missing:
        raise InputError(f"measures: expected frames {missing} in the canvas, found none of them")
    size = next(iter(labels.maps.values())).shape[1:]
    if size != canvas.size:
        raise InputError(f"measures: expected labels of {canvas.size} px, found {size} px")
