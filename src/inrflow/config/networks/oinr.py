"""Options of the discrete O-INR (Pal et al., ICML 2024)."""

from itertools import pairwise
from math import floor, log2
from typing import Annotated, Literal

from pydantic import Field, field_validator

from inrflow.config.base import Strict
from inrflow.config.networks.apportion import apportioned
from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.plan import StagePlan
from inrflow.errors import InputError

Width = Annotated[int, Field(ge=1)]
Padding = Literal["zeros", "replicate", "reflect", "circular"]


class Oinr(Strict):
    """An operator: the whole lattice's encoding in, the whole signal out, by convolutions.

    The defaults are the paper's: 172,224 parameters for a colour picture. Above an axis's Nyquist
    limit a level is seen as some lower frequency, on sides of 2^k samples as another level once
    more, and as which one changes with the side: such levels add parameters without information
    and spoil derivatives. `cap` leaves them out.
    """

    architecture: Literal["oinr"]
    levels: int = Field(10, ge=1, description="frequencies 2^l pi an axis, rad per unit length")
    cap: bool = Field(False, description="leave out levels above an axis's Nyquist limit")
    noise: int = Field(0, ge=0, description="channels of fixed N(0, 1) noise behind the encoding")
    channels: tuple[Width, ...] = Field(
        (64, 128, 64),
        min_length=1,
        description="channels between convolutions; 64, 128, 128, 64 in the released code",
    )
    kernel: int = Field(3, ge=1, description="side of all kernels, samples; odd")
    padding: Padding = Field("zeros", description="what a kernel sees beyond the border")
    bias: bool = Field(False, description="biases in the convolutions, as for released volumes")
    output: Literal["identity", "signed", "tanh", "sigmoid"] = Field(
        "identity", description="output map; O-INR paints in [0, 1]"
    )

    @field_validator("kernel")
    @classmethod
    def kernels_are_centred(cls, kernel: int) -> int:
        """Refuse kernels that would shift the lattice."""
        if kernel % 2 == 0:
            raise ValueError(f"expected an odd number, found {kernel}")
        return kernel

    def levels_on(self, side: int) -> int:
        """Return the levels of an axis: all, or those with 2^l <= (side - 1) / 2, at least one."""
        under = floor(log2(max(side - 1, 2) / 2)) + 1
        return min(self.levels, under) if self.cap else self.levels

    def features(self, shape: Shape) -> int:
        """Return the channels of the encoding: a sine and a cosine a level and axis, and noise."""
        return 2 * sum(self.levels_on(shape[axis]) for axis in axes_of(shape)) + self.noise

    def widths(self, shape: Shape) -> list[int]:
        """Return the channels from features to colours, one number more than convolutions."""
        return [self.features(shape), *self.channels, shape[3]]

    @property
    def stage_names(self) -> list[str]:
        """Names of the stages, in order; the same for every signal."""
        return [f"layer{i}" for i in range(1, len(self.channels) + 2)]

    def plan(self, shape: Shape) -> list[StagePlan]:
        """Return the stages for a signal of shape (frames, height, width, channels).

        Raises:
            InputError: a side too short for the padding.
        """
        reach, sides = self.kernel // 2, [shape[axis] for axis in axes_of(shape)]
        most = {"reflect": min(sides) - 1, "circular": min(sides)}.get(self.padding, reach)
        if reach > most:
            raise InputError(
                f"network.padding: expected sides longer than {reach} samples for {self.padding} "
                f"padding of a kernel of {self.kernel}, found {min(sides)}"
            )
        names, widths = self.stage_names, list(pairwise(self.widths(shape)))
        return [
            StagePlan(
                name,
                "convolution",
                *sizes,
                (shape[1], shape[2]),
                strides=(1,) * (len(names) - 1 - index),
                last=name == names[-1],
            )
            for index, (name, sizes) in enumerate(zip(names, widths, strict=True))
        ]

    def parameters(self, shape: Shape) -> int:
        """Return the trained parameters; a fit stores the noise besides."""
        taps = self.kernel ** len(axes_of(shape))
        return sum((a * taps + self.bias) * b for a, b in pairwise(self.widths(shape)))

    def scaled(self, size: int) -> "Oinr":
        """Return the same network in another size: one more channel a size, in proportion."""
        count = len(self.channels)
        channels = apportioned(size - 1 + count, self.channels, [1] * count)
        return self.model_copy(update={"channels": channels})
