"""What operators share: a whole lattice's encoding in, the whole signal out (O-INR, Eq. 8).

Channels sin(2^l pi x), cos(2^l pi x), level after level, x (columns) first, then y, then t or z,
and channels of fixed noise behind them. Any number of axes. A whole signal is one sample: memory
grows with it, about 2 kB a sample at the default channels while fitting. Larger ones are painted
in tiles (`inrflow.fields.halo`), and fitted in tiles where the recipe says so.
"""

import copy
from collections.abc import Iterator
from math import pi

import torch
from einops import rearrange
from jaxtyping import Float, Int
from torch import Tensor, nn

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.operator import Operator as Options
from inrflow.errors import InputError
from inrflow.fields.activations import identity, sine
from inrflow.fields.field import Context, Field, Stage
from inrflow.fields.halo import paint_in_tiles, side_of
from inrflow.fields.initialise import generator
from inrflow.fields.lattice import coordinates_at
from inrflow.fields.outputs import OUTPUTS

# channels last is faster on a CPU; convolutions hand it on from what they are given
FORMATS = {1: torch.contiguous_format, 2: torch.channels_last, 3: torch.channels_last_3d}
STREAM = (0, 2)  # of the seed, for the noise: apart from that of weights


class OperatorStage(Stage):
    """An affine map that keeps the lattice, then a sine without a factor, or the output map."""

    stride = 1

    def __init__(self, affine: nn.Module, output: str | None) -> None:
        """Take the affine map, and the output map of the stage that paints."""
        super().__init__()
        self.affine = affine
        self.activation = "sine" if output is None else "identity"
        self.output = output or "identity"

    def numbers(self, context: Context) -> dict[str, float | Tensor]:
        """Return omega = 1: O-INR's sine has no factor of its own."""
        return {"omega": 1.0} if self.activation == "sine" else {}

    def after(self, mixture: Tensor, context: Context) -> Tensor:
        """Return the neurons, or the picture."""
        act = sine.act if self.activation == "sine" else identity.act
        return OUTPUTS[self.output](act(mixture, **self.numbers(context)))

    def run(self, parts: tuple[Tensor, ...], context: Context) -> Tensor:
        """Return the next neurons; a factor of 1 would cost a pass over all of them."""
        if self.activation == "sine":
            return self.affine(*parts).sin()
        return super().run(parts, context)


