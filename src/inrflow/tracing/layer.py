"""A pointwise layer as a canvas stores it: what went in, its affine map, what bends the mixture."""

from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

import numpy as np
import torch
import zarr
from jaxtyping import Float
from torch import Tensor

from inrflow.fields.outputs import OUTPUTS
from inrflow.fields.resolve import activation
from inrflow.tracing.window import Window

Samples = Float[Tensor, "member map sample"]


@dataclass(frozen=True)
class Bend:
    """What bends a mixture: the activation with its numbers, and the output map.

    Attributes:
        act: module of the activation.
        numbers: the activation's own numbers.
        output: name of the output map.
    """

    act: ModuleType
    numbers: dict[str, float]
    output: str = "identity"

    @classmethod
    def of(cls, name: str, numbers: dict[str, float], output: str = "identity") -> "Bend":
        """Find an activation by its name."""
        return cls(activation(name), numbers, output)

    @property
    def coupled(self) -> bool:
        """Whether the activation bends pairs of numbers, complex ones, rather than each alone."""
        return hasattr(self.act, "carried")

    def __call__(self, mixture: Samples) -> Samples:
        """Return the activation's values; a coupled one has its numbers along the last axis."""
        if self.coupled:
            return self.act.act(mixture.mT, **self.numbers).mT
        return self.act.act(mixture, **self.numbers)

    def rest(self, width: int) -> Float[Tensor, " output"]:
        """Return the values at a mixture of 0, which `width` numbers make."""
        return self(torch.zeros(1, width, 1))[0, :, 0]

    def painted(self, mixture: Samples, gate: Samples | None) -> Samples:
        """Return what the layer makes of a mixture."""
        bent = self(mixture)
        return OUTPUTS[self.output](bent if gate is None else bent * gate)

    def back(
        self, mixture: Samples, gate: Samples | None, carry: Samples
    ) -> tuple[Samples, Float[Tensor, "member 1 sample"]]:
        """Carry the outputs' parts of the picture back to the mixture, in proportion to it.

        Args:
            mixture: the mixture.
            gate: what the bent mixture was multiplied with.
            carry: the picture's change by one unit of each output.

        Returns:
            The picture's change by one unit of each mixture, and what the values at rest paint.
        """
        if gate is not None:
            carry = carry * gate
        rest = self.rest(mixture.shape[1])
        still = (rest[:, None] * carry).sum(1, keepdim=True) if rest.any() else carry.new_zeros(1)
        if self.coupled:
            back = self.act.carried(mixture.mT, carry.mT, **self.numbers).mT
        else:
            back = carry * self.act.gain(mixture, **self.numbers)
        return back, still.expand(len(mixture), 1, mixture.shape[2])


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
        bend = Bend.of(notes["activation"], notes["numbers"], notes["output"])
        gate = group["gate"] if "gate" in group else None
        return cls(*arrays, gate, bend, notes["sources"], notes["last"], members)

    @property
    def outputs(self) -> int:
        """Number of values that it makes: that of its mixture, half of it for some pairs."""
        return len(self.bend.rest(self.weight.shape[1]))

    @cached_property
    def affine(self) -> tuple[Samples, Samples]:
        """Weight (member, output, neuron) and bias (member, output, 1) of the frame's members."""
        some = slice(0, 1) if len(self.weight) == 1 else self.members
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


def mixed(weight: Samples, bias: Samples, features: Samples) -> Samples:
    """Return weight @ features + bias, member by member; one member serves all."""
    return torch.baddbmm(bias, weight.expand(len(features), -1, -1), features)
