"""Writing a canvas: one pass over frames and stages, in pieces that fit a memory bound.

Layout of the Zarr v3 store, one group a stage:

    <stage>/features       (frame, neuron, y, x)         pointwise: the layer's input
    <stage>/weight, bias   (frame, output, neuron), (frame, output)
    <stage>/contributions  (frame, neuron, output, y, x) convolution: before PixelShuffle
    <stage>/mixture        (frame, output, y, x)         their sum

A pointwise contribution is the product of a feature and a weight, so its two factors are kept. A
convolution's contributions live on the layer's own lattice. Every reading is worked out from
these; storing them is lossless and serves all readings.
"""

import json
import logging
import math
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
import zarr
from jaxtyping import Float
from torch import Tensor

from inrflow.config.networks.plan import StagePlan
from inrflow.errors import InputError
from inrflow.fields.field import Field, Stage, Step
from inrflow.fitting.fit import Fit
from inrflow.tracing.layout import FEW, TILE, Layout, even, round_up
from inrflow.tracing.operators import contributions

LOG = logging.getLogger(__name__)
FORMAT = "inrflow canvas 1"
RECORD = "complete.json"
AXES = {
    "features": ("frame", "neuron", "y", "x"),
    "weight": ("frame", "output", "neuron"),
    "bias": ("frame", "output"),
    "contributions": ("frame", "neuron", "output", "y", "x"),
    "mixture": ("frame", "output", "y", "x"),
}
UNITS = {
    "features": "activation",
    "weight": "mixture per activation",
    "bias": "mixture",
    "contributions": "mixture",
    "mixture": "mixture",
}


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
    root = zarr.open_group(store, mode="w", zarr_format=3)
    for stage in layout.plan:
        _create(root, stage, layout, fit.field.stages[stage.name])
    trace = {"pixel": _trace_pixels, "frame": _trace_frame}[fit.field.samples]
    errors = dict.fromkeys((stage.name for stage in layout.plan), 0.0)
    for index, frame in enumerate(layout.frames):
        with torch.no_grad():
            trace(root, fit.field, frame, index, layout, errors)
    for name, error in errors.items():
        root[name].attrs["completeness_error"] = error
    root.attrs.update(_attributes(fit, layout) | notes)
    _record(store)
    LOG.info("completeness error by stage: %s", {k: f"{v:.2g}" for k, v in errors.items()})
    return errors


def _trace_pixels(
    root: zarr.Group, field: Field, frame: int, index: int, layout: Layout, errors: dict
) -> None:
    """Trace one member in bands of rows: pixels do not see each other."""
    part, coordinates = field.at_frame(frame)
    height, width = field.shape[1:3]
    band = min(layout.rows(stage) for stage in layout.plan)
    for stage in layout.plan:
        affine = part.stages[stage.name].affine
        _put(root[stage.name]["weight"], (index,), affine.weight[0].T)
        _put(root[stage.name]["bias"], (index,), affine.bias[0, 0])
    for top in range(0, height, band):
        rows = slice(top, min(top + band, height))
        wanted = coordinates[..., rows.start * width : rows.stop * width, :]
        for step in part.walk(wanted):
            if step.name in errors:
                features = step.neurons[0].T.reshape(-1, rows.stop - rows.start, width)
                stored = _put(root[step.name]["features"], (index, slice(None), rows), features)
                total = torch.from_numpy(stored).flatten(1).T @ step.stage.affine.weight[0]
                _worse(errors, step.name, total + step.stage.affine.bias[0, 0], step.mixture[0])


def _trace_frame(
    root: zarr.Group, field: Field, frame: int, index: int, layout: Layout, errors: dict
) -> None:
    """Trace one frame of a decoder in groups of input channels."""
    part, time = field.at_frame(frame)
    plans = {stage.name: stage for stage in layout.plan}
    for step in part.walk(time):
        if step.name in plans:
            total = _trace_channels(root[step.name], step, index, layout.channels(plans[step.name]))
            _worse(errors, step.name, total, step.mixture[0])
            _put(root[step.name]["mixture"], (index,), step.mixture[0])


def _trace_channels(
    group: zarr.Group, step: Step, index: int, size: int
) -> Float[Tensor, "output y x"]:
    """Store one stage's contributions; return their sum as stored."""
    total = torch.zeros(step.mixture.shape[1:])
    for first in range(0, step.neurons.shape[1], size):
        some = slice(first, min(first + size, step.neurons.shape[1]))
        made = contributions(step.stage.affine, step.neurons, some)[:, 0]
        total += torch.from_numpy(_put(group["contributions"], (index, some), made)).sum(0)
    return total


def _create(root: zarr.Group, stage: StagePlan, layout: Layout, module: Stage) -> None:
    """Create a stage's empty arrays and say in its attributes what it is."""
    group, frames = root.create_group(stage.name), len(layout.frames)
    notes = {"kind": stage.kind, "neurons": stage.neurons, "last": stage.last}
    output = getattr(module, "output", "identity")
    group.attrs.update({**notes, "activation": module.activation, "output": output})
    height, width = stage.lattice
    tile = (even(height, TILE[0]), even(width, TILE[1]))
    if stage.kind == "pointwise":
        shape, few = (frames, stage.inputs, height, width), even(stage.inputs, FEW)
        shard = (1, round_up(stage.inputs, few), layout.rows(stage), round_up(width, tile[1]))
        _array(group, "features", shape, (1, few, *tile), shard, layout.dtype)
        _array(group, "weight", (frames, stage.outputs, stage.inputs), None, None, "float32")
        _array(group, "bias", (frames, stage.outputs), None, None, "float32")
        return
    group.attrs.update({"strides": stage.strides, "kernel": module.affine.kernel_size[0]})
    whole = (round_up(height, tile[0]), round_up(width, tile[1]))
    shape = (frames, stage.inputs, stage.outputs, height, width)
    shard = (1, layout.channels(stage), stage.outputs, *whole)
    _array(group, "contributions", shape, (1, 1, stage.outputs, *tile), shard, layout.dtype)
    _array(group, "mixture", (frames, *shape[2:]), (1, *shape[2:]), None, "float32")


def _array(
    group: zarr.Group,
    name: str,
    shape: tuple,
    chunks: tuple | None,
    shards: tuple | None,
    dtype: str,
) -> None:
    group.create_array(
        name,
        shape=shape,
        chunks=chunks or (1, *shape[1:]),
        shards=shards,
        dtype=dtype,
        compressors=None,  # 12 % smaller for three times the time
        fill_value=0,
        dimension_names=AXES[name],
        attributes={"units": UNITS[name]},
        config={"write_empty_chunks": True},  # so that a missing chunk is never a zero
    )


def _put(array: zarr.Array, where: tuple, values: Tensor) -> Float[np.ndarray, "..."]:
    """Store values; return them as they will be read back, in float32."""
    numbers = values.contiguous().numpy().astype(array.dtype, copy=False)
    array[where] = numbers
    return numbers.astype(np.float32, copy=False)


def _worse(errors: dict[str, float], name: str, total: Tensor, mixture: Tensor) -> None:
    error = float((total - mixture).abs().max())
    if not math.isfinite(error):
        raise InputError(
            f"trace: expected finite numbers in stage {name}, found others: weights that diverged, "
            "or values too large for tracing.dtype float16"
        )
    errors[name] = max(errors[name], error)


def _attributes(fit: Fit, layout: Layout) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "samples": fit.field.samples,
        "stages": [stage.name for stage in layout.plan],
        "traced": list(fit.field.traced),
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
