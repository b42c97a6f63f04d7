"""The arrays of a canvas: shapes, chunks, units, attributes.

Layout of the Zarr v3 store, one group a stage:

    <stage>/features       (frame, neuron, y, x)         pointwise: what the layer mixes
    <stage>/weight, bias   (member, output, neuron), (member, output)
    <stage>/gate           (frame, output, y, x)         what its values are multiplied with, if so
    <stage>/contributions  (frame, neuron, output, y, x) convolution: before PixelShuffle
    <stage>/mixture        (frame, output, y, x)         their sum

A pointwise contribution is the product of a feature and a weight, so its two factors are kept. A
convolution's contributions live on the layer's own lattice. Every reading is worked out from
these; storing them is lossless and serves all readings. Members are those that paint the stored
frames, or the one that serves all. Features that two stages mix are stored with each.
"""

from typing import Any

import numpy as np
import torch
import zarr
from jaxtyping import Float
from torch import Tensor

from inrflow.config.networks.axes import axes_of
from inrflow.config.networks.plan import StagePlan
from inrflow.fields.field import Context, Field
from inrflow.tracing.layout import FEW, Layout, even, round_up, tile

AXES = {
    "features": ("frame", "neuron", "y", "x"),
    "gate": ("frame", "output", "y", "x"),
    "weight": ("member", "output", "neuron"),
    "bias": ("member", "output"),
    "contributions": ("frame", "neuron", "output", "y", "x"),
    "mixture": ("frame", "output", "y", "x"),
}
UNITS = {
    "features": "activation",
    "gate": "factor",
    "weight": "mixture per activation",
    "bias": "mixture",
    "contributions": "mixture",
    "mixture": "mixture",
}
WEIGHTS_BYTES = 2**20  # of a chunk of members: cells have many small networks


def create(
    root: zarr.Group, stage: StagePlan, layout: Layout, field: Field, context: Context
) -> None:
    """Create a stage's arrays, empty but for the weights, and say in its attributes what it is."""
    group, module = root.create_group(stage.name), field.stages[stage.name]
    notes = {"kind": stage.kind, "neurons": stage.neurons, "last": stage.last}
    numbers = {name: float(value) for name, value in module.numbers(context).items()}
    notes |= {"activation": module.activation, "numbers": numbers, "output": module.output}
    group.attrs.update(notes)
    if stage.kind == "pointwise":
        _create_pointwise(group, stage, layout)
        _store_weights(group, module.affine, layout.members)
    else:
        _create_convolution(group, stage, layout)
        group.attrs.update({"later_kernels": _later_kernels(field, stage.name)})


def _later_kernels(field: Field, stage: str) -> list[list[int]]:
    """Return rows and columns of the kernel of each stage after one."""
    # an operator's kernels have no extent along an axis that the signal does not have
    axes = (1, 2) if field.samples == "frame" else axes_of(field.shape)
    names = list(field.stages)
    later = (field.stages[name].affine for name in names[names.index(stage) + 1 :])
    return [[k.kernel_size[-1] if axis in axes else 1 for axis in (1, 2)] for k in later]


def _create_pointwise(group: zarr.Group, stage: StagePlan, layout: Layout) -> None:
    frames, (height, width) = len(layout.frames), stage.lattice
    (rows, columns), chunk = layout.window(), tile(stage.lattice)
    names = {"features": stage.inputs} | ({"gate": stage.outputs} if stage.gated else {})
    for name, count in names.items():
        few = even(count, FEW)
        shard = (1, round_up(count, few), rows, columns)
        shape = (frames, count, height, width)
        _array(group, name, shape, (1, few, *chunk), shard, layout.dtype)


def _store_weights(group: zarr.Group, affine: Any, members: list[int]) -> None:
    """Store the weights of some members, or of the one that serves all."""
    some = members if len(affine.weight) > 1 else [0]
    for name, values in {"weight": affine.weight.mT, "bias": affine.bias[:, 0]}.items():
        shape = (len(some), *values.shape[1:])
        few = even(len(some), max(1, WEIGHTS_BYTES // (4 * values[0].numel())))
        _array(group, name, shape, (few, *shape[1:]), None, "float32")
        put(group[name], (slice(None),), values[some])


def _create_convolution(group: zarr.Group, stage: StagePlan, layout: Layout) -> None:
    frames, (height, width), chunk = len(layout.frames), stage.lattice, tile(stage.lattice)
    group.attrs.update({"strides": stage.strides})
    whole = (round_up(height, chunk[0]), round_up(width, chunk[1]))
    shape = (frames, stage.inputs, stage.outputs, height, width)
    shard = (1, layout.channels(stage), stage.outputs, *whole)
    chunks = (1, 1, stage.outputs, *chunk)
    _array(group, "contributions", shape, chunks, shard, layout.dtype)
    _array(group, "mixture", (frames, *shape[2:]), (1, *shape[2:]), None, "float32")


def _array(
    group: zarr.Group,
    name: str,
    shape: tuple,
    chunks: tuple,
    shards: tuple | None,
    dtype: str,
) -> None:
    group.create_array(
        name,
        shape=shape,
        chunks=chunks,
        shards=shards,
        dtype=dtype,
        compressors=None,  # 12 % smaller for three times the time
        fill_value=0,
        dimension_names=AXES[name],
        attributes={"units": UNITS[name]},
        config={"write_empty_chunks": True},  # so that a missing chunk is never a zero
    )


def put(array: zarr.Array, where: tuple, values: Tensor) -> Float[Tensor, "..."]:
    """Store values; return them as they will be read back, in float32."""
    numbers = values.detach().contiguous().numpy().astype(array.dtype, copy=False)
    array[where] = numbers
    return torch.from_numpy(numbers.astype(np.float32, copy=False))
