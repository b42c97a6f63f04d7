"""A frame painted again with some neurons of one stage silenced."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch
from typing import Literal

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn.modules.conv import _ConvNd

from inrflow.fields.field import Field, Step
from inrflow.fields.generated import Generated
from inrflow.fields.pointwise import Pointwise
from inrflow.fields.resolve import activation
from inrflow.tracing.window import Window

Target = Literal["weights", "units"]
Raster = Callable[[Tensor], Float[Tensor, "y x channel"]]


@dataclass(frozen=True)
class Cut:
    """One frame of a field, halted at one stage; the field itself is never changed.

    Attributes:
        step: the stage whose neurons may be silenced, and what it saw and made.
        later: those that its neurons reach, each with the names of what it mixes, in order.
        raster: from what the last stage makes to the picture.
    """

    step: Step
    later: tuple[tuple[Step, tuple[str, ...]], ...]
    raster: Raster

    def count(self, target: Target) -> int:
        """Return how many neurons of a kind the stage has."""
        return len(self.magnitudes(target))

    def magnitudes(self, target: Target) -> Float[Tensor, " neuron"]:
        """Return the Euclidean norm of every neuron's weights, outgoing, or incoming for units.

        Those of all members that paint the frame are one neuron's. Real and imaginary part of a
        complex unit have all of its weights.
        """
        weight = self.step.stage.affine.weight.detach()
        if isinstance(self.step.stage.affine, _ConvNd):
            return weight.flatten(2).norm(dim=2).T.flatten()
        if target == "weights":
            return weight.norm(dim=(0, 2))
        norms = weight.norm(dim=(0, 1))
        if hasattr(activation(self.step.stage.activation), "carried"):
            pairs = self.step.output.shape[-1] // 2
            return norms.reshape(-1, pairs).norm(dim=0).repeat(2)
        return norms

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
            return self.step.output * keep
        mixture = without(self.step.stage.affine, self.step.parts, keep)
        return self.step.stage.after(mixture, self.step.context)

    def _picture(self, values: Tensor) -> Tensor:
        made = {self.step.name: values}
        for step, sources in self.later:
            parts = (made.get(s, part) for s, part in zip(sources, step.parts, strict=True))
            values = step.stage.after(step.stage.affine(*parts), step.context)
            made[step.name] = values
        return self.raster(values)


def cut(field: Field, frame: int) -> dict[str, Cut]:
    """Run a field once for a frame and return stage -> the field halted there."""
    part, coordinates, raster = _on(field, frame)
    with torch.no_grad():
        steps = list(part.walk(coordinates))
    return {
        step.name: Cut(step, tuple(_reached(step.name, steps[place + 1 :], part.sources)), raster)
        for place, step in enumerate(steps)
    }


def _on(field: Field, frame: int) -> tuple[Field, Tensor, Raster]:
    """Return what paints a frame, where, and how what it paints becomes a picture."""
    height, width = field.shape[1:3]
    if isinstance(field, Pointwise):
        window = Window.of(field.cells, frame, slice(0, height), slice(0, width))
        part = field.select(window.members)
        coordinates = part.coordinates(window.samples(frame, field.shape))
        return part, coordinates, lambda values: window.join(values.mT).movedim(0, 2)
    place = frame if field.samples == "lattice" else 0  # a slice of all, or the frame alone
    part, inputs = field.at_frame(frame)

    def raster(values: Tensor) -> Tensor:
        return values[0].reshape(len(values[0]), -1, height, width)[:, place].movedim(0, 2)

    return part, inputs, raster


def _reached(
    stage: str, later: list[Step], sources: dict[str, tuple[str, ...]]
) -> list[tuple[Step, tuple[str, ...]]]:
    """Return the later steps that a stage's neurons reach."""
    reached, names = [], {stage}
    for step in later:
        if names & set(sources[step.name]):
            names.add(step.name)
            reached.append((step, sources[step.name]))
    return reached


@singledispatch
def without(affine: nn.Module, parts: tuple[Tensor, ...], keep: Bool[Tensor, " neuron"]) -> Tensor:
    """Return the mixture without the weights of silenced neurons; the bias stays.

    Neurons are numbered as in the canvas: input features of a linear map, whose weights meet
    nothing where the features are 0; kernels of a convolution, kernel (i, o) at i * outputs + o.
    """
    kept = keep.split([part.shape[-1] for part in parts])
    return affine(*(part * some for part, some in zip(parts, kept, strict=True)))


@without.register
def _(affine: _ConvNd, parts: tuple[Tensor, ...], keep: Bool[Tensor, " neuron"]) -> Tensor:
    return functional_call(affine, {"weight": _kept(affine, keep)}, parts)


@without.register
def _(affine: Generated, parts: tuple[Tensor, ...], keep: Bool[Tensor, " neuron"]) -> Tensor:
    return affine.convolve(*parts, _kept(affine, keep))


def _kept(affine: _ConvNd, keep: Bool[Tensor, " neuron"]) -> Tensor:
    """Return a convolution's weights, those of silenced kernels 0."""
    outputs, inputs = affine.weight.shape[:2]
    taps = [1] * (affine.weight.ndim - 2)
    return affine.weight * keep.reshape(inputs, outputs).T.reshape(outputs, inputs, *taps)
