"""FFN: random Fourier features and a ReLU network, one network a frame.

Source: XINC (CVPR 2024) section 4 and its released code; Tancik et al. 2020. Coordinates (y, x)
in [-1, 1]; p = 2 pi B c with B ~ N(0, sigma^2); features [sin p, cos p]; linear layers with ReLU
between. 32,971 trained parameters at width 104 (the frequencies are fixed and not counted).
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from inrflow.config.networks.ffn import Ffn as Options
from inrflow.fields.activations import identity, relu
from inrflow.fields.field import Field, Shape, Stage
from inrflow.fields.initialise import generator
from inrflow.fields.lattice import lattice
from inrflow.fields.linear import MemberLinear
from inrflow.fields.outputs import OUTPUTS

BENDS = {"relu": relu, "identity": identity}


class Layer(Stage):
    """A linear layer and its activation; `output` is the output map, used by the last layer."""

    def __init__(self, affine: MemberLinear, activation: str, output: str = "identity") -> None:
        super().__init__()
        self.affine = affine
        self.activation = activation
        self.output = output

    def after(self, mixture: Tensor, context: dict[str, Tensor]) -> Tensor:
        """Return the activation's (and output map's) values."""
        return OUTPUTS[self.output](BENDS[self.activation].act(mixture))


class Ffn(Field):
    """An ensemble of Fourier feature networks, one a frame.

    Attributes:
        frequencies: B, cycles per unit length, shape (member, frequency, 2), columns (y, x).
    """

    samples = "pixel"

    def __init__(self, options: Options, shape: Shape, members: int) -> None:
        super().__init__()
        self.options, self.shape, self.members = options, shape, members
        empty = torch.empty(members, options.features // 2, 2)
        self.register_buffer("frequencies", empty)
        plan = options.plan(shape)
        self.stages = nn.ModuleDict()
        for stage in plan:
            last = stage is plan[-1]
            linear = MemberLinear(members, stage.inputs, stage.outputs)
            output = options.output if last else "identity"
            self.stages[stage.name] = Layer(linear, "identity" if last else "relu", output)
        self.traced = tuple(self.stages)

    def initialise(self, seed: int) -> "Ffn":
        """Fill the weights; member m depends on (seed, m) alone, not on how many there are."""
        sources = [generator(seed, member) for member in range(self.members)]
        for frequencies, source in zip(self.frequencies, sources, strict=True):
            drawn = torch.randn(frequencies.shape, generator=source)
            frequencies.copy_(drawn * self.options.sigma)
        for stage in self.stages.values():
            stage.affine.initialise(sources)
        return self

    def encode(
        self, coordinates: Float[Tensor, "pixel 2"]
    ) -> Float[Tensor, "member pixel feature"]:
        """Return [sin p, cos p], p = (2 pi c) B^T, for every member."""
        phase = (2 * math.pi * coordinates) @ self.frequencies.mT
        return torch.cat([phase.sin(), phase.cos_()], dim=-1)

    def select(self, members: slice) -> "Ffn":
        """Return some members as an ensemble that shares their weights' memory.

        Fitting the selection fits the members in place.
        """
        frequencies = self.frequencies[members]
        some = Ffn(self.options, self.shape, len(frequencies)).to(frequencies.device)
        some.frequencies = frequencies
        for mine, its in zip(self.stages.values(), some.stages.values(), strict=True):
            for name, weight in mine.affine.named_parameters():
                setattr(its.affine, name, nn.Parameter(weight.data[members]))
        return some

    def at_frame(self, frame: int) -> tuple["Ffn", Float[Tensor, "pixel 2"]]:
        """Return the frame's member and the coordinates of all pixels."""
        return self.select(slice(frame, frame + 1)), lattice(*self.shape[1:3]).to(
            self.frequencies.device
        )

    def decode(self, frame: int) -> Float[Tensor, "y x channel"]:
        """Return one frame, not clamped."""
        member, coordinates = self.at_frame(frame)
        return member(coordinates)[0].reshape(self.shape[1:])


def build(options: Options, shape: Shape, seed: int) -> Ffn:
    """Return the initialised ensemble for a signal of shape (frames, height, width, channels)."""
    return Ffn(options, shape, shape[0]).initialise(seed)


def empty(options: Options, shape: Shape) -> Ffn:
    """Return the ensemble with weights to be filled from a file."""
    return Ffn(options, shape, shape[0])
