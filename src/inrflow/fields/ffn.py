"""FFN: random Fourier features and a ReLU network, one network a frame.

Source: XINC (CVPR 2024) section 4 and its released code; Tancik et al. 2020. Coordinates (y, x)
in [-1, 1]; p = 2 pi B c with B ~ N(0, sigma^2); features [sin p, cos p]; linear layers with ReLU
between. 32,971 trained parameters at width 104 (the frequencies are fixed and not counted).
"""

import copy
import math

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.ffn import Ffn as Options
from inrflow.errors import InputError
from inrflow.fields.activations import identity, relu
from inrflow.fields.cells import Cells
from inrflow.fields.lattice import lattice
from inrflow.fields.layer import Layer
from inrflow.fields.linear import MemberLinear
from inrflow.fields.pointwise import Pointwise


class Ffn(Pointwise):
    """An ensemble of Fourier feature networks, one a frame.

    Attributes:
        frequencies: B, cycles per unit length, shape (member, frequency, 2), columns (y, x).
    """

    member_wise = True  # the frequencies lead with the member axis
    domain = "any coordinate of its own frames, on the axes of"

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__(options, shape)
        self.cells = Cells(shape, options.borders(shape))
        frequencies = torch.empty(self.members, options.features // 2, 2)
        self.register_buffer("frequencies", frequencies)
        self.stages = nn.ModuleDict()
        for stage in options.plan(shape):
            linear = MemberLinear(self.members, stage.inputs, stage.outputs)
            output = options.output if stage.last else "identity"
            self.stages[stage.name] = Layer(linear, identity if stage.last else relu, output)

    def initialise(self, seed: int) -> "Ffn":
        """Fill the weights; member m depends on (seed, m) alone, not on how many there are."""
        sources = self.sources_of(seed)
        for frequencies, source in zip(self.frequencies, sources, strict=True):
            drawn = torch.randn(frequencies.shape, generator=source)
            frequencies.copy_(drawn * self.options.sigma)
        for stage in self.stages.values():
            stage.affine.initialise(sources)
        return self

    def encode(
        self, coordinates: Float[Tensor, "*member pixel 2"]
    ) -> Float[Tensor, "member pixel feature"]:
        """Return [sin p, cos p], p = (2 pi c) B^T, for every member."""
        phase = (2 * math.pi * coordinates) @ self.frequencies.mT
        return torch.cat([phase.sin(), phase.cos_()], dim=-1)

    def coordinates(self, index: Int[Tensor, "member pixel"]) -> Float[Tensor, "member pixel 2"]:
        """Return the (y, x) of pixels in their frames, both by the longer side."""
        height, width = self.shape[1:3]
        return lattice(height, width).to(index.device)[index % (height * width)]

    def at(self, coordinates: Tensor) -> Tensor:
        """Refuse: one network a frame says nothing between frames."""
        raise InputError(f"decode: expected {self.domain} {self.shape}, found free coordinates")

    def resampled(self, shape: Shape) -> "Ffn":
        """Return the ensemble on frames of another size; raises InputError for other frames."""
        if shape[0] != self.shape[0] or shape[3] != self.shape[3]:
            raise InputError(f"decode: expected {self.domain} {self.shape}, found {shape}")
        other = copy.copy(self)
        other.shape, other.cells = shape, Cells(shape, self.options.borders(shape))
        return other


def build(options: Options, shape: Shape, seed: int) -> Ffn:
    """Return the initialised ensemble for a signal of shape (frames, height, width, channels)."""
    return Ffn(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> Ffn:
    """Return the ensemble with weights to be filled from a file."""
    return Ffn(options, shape)
