"""WIRE: complex Gabor wavelets all the way; with a partition one small WIRE a cell.

Source: Saragadam et al., CVPR 2023, equation 6, and released code: h <- exp(i omega z - |s z|^2),
z = W h + b, the first W real, later ones complex; the real part of the last mixture is painted.
Complex neurons number int(width / sqrt(2)). Weights and biases PyTorch's default: real and
imaginary parts U(+-1/sqrt(complex inputs)). omega = 20 and s = 30 are what the released code
recommends for representing a signal; they are not trained there by default, and never here.
199,284 parameters at width 256 (181 complex neurons) for RGB; a complex one counts as two, and
the imaginary part of the last bias, of which nothing is painted, is not kept.
"""

from math import sqrt
from types import ModuleType
from typing import ClassVar

import torch
from torch import nn

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.wire import Wire as Options
from inrflow.fields.activations import complex_gabor, complex_gabor_first, identity
from inrflow.fields.complex_linear import ComplexLinear
from inrflow.fields.layer import Layer
from inrflow.fields.linear import MemberLinear
from inrflow.fields.pointwise import Pointwise


class Wire(Pointwise):
    """A WIRE, or one a cell; a complex neuron is a pair of real ones, [re | im].

    Attributes:
        first: activation of the first layer, whose mixture is real.
        later: activation of the later layers.
    """

    first: ClassVar[ModuleType] = complex_gabor_first
    later: ClassVar[ModuleType] = complex_gabor

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__(options, shape)
        self.stages, scale = nn.ModuleDict(), options.scale
        for stage in options.plan(shape):
            sizes = self.members, stage.inputs, stage.outputs
            if stage.last:
                layer = Layer(MemberLinear(*sizes), identity, options.output)
            elif not self.stages:
                linear = MemberLinear(*sizes)
                layer = Layer(linear, self.first, omega=options.first_omega, scale=scale)
            else:
                linear = ComplexLinear(self.members, stage.inputs // 2, stage.outputs // 2)
                layer = Layer(linear, self.later, omega=options.hidden_omega, scale=scale)
            self.stages[stage.name] = layer

    @torch.no_grad()
    def initialise(self, seed: int) -> "Wire":
        """Fill the weights; a member depends on the seed and its cell's number alone."""
        sources = self.sources_of(seed)
        for stage in self.stages.values():
            stage.affine.initialise(sources)
        for parameter in stage.affine.parameters():  # the last one's inputs are pairs
            parameter.mul_(sqrt(2))
        return self


def build(options: Options, shape: Shape, seed: int) -> Wire:
    """Return the initialised network for a signal of shape (frames, height, width, channels)."""
    return Wire(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> Wire:
    """Return the network with weights to be filled from a file."""
    return Wire(options, shape)
