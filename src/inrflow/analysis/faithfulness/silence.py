"""A frame painted again with some neurons of one stage silenced."""

from dataclasses import dataclass
from functools import singledispatch
from typing import Literal

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.func import functional_call

from inrflow.errors import InputError
from inrflow.fields.field import Field, Stage
from inrflow.fields.linear import MemberLinear

Target = Literal["weights", "units"]


@dataclass(frozen=True)
class Cut:
    """One frame of a field, halted at one stage; the field itself is never changed.

    Attributes:
        stage: the stage whose neurons may be silenced.
        neurons: what goes into it.
        output: what comes out of it with all its neurons.
        later: the stages after it.
        context: what stages need besides neurons.
        size: (height, width) of the picture, px.
    """

    stage: Stage
    neurons: Tensor
    output: Tensor
    later: tuple[Stage, ...]
    context: dict[str, Tensor]
    size: tuple[int, int]

    def count(self, target: Target) -> int:
        """Return how many neurons of a kind the stage has."""
        return len(magnitudes(self.stage.affine, target))

    def paint(self, target: Target, keep: Bool[Tensor, " neuron"]) -> Float[Tensor, "y x channel"]:
        """Return the picture without the neurons that are not kept, clamped to [0, 1].

        Args:
            target: `weights`: the neuron's weights become 0, its share of the bias stays.
                `units`: the output of a unit becomes 0, its bias with it.
            keep: False for the silenced neurons.
        """
        with torch.no_grad():
            return self._picture(self._without(target, keep)).clamp(0, 1)

    def _without(self, target: Target, keep: Tensor) -> Tensor:
        if target == "units":  # those of a pointwise stage: the last axis
            return self.output * keep
        weights = {"weight": masked(self.stage.affine, keep)}
        mixture = functional_call(self.stage.affine, weights, (self.neurons,))
        return self.stage.after(mixture, self.context)

    def _picture(self, values: Tensor) -> Tensor:
        for stage in self.later:
            values = stage(values, self.context)
        if values.ndim == 4:  # a decoder's (1, channel, y, x)
            return values[0].permute(1, 2, 0)
        return values[0].unflatten(0, self.size)


def cut(field: Field, frame: int) -> dict[str, Cut]:
    """Run a field once for a frame and return stage -> the field halted there."""
    part, coordinates = field.at_frame(frame)
    stages, size = tuple(part.stages.values()), tuple(field.shape[1:3])
    with torch.no_grad():
        context = part.condition(coordinates)
        return {
            step.name: Cut(
                step.stage, step.neurons, step.output, stages[place + 1 :], context, size
            )
            for place, step in enumerate(part.walk(coordinates))
        }


@singledispatch
def masked(affine: nn.Module, keep: Bool[Tensor, " neuron"]) -> Tensor:
    """Return a copy of the weights in which those of silenced neurons are 0.

    Neurons are numbered as in the canvas: input features of a linear map; kernels of a
    convolution, kernel (i, o) at i * outputs + o.
    """
    raise InputError(f"faithfulness: expected a linear map or convolution, found {type(affine)}")


@masked.register
def _(affine: MemberLinear, keep: Bool[Tensor, " neuron"]) -> Tensor:
    return affine.weight * keep[:, None]


@masked.register
def _(affine: nn.Conv2d, keep: Bool[Tensor, " neuron"]) -> Tensor:
    outputs, inputs = affine.weight.shape[:2]
    return affine.weight * keep.reshape(inputs, outputs).T[:, :, None, None]


def magnitudes(affine: nn.Module, target: Target) -> Float[Tensor, " neuron"]:
    """Return the Euclidean norm of every neuron's weights: outgoing, or incoming for units."""
    weight = affine.weight.detach()
    if isinstance(affine, nn.Conv2d):
        return weight.flatten(2).norm(dim=2).T.flatten()
    return weight[0].norm(dim=0 if target == "units" else 1)
