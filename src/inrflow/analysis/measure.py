"""The workflow's stage `measures`: one streaming pass over a canvas."""

from pathlib import Path
from typing import Any

import numpy as np

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.groupings.labels import Labels
from inrflow.analysis.measures import Measures
from inrflow.analysis.regions import Regions
from inrflow.analysis.sweep import count, sum_up
from inrflow.errors import InputError
from inrflow.fitting.runtime import prepare
from inrflow.tracing.canvas import Canvas


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
    measure(opened, grouped, params["definitions"], params["area_shares"]).write(measures)


def measure(
    canvas: Canvas, labels: Labels, definitions: list[str], shares: list[float]
) -> Measures:
    """Measure all stages of the labelled frames under some definitions.

    Args:
        canvas: what to measure.
        labels: regions of the frames to measure.
        definitions: names in DEFINITIONS.
        shares: area shares of the thresholds.

    Raises:
        InputError: a labelled frame is not in the canvas, or the pictures differ in size.
    """
    _refuse_mismatch(canvas, labels)
    arrays, layout = {}, {}
    for name in definitions:
        chosen = {g: m for g, m in DEFINITIONS[name].labels.items() if m in labels.maps}
        layout[name] = [[grouping, labels.names[m]] for grouping, m in chosen.items()]
        regions = [_regions(labels, chosen, index) for index in range(len(labels.frames))]
        arrays[f"{name}/areas"] = np.stack([r.areas for r in regions])
        for stage in canvas.stages:
            found = [
                _one(canvas, stage, frame, name, r, shares)
                for frame, r in zip(labels.frames, regions, strict=True)
            ]
            arrays |= {f"{name}/{stage}/{k}": np.stack([f[k] for f in found]) for k in found[0]}
    notes = {"frames": labels.frames, "stages": canvas.stages, "size": list(canvas.size)}
    return Measures(arrays, notes | {"shares": shares, "regions": layout})


def _one(
    canvas: Canvas, stage: str, frame: int, name: str, regions: Regions, shares: list[float]
) -> dict[str, np.ndarray]:
    view = canvas.view(stage, frame, DEFINITIONS[name].reading)
    sums = sum_up(view, regions, canvas.size)
    counts = count(view, sums, shares)
    return {
        "regions": sums.regions,
        "totals": sums.totals,
        "heat": sums.heat,
        "pixels_per_neuron": counts.pixels_per_neuron,
        "thresholds": counts.thresholds,
        "neurons_per_pixel": counts.neurons_per_pixel,
    }


def _regions(labels: Labels, chosen: dict[str, str], index: int) -> Regions:
    maps = [labels.maps[m][index] for m in chosen.values()]
    return Regions.of(maps, [len(labels.names[m]) for m in chosen.values()])


def _refuse_mismatch(canvas: Canvas, labels: Labels) -> None:
    missing = sorted(set(labels.frames) - set(canvas.frames))
    if missing:
        raise InputError(f"measures: expected frames {missing} in the canvas, found none of them")
    size = next(iter(labels.maps.values())).shape[1:]
    if size != canvas.size:
        raise InputError(f"measures: expected labels of {canvas.size} px, found {size} px")
