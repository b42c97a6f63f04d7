"""A pointwise layer as a canvas stores it: what went in, its affine map, what bends the mixture."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
import zarr
from jaxtyping import Float
from torch import Tensor

from inrflow.tracing.bend import Bend, Samples
from inrflow.tracing.window import Window


@dataclass(frozen=True)
class Layer:
    """A stage of a canvas.

    Attributes:
        features: (frame, neuron, y, x), what it mixes.
        weight: (member, output, neuron); one member where one serves all cells.
        bias: (member, output).
        gate: (frame, output, y, x), what the bent mixture is multiplied with; None: nothing.
        bend: what bends the mixture.
        sources: what it mixes -> how many neurons that gives, in order.
        last: whether it paints.
        members: which of the stored members paint the frame in question.
    """

    features: zarr.Array
    weight: zarr.Array
    bias: zarr.Array
    gate: zarr.Array | None
    bend: Bend
    sources: dict[str, int]
    last: bool
    members: slice

    @classmethod
    def of(cls, group: zarr.Group, members: slice) -> "Layer":
        """Open a stage's group for the frames that some of the stored members paint."""
        notes, arrays = group.attrs, (group[name] for name in ("features", "weight", "bias"))
        bend = Bend(notes["activation"], notes["numbers"], notes["output"])
        return cls(*arrays, group.get("gate"), bend, notes["sources"], notes["last"], members)

    @property
    def outputs(self) -> int:
        """Number of values that it makes: that of its mixture, half of it for some pairs."""
        return len(self.bend.rest(self.weight.shape[1]))

    @cached_property
    def affine(self) -> tuple[Samples, Samples]:
        """Weight (member, output, neuron) and bias (member, output, 1) of the frame's members."""
        some = slice(0, 1) if self.weight.shape[0] == 1 else self.members
        return torch.from_numpy(self.weight[some]), torch.from_numpy(self.bias[some])[..., None]

    def affine_of(self, members: slice) -> tuple[Samples, Samples]:
        """Return weight and bias of some of them, or of the one that serves all."""
        weight, bias = self.affine
        return (weight, bias) if len(weight) == 1 else (weight[members], bias[members])

    def mixture(self, members: slice, features: Samples) -> Samples:
        """Return what the affine maps of some of them make of features."""
        return mixed(*self.affine_of(members), features)

    def read(self, name: str, index: int, window: Window, some: slice = slice(None)) -> Samples:
        """Return features or gates of a window as samples of the members, in float32."""
        array = getattr(self, name)
        stored = np.asarray(array[index, some, window.rows, window.columns])
        return window.split(torch.from_numpy(stored.astype(np.float32, copy=False)))


def mixed(
    weight: Float[Tensor, "members output neuron"],
    bias: Float[Tensor, "members output 1"],
    features: Float[Tensor, "member neuron sample"],
) -> Float[Tensor, "member output sample"]:
    """Return weight @ features + bias, member by member; one member serves all."""
    return torch.baddbmm(bias, weight.expand(len(features), -1, -1), features)