class Operator(Field):
    """An operator for one signal.

    Attributes:
        options: its options.
        levels: of its encoding, one number an axis; the same on every lattice.
        noise: channels drawn from the seed, shape (1, channel, *lattice); only if there are.
        noise_seed: what they are drawn from, so that other lattices have such channels too.
    """

    samples = "lattice"
    domain = "any lattice, on as many axes as"

    def __init__(self, options: Options, shape: Shape, stages: dict[str, Stage]) -> None:
        super().__init__()
        self.options, self.shape = options, shape
        self.axes = axes_of(shape)
        self.levels = options.levels_of(shape)
        self.stages = nn.ModuleDict(stages)
        self.traced = tuple(self.stages)
        if options.noise:
            self.register_buffer("noise", torch.zeros(1, options.noise, *self.sides))
            self.register_buffer("noise_seed", torch.zeros(1, dtype=torch.int64))

    @property
    def sides(self) -> tuple[int, ...]:
        """Samples along each axis that the signal has."""
        return tuple(self.shape[axis] for axis in self.axes)

    def draw_noise(self, seed: int) -> None:
        """Fill the noise, if there is any, from a seed."""
        if self.options.noise:
            self.noise_seed.fill_(seed)
            self.noise = self._noise_on(self.sides)

    def resampled(self, shape: Shape) -> "Operator":
        """Return the same weights, shared, on another lattice over the same domain.

        Its encoding has the same levels. Noise is drawn anew from its seed: no lattice's noise is
        another's.

        Raises:
            InputError: other axes or channels, or a lattice too coarse for the kernels.
        """
        if tuple(shape) == tuple(self.shape):
            return self
        if axes_of(shape) != self.axes or shape[3] != self.shape[3]:
            raise InputError(f"decode: expected {self.domain} {self.shape}, found {shape}")
        self.options.refuse(shape)
        other = copy.copy(self)
        other.shape = tuple(shape)
        if self.options.noise:
            other._buffers = self._buffers | {"noise": self._noise_on(other.sides)}
        return other

    def _noise_on(self, sides: tuple[int, ...]) -> Float[Tensor, "1 channel *lattice"]:
        drawn = generator(int(self.noise_seed), *STREAM)
        return torch.randn(1, self.options.noise, *sides, generator=drawn).to(self.noise.device)

    @property
    def reach(self) -> tuple[int, ...] | None:
        """How far a painted sample sees along each axis, in samples; None: it is not known."""
        return None

    @property
    def wraps(self) -> bool:
        """Whether what lies beyond a border is the other end of the lattice."""
        return False

    @property
    def inputs(self) -> Float[Tensor, "1 *lattice axis"]:
        """The coordinates of the whole lattice: one sample."""
        return self.inputs_at(tuple(torch.arange(side) for side in self.sides))

    def inputs_at(self, places: tuple[Int[Tensor, " _"], ...]) -> Float[Tensor, "1 *box axis"]:
        """Return the coordinates of all combinations of places along each axis."""
        index = places[0]
        for side, along in zip(self.sides[1:], places[1:], strict=True):
            index = index[..., None] * side + along
        coordinates = coordinates_at(index, self.shape)[None]
        return coordinates.to(next(self.parameters()).device)

    def waves(self, coordinates: Float[Tensor, "*samples axis"]) -> list[Float[Tensor, "*samples"]]:
        """Return the sines and cosines of all levels at any coordinates, one tensor a channel.

        The coordinates themselves stand behind them where the options want them.
        """
        waves = []
        for axis in reversed(range(len(self.axes))):
            for level in range(self.levels[axis]):
                # less whole turns first, which is exact: large phases cost sines their digits
                phase = pi * torch.remainder(2**level * coordinates[..., axis], 2)
                waves += [phase.sin(), phase.cos()]
        if self.options.coordinates:
            waves += reversed(coordinates.unbind(-1))
        return waves

    def encode(
        self, coordinates: Float[Tensor, "1 *lattice axis"]
    ) -> Float[Tensor, "1 channel *lattice"]:
        """Return the sines and cosines of all levels, and the noise."""
        return self._encoded(coordinates, [self.noise] if self.options.noise else [])

    def encode_at(self, places: tuple[Int[Tensor, " _"], ...]) -> Float[Tensor, "1 channel *box"]:
        """Return the encoding at all combinations of places along each axis, and nowhere else."""
        noise = []
        if self.options.noise:
            noise = [self.noise[:, :, *torch.meshgrid(*places, indexing="ij")]]
        return self._encoded(self.inputs_at(places), noise)

    def _encoded(
        self, coordinates: Float[Tensor, "1 *box axis"], noise: list[Tensor]
    ) -> Float[Tensor, "1 channel *box"]:
        encoded = torch.cat([torch.stack(self.waves(coordinates), dim=1), *noise], dim=1)
        return encoded.contiguous(memory_format=FORMATS[len(self.axes)])

    def targets(
        self, values: Float[Tensor, "frame y x channel"]
    ) -> Float[Tensor, "1 channel *lattice"]:
        """Return a signal's values as `forward` paints them."""
        return rearrange(values, "t y x c -> 1 c (t y x)").unflatten(2, self.sides)

    def at_frame(self, frame: int) -> tuple["Operator", Float[Tensor, "1 *lattice axis"]]:
        """Return the operator itself and its whole lattice: no frame is painted alone."""
        return self, self.inputs

    def frames(self) -> Iterator[Float[Tensor, "y x channel"]]:
        """Yield all frames of one pass."""
        yield from self._signal()

    def decode(self, frame: int) -> Float[Tensor, "y x channel"]:
        """Return one frame, not clamped; it costs as much as all (`frames`)."""
        return self._signal()[frame]

    def at(self, coordinates: Float[Tensor, "sample axis"]) -> Float[Tensor, "sample channel"]:
        """Refuse points: taps at pixel stride know lattices alone.

        Raises:
            InputError: always, unless an operator has kernels of offsets.
        """
        raise InputError(
            f"coordinates: expected a field that has values between samples, such as "
            f"oinr_continuous, found {self.options.architecture}, which paints lattices only"
        )

    def _signal(self) -> Float[Tensor, "frame y x channel"]:
        side = side_of(self)
        painted = self(self.inputs) if side is None else paint_in_tiles(self, side)
        return rearrange(painted.flatten(2), "1 c n -> n c").unflatten(0, self.shape[:3])
