"""The continuous O-INR as released: kernels from a small sine network, at three taps an axis.

Source: Pal et al., ICML 2024, section 4.2, and released code. The kernel network sees positions
-1, 0, 1 along each axis and never the spacing of samples. Its first weights are U(-1/a, 1/a) for a
axes, its second ones uniform of variance 1/2, times sqrt(1 / (inputs * taps)), which the released
code does at the first pass, again after each loading; here once, at the start.
"""

from itertools import product
from math import sqrt

import torch
from jaxtyping import Float
from torch import Tensor, nn

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.oinr_stencil import SINES, TAPS
from inrflow.config.networks.oinr_stencil import OinrStencil as Options
from inrflow.fields.generated import Generated
from inrflow.fields.initialise import generator, uniform_
from inrflow.fields.operator import Operator, OperatorStage


class Stencil(Generated):
    """A convolution of three taps an axis whose kernels are sums of sines of the tap's position.

    Attributes:
        frequencies: of the sines, shape (sine, axis).
        phases: of the sines.
        mixing: of sines into kernels, shape (output, input, sine).
        level: what is added to all taps of a kernel, shape (output, input).
        positions: of the taps, row-major, each in {-1, 0, 1}.
    """

    def __init__(self, inputs: int, outputs: int, axes: int, omega: float) -> None:
        super().__init__(inputs, outputs, axes, "zeros", bias=True)
        self.reach_by((TAPS // 2,) * axes)
        self.omega = omega
        self.frequencies = nn.Parameter(torch.zeros(SINES, axes))
        self.phases = nn.Parameter(torch.zeros(SINES))
        self.mixing = nn.Parameter(torch.zeros(outputs, inputs, SINES))
        self.level = nn.Parameter(torch.zeros(outputs, inputs))
        taps = torch.tensor(list(product((-1.0, 0.0, 1.0), repeat=axes)))
        self.register_buffer("positions", taps, persistent=False)

    @property
    def weight(self) -> Float[Tensor, "output input *tap"]:
        """The kernels."""
        sines = torch.sin(self.omega * (self.positions @ self.frequencies.T + self.phases))
        kernels = self.mixing @ sines.T + self.level[..., None]
        return kernels.unflatten(2, self.kernel_size)

    def initialise(self, source: torch.Generator) -> None:
        """Fill the weights as released; phases, levels and biases are 0."""
        taps, axes = self.positions.shape
        uniform_(self.frequencies, 1 / axes, source)
        uniform_(self.mixing, sqrt(3 / SINES) * sqrt(1 / (self.in_channels * taps)), source)


class OinrStencil(Operator):
    """A continuous O-INR as released, for one signal."""

    def __init__(self, options: Options, shape: Shape) -> None:
        axes, stages = len(axes_of(shape)), {}
        for plan in options.plan(shape):
            affine = Stencil(plan.inputs, plan.outputs, axes, options.omega)
            stages[plan.name] = OperatorStage(affine, options.output if plan.last else None)
        super().__init__(options, shape, stages)

    @property
    def reach(self) -> tuple[int, ...]:
        """How far a painted sample sees along each axis, in samples."""
        return (TAPS // 2 * len(self.stages),) * len(self.axes)

    def initialise(self, seed: int) -> "OinrStencil":
        """Fill the weights, and the noise, from a seed."""
        source = generator(seed)
        for stage in self.stages.values():
            stage.affine.initialise(source)
        self.draw_noise(seed)
        return self


def build(options: Options, shape: Shape, seed: int) -> OinrStencil:
    """Return the initialised operator for a signal of shape (frames, height, width, channels)."""
    return OinrStencil(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> OinrStencil:
    """Return the operator with weights, and noise, to be filled from a file."""
    return OinrStencil(options, shape)
