"""Writing a canvas: one pass over frames and stages, in pieces that fit a memory bound."""

import json
import logging
import math
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
import zarr
from jaxtyping import Bool, Float
from torch import Tensor

from inrflow.errors import InputError
from inrflow.fields.field import FIRST, Field, Step
from inrflow.fields.pointwise import Pointwise
from inrflow.fitting.fit import Fit
from inrflow.tracing.arrays import create, put
from inrflow.tracing.layer import mixed
from inrflow.tracing.layout import Layout
from inrflow.tracing.operators import at_slice, contributions
from inrflow.tracing.window import Window, windows

LOG = logging.getLogger(__name__)
FORMAT = "inrflow canvas 3"
RECORD = "complete.json"


def write_canvas(store: Path, fit: Fit, layout: Layout, notes: dict[str, Any]) -> dict[str, float]:
    """Trace a fit into an empty directory.

    Args:
        store: the directory.
        fit: what to trace.
        layout: stages, frames, dtype, bound.
        notes: attributes to add, e.g. the signal's name.

    Returns:
        Stage -> completeness error: the largest |sum of the stored contributions - mixture|
        over pixels and frames, in units of the mixture.
    """
    root, field = zarr.open_group(store, mode="w", zarr_format=3), fit.field
    errors = dict.fromkeys((stage.name for stage in layout.plan), 0.0)
    with torch.no_grad():
        if isinstance(field, Pointwise):
            _trace_pixels(root, field, layout, errors)
        else:
            _trace_frames(root, field, layout, errors)
    for name, error in errors.items():
        root[name].attrs["completeness_error"] = error
    root.attrs.update(_attributes(fit, layout) | notes)
    _record(store)
    LOG.info("completeness error by stage: %s", {k: f"{v:.2g}" for k, v in errors.items()})
    return errors


def _trace_pixels(root: zarr.Group, field: Pointwise, layout: Layout, errors: dict) -> None:
    """Trace a field of coordinates window by window: samples do not see each other."""
    _create_pointwise(root, field, layout)
    sides = (slice(0, field.shape[1]), slice(0, field.shape[2]))
    for index, frame in enumerate(layout.frames):
        for rows, columns in windows(*sides, *layout.window()):
            window = Window.of(field.cells, frame, rows, columns)
            if not len(window.index):  # no cell there is kept
                continue
            part = field.select(window.members)
            for step in part.walk(part.coordinates(window.samples(frame, field.shape))):
                if step.name in errors:
                    error = _trace_window(root[step.name], step, index, window)
                    _worse(errors, step.name, error)


def _create_pointwise(root: zarr.Group, field: Pointwise, layout: Layout) -> None:
    """Create all stages, as one sample of the first member finds them."""
    part = field.select(slice(0, 1))
    steps = list(part.walk(part.coordinates(part.cells.samples()[0][:, :1])))
    widths = {FIRST: steps[0].parts[0].shape[-1]}
    widths |= {step.name: step.output.shape[-1] for step in steps}
    context = steps[0].context
    for stage in layout.plan:
        create(root, stage, layout, field, context)
        sources = {source: widths[source] for source in field.sources[stage.name]}
        root[stage.name].attrs["sources"] = sources


def _trace_window(group: zarr.Group, step: Step, index: int, window: Window) -> float:
    """Store what a stage mixed in a window; return the completeness error there."""
    where = (index, slice(None), window.rows, window.columns)
    stored = put(group["features"], where, window.join(step.neurons.mT))
    if step.stage.gate is not None:
        gate = step.context[step.stage.gate].mT.expand(len(window.index), -1, -1)
        put(group["gate"], where, window.join(gate))
    affine = step.stage.affine
    total = mixed(affine.weight.mT, affine.bias.mT, window.split(stored))
    return _largest(total - step.mixture.mT, window.real)


def _trace_frames(root: zarr.Group, field: Field, layout: Layout, errors: dict) -> None:
    """Trace convolutions: a decoder frame by frame, an operator once for all its slices."""
    sizes = {stage.name: layout.channels(stage) for stage in layout.plan}
    for stage in layout.plan:
        create(root, stage, layout, field, {})
    places = list(enumerate(layout.frames))
    sliced = field.samples == "lattice" and field.shape[0] > 1
    for some in [places] if sliced else [[place] for place in places]:
        part, inputs = field.at_frame(some[0][1])
        for step in part.walk(inputs):
            for index, frame in some if step.name in sizes else []:
                slice_ = frame if sliced else None
                error = _trace_slice(root[step.name], step, index, slice_, sizes[step.name])
                _worse(errors, step.name, error)


def _trace_slice(group: zarr.Group, step: Step, index: int, place: int | None, size: int) -> float:
    """Store a stage's contributions to one frame in groups of input channels.

    Args:
        group: the stage's.
        step: what it mixed.
        index: position of the frame in the store.
        place: the slice of the lattice that the frame is; None: the lattice is a frame.
        size: how many channels to work on at once.
    """
    affine, neurons, mixture = step.stage.affine, step.neurons, step.mixture[0]
    if place is not None:
        (affine, neurons), mixture = at_slice(affine, neurons, place), mixture[:, place]
    lattice = group["mixture"].shape[2:]
    mixture = mixture.reshape(-1, *lattice)
    total = torch.zeros_like(mixture)
    for first in range(0, neurons.shape[1], size):
        some = slice(first, min(first + size, neurons.shape[1]))
        made = contributions(affine, neurons, some).reshape(-1, *mixture.shape)
        total += put(group["contributions"], (index, some), made).sum(0)
    put(group["mixture"], (index,), mixture)
    return float((total - mixture).abs().max())


def _largest(
    errors: Float[Tensor, "member output sample"], real: Bool[Tensor, "member sample"]
) -> float:
    """Return the largest magnitude over real samples; NaN if there is one."""
    worst = errors.abs().amax(1)
    return float(worst.max() if real.all() else worst[real].max())


def _worse(errors: dict[str, float], name: str, error: float) -> None:
    if not math.isfinite(error):
        raise InputError(
            f"trace: expected finite numbers in stage {name}, found others: weights that diverged, "
            "or values too large for tracing.dtype float16"
        )
    errors[name] = max(errors[name], error)


def _attributes(fit: Fit, layout: Layout) -> dict[str, Any]:
    field = fit.field
    pointwise = isinstance(field, Pointwise)
    cells = {"edges": field.cells.edges, "kept": field.cells.kept} if pointwise else None
    return {
        "format": FORMAT,
        "samples": field.samples,
        "stages": [stage.name for stage in layout.plan],
        "traced": list(field.traced),
        "sources": field.sources,
        "cells": cells,
        "members": layout.members,
        "frames": layout.frames,
        "shape": list(fit.shape),
        "network": fit.network,
        "seed": fit.seed,
        "versions": {name: version(name) for name in ("torch", "zarr")},
    }


def _record(store: Path) -> None:
    """Write the record that `Canvas.open` holds a store against: every file and its size."""
    files = sorted(p for p in store.rglob("*") if p.is_file())
    sizes = {file.relative_to(store).as_posix(): file.stat().st_size for file in files}
    (store / RECORD).write_text(json.dumps(sizes, indent=0, sort_keys=True) + "\n")
