"""Linear layers with one activation between them, with PyTorch's default initial weights."""

from types import ModuleType
from typing import Any

import torch
from torch import nn

from inrflow.config.networks.axes import Shape
from inrflow.fields.activations import identity
from inrflow.fields.layer import Layer
from inrflow.fields.linear import MemberLinear
from inrflow.fields.pointwise import Pointwise


class Perceptron(Pointwise):
    """A multilayer perceptron, or one a cell."""

    def __init__(
        self, options: Any, shape: Shape, activation: ModuleType, **numbers: float
    ) -> None:
        """Make a network.

        Args:
            options: its architecture's options.
            shape: the signal's (frames, height, width, channels).
            activation: a module of `inrflow.fields.activations`.
            numbers: the activation's own.
        """
        super().__init__(options, shape)
        self.stages = nn.ModuleDict()
        for stage in options.plan(shape):
            linear = MemberLinear(self.members, stage.inputs, stage.outputs)
            self.stages[stage.name] = (
                Layer(linear, identity, options.output)
                if stage.last
                else Layer(linear, activation, **numbers)
            )

    def initialise(self, seed: int) -> "Perceptron":
        """Fill the weights; a member depends on the seed and its cell's number alone."""
        self.fill(self.sources_of(seed))
        return self

    def fill(self, sources: list[torch.Generator]) -> None:
        """Fill the weights of each member from its own generator."""
        for stage in self.stages.values():
            stage.affine.initialise(sources)
