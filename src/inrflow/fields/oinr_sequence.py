"""O-INR for sequences: one operator from a frame's encoding and offset to the frame.

Source: Pal et al., ICML 2024, section 4.3 and Eq. 8, and released code: the encoding of (y, x) as
for a picture, a frame's gamma added to every channel of it. 1,351,617 parameters for frames of one
channel. Own channels for the frame's position are not the paper's: under short training they told
frames apart where gamma did not.

Frames are convolved one by one, and share nothing but the weights: those between two fitted frames
are painted at the gammas between.
"""

import copy
from math import pi

import torch
from einops import rearrange
from jaxtyping import Float, Float64
from torch import Tensor, nn

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.frame import ratio
from inrflow.config.networks.oinr_sequence import OinrSequence as Options
from inrflow.fields.field import Field
from inrflow.fields.initialise import default_init_, generator
from inrflow.fields.oinr import Oinr


class OinrSequence(Field):
    """A discrete O-INR for one sequence of frames.

    Attributes:
        options: its options.
        length: frames that the offsets are divided by; those painted may be others.
        times: of the frames that it paints, frames from the first: 0 to `length` - 1.
        waves: the encoding of (y, x), shape (1, channel, y, x), the same for every frame.
    """

    samples = "frame"
    domain = "any time on its own lattice"
    # nothing to train, but all frames' encodings are far larger than the signal, and cheap to make
    fixed_encoding = False

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__()
        options.plan(shape)  # refuses frames that nothing tells apart
        still = Oinr(options, (1, *shape[1:]))
        self.options, self.shape, self.length = options, shape, shape[0]
        self.stages: nn.ModuleDict = still.stages
        self.traced = still.traced
        self.register_buffer("waves", still.encode(still.inputs), persistent=False)
        times = torch.arange(self.length, dtype=torch.float64)
        self.register_buffer("times", times, persistent=False)

    def initialise(self, seed: int) -> "OinrSequence":
        """Fill the weights by PyTorch's default rule from a seed."""
        source = generator(seed)
        for stage in self.stages.values():
            default_init_(stage.affine, source)
        return self

    @property
    def inputs(self) -> Float64[Tensor, " frame"]:
        """The times of all frames."""
        return self.times

    def gammas(self, times: Float[Tensor, " frame"]) -> Float64[Tensor, " frame"]:
        """Return the offsets of frames, whole numbered or between: Eq. 8."""
        return self.options.alpha + self.options.per_frame(self.length) * times.double()

    def positions(self, times: Float[Tensor, " frame"]) -> Float64[Tensor, " frame"]:
        """Return where frames lie: -1 for the first, 1 for the last."""
        return 2 * times.double() / max(self.length - 1, 1) - 1

    def encode(self, inputs: Float[Tensor, " frame"]) -> Float[Tensor, "frame channel y x"]:
        """Return the encodings of frames by their times."""
        if self.options.offset == "added":
            return self.waves + self.gammas(inputs).float()[:, None, None, None]
        own = self._own(inputs).float()[:, :, None, None]
        sides = self.waves.shape[2:]
        spatial = self.waves.expand(len(inputs), -1, -1, -1)
        encoded = torch.cat([spatial, own.expand(-1, -1, *sides)], dim=1)
        return encoded.contiguous(memory_format=torch.channels_last)

    def _own(self, times: Float[Tensor, " frame"]) -> Float64[Tensor, "frame channel"]:
        """Return sines and cosines of positions, level after level."""
        powers = torch.arange(self.options.frame_levels, device=times.device) - 1
        phases = self.positions(times)[:, None] * pi * 2.0**powers
        return torch.stack([phases.sin(), phases.cos()], dim=-1).flatten(1)

    def at_frame(self, frame: int) -> tuple["OinrSequence", Float64[Tensor, "1"]]:
        """Return the operator itself and the frame's time."""
        return self, self.inputs[frame : frame + 1]

    def targets(
        self, values: Float[Tensor, "frame y x channel"]
    ) -> Float[Tensor, "frame channel y x"]:
        """Return a signal's values as `forward` paints them."""
        return rearrange(values, "t y x c -> t c y x")

    def at_times(self, times: Float[Tensor, " frame"]) -> Float[Tensor, "frame y x channel"]:
        """Return frames at any times, not clamped; in frames, 0 for the first."""
        return rearrange(self(times.to(self.times)), "t c y x -> t y x c")

    def decode(self, frame: int) -> Float[Tensor, "y x channel"]:
        """Return one frame, not clamped."""
        return self.at_times(self.at_frame(frame)[1])[0]

    def resampled(self, shape: Shape) -> "OinrSequence":
        """Return the operator at another number of frames, from the same first to the same last.

        Raises:
            InputError: frames of another size: its kernels have no other spacing.
        """
        if tuple(shape[1:]) != tuple(self.shape[1:]):
            return super().resampled(shape)
        other = copy.copy(self)
        other._buffers, other.shape = dict(self._buffers), shape
        steps = ratio(shape[0], self.length)
        frames = torch.arange(shape[0], dtype=torch.float64, device=self.times.device)
        other.times = frames * steps.numerator / steps.denominator
        return other


def build(options: Options, shape: Shape, seed: int) -> OinrSequence:
    """Return the initialised operator for a signal of shape (frames, height, width, channels)."""
    return OinrSequence(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> OinrSequence:
    """Return the operator with weights to be filled from a file."""
    return OinrSequence(options, shape)
