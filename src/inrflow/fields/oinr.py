"""O-INR: an operator from the lattice's encoding to the signal, a chain of convolutions and sines.

Source: Pal et al., ICML 2024, sections 3 and 4 (discrete convolutions), Eq. 8 for the encoding, and
released code: channels sin(2^l pi x), cos(2^l pi x), level after level, x (columns) first, then y,
then t or z; sin(z) without an omega between convolutions; PyTorch's default initial weights. Any
number of axes. 172,224 parameters for a picture, 319,680 and, for a volume, 969,793 as released.

A whole signal is one sample: memory grows with it, about 2 kB a sample at the default channels
while fitting. Volumes too large for that need tiles with halos of `kernel // 2` times the number
of convolutions, which this module does not cut.
"""

from collections.abc import Iterator
from math import pi

import torch
from einops import rearrange
from jaxtyping import Float
from torch import Tensor, nn

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.oinr import Oinr as Options
from inrflow.config.networks.plan import StagePlan
from inrflow.fields.activations import identity, sine
from inrflow.fields.field import Context, Field, Stage
from inrflow.fields.initialise import default_init_, generator
from inrflow.fields.lattice import coordinates_at
from inrflow.fields.outputs import OUTPUTS

CONVOLUTIONS = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
# channels last is faster on a CPU; convolutions hand it on from what they are given
FORMATS = {1: torch.contiguous_format, 2: torch.channels_last, 3: torch.channels_last_3d}
STREAM = (0, 2)  # of the seed, for the noise: apart from that of weights


class Convolution(Stage):
    """A convolution that keeps the lattice, padding included, then a sine or the output map."""

    stride = 1

    def __init__(self, plan: StagePlan, axes: int, options: Options) -> None:
        super().__init__()
        self.affine = CONVOLUTIONS[axes](
            plan.inputs,
            plan.outputs,
            options.kernel,
            padding=options.kernel // 2,
            padding_mode=options.padding,
            bias=options.bias,
        )
        self.activation = "identity" if plan.last else "sine"
        self.output = options.output if plan.last else "identity"

    def numbers(self, context: Context) -> dict[str, float | Tensor]:
        """Return omega = 1: O-INR's sine has no factor of its own."""
        return {"omega": 1.0} if self.activation == "sine" else {}

    def after(self, mixture: Tensor, context: Context) -> Tensor:
        """Return the neurons, or the picture."""
        act = sine.act if self.activation == "sine" else identity.act
        return OUTPUTS[self.output](act(mixture, **self.numbers(context)))


class Oinr(Field):
    """A discrete O-INR for one signal.

    Attributes:
        options: its options.
        noise: channels drawn once from the seed, shape (1, channel, *lattice); only if there are.
    """

    samples = "lattice"
    domain = "its own lattice"

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__()
        self.options, self.shape = options, shape
        self.axes = axes_of(shape)
        self.stages = nn.ModuleDict(
            {plan.name: Convolution(plan, len(self.axes), options) for plan in options.plan(shape)}
        )
        self.traced = tuple(self.stages)
        if options.noise:
            self.register_buffer("noise", torch.zeros(1, options.noise, *self.sides))

    @property
    def sides(self) -> tuple[int, ...]:
        """Samples along each axis that the signal has."""
        return tuple(self.shape[axis] for axis in self.axes)

    def initialise(self, seed: int) -> "Oinr":
        """Fill the weights by PyTorch's default rule, and the noise, from a seed."""
        source = generator(seed)
        for stage in self.stages.values():
            default_init_(stage.affine, source)
        if self.options.noise:
            self.noise.copy_(torch.randn(self.noise.shape, generator=generator(seed, *STREAM)))
        return self

    @property
    def inputs(self) -> Float[Tensor, "1 *lattice axis"]:
        """The coordinates of the whole lattice: one sample."""
        index = torch.arange(self.shape[0] * self.shape[1] * self.shape[2])
        coordinates = coordinates_at(index, self.shape).unflatten(0, self.sides)[None]
        return coordinates.to(next(self.parameters()).device)

    def encode(
        self, coordinates: Float[Tensor, "1 *lattice axis"]
    ) -> Float[Tensor, "1 channel *lattice"]:
        """Return the sines and cosines of all levels, and the noise."""
        waves = []
        for axis in reversed(range(len(self.axes))):
            for level in range(self.options.levels_on(self.sides[axis])):
                # less whole turns first, which is exact: large phases cost sines their digits
                phase = pi * torch.remainder(2**level * coordinates[..., axis], 2)
                waves += [phase.sin(), phase.cos()]
        encoded = torch.stack(waves, dim=1)
        if self.options.noise:
            encoded = torch.cat([encoded, self.noise], dim=1)
        return encoded.contiguous(memory_format=FORMATS[len(self.axes)])

    def targets(
        self, values: Float[Tensor, "frame y x channel"]
    ) -> Float[Tensor, "1 channel *lattice"]:
        """Return a signal's values as `forward` paints them."""
        return rearrange(values, "t y x c -> 1 c (t y x)").unflatten(2, self.sides)

    def at_frame(self, frame: int) -> tuple["Oinr", Float[Tensor, "1 *lattice axis"]]:
        """Return the operator itself and its whole lattice: no frame is painted alone."""
        return self, self.inputs

    def frames(self) -> Iterator[Float[Tensor, "y x channel"]]:
        """Yield all frames of one pass."""
        yield from self._signal()

    def decode(self, frame: int) -> Float[Tensor, "y x channel"]:
        """Return one frame, not clamped; it costs as much as all (`frames`)."""
        return self._signal()[frame]

    def _signal(self) -> Float[Tensor, "frame y x channel"]:
        painted = self(self.inputs)
        return rearrange(painted.flatten(2), "1 c n -> n c").unflatten(0, self.shape[:3])


def build(options: Options, shape: Shape, seed: int) -> Oinr:
    """Return the initialised operator for a signal of shape (frames, height, width, channels)."""
    return Oinr(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> Oinr:
    """Return the operator with weights, and noise, to be filled from a file."""
    return Oinr(options, shape)
