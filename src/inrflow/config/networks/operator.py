"""What the options of operators share: the encoding of a lattice, and channels between stages."""

from abc import abstractmethod
from itertools import pairwise
from math import floor, log2
from typing import Annotated, Literal

from pydantic import Field, model_validator

from inrflow.config.base import Strict
from inrflow.config.networks.apportion import apportioned
from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.plan import StagePlan
from inrflow.errors import InputError

Width = Annotated[int, Field(ge=1)]
Side = Annotated[int, Field(ge=2)]


class Operator(Strict):
    """The whole lattice's encoding in, the whole signal out (O-INR, Eq. 8).

    Above an axis's Nyquist limit a level is seen as some lower frequency, on sides of 2^k samples
    as another level once more, and as which one changes with the side: such levels add parameters
    without information, spoil derivatives, and mean something else on every lattice. `cap` leaves
    them out.
    """

    levels: int = Field(10, ge=0, description="frequencies 2^l pi an axis, rad per unit length")
    cap: bool = Field(False, description="leave out levels above an axis's Nyquist limit")
    coarsest: list[Side] | None = Field(
        None,
        description="sides of the coarsest lattice that it is to work on, samples, one an axis in "
        "the order (frame, y, x): the levels are capped at its Nyquist limit, so that all "
        "lattices have one encoding; null: the signal's own",
    )
    coordinates: bool = Field(
        False,
        description="the coordinates themselves, a channel an axis, behind the waves; in their "
        "place with `levels: 0`, as in an encoder of the released code",
    )
    noise: int = Field(0, ge=0, description="channels of fixed N(0, 1) noise behind the encoding")
    channels: tuple[Width, ...] = Field(
        (64, 128, 64),
        min_length=1,
        description="channels between convolutions; 64, 128, 128, 64 in the released code",
    )
    output: Literal["identity", "signed", "tanh", "sigmoid"] = Field(
        "identity", description="output map; O-INR paints in [0, 1]"
    )

    @model_validator(mode="after")
    def something_is_encoded(self) -> "Operator":
        """Refuse an encoding of no channel."""
        if self.levels == 0 and not self.coordinates:
            raise ValueError("levels: expected 1 or more, or `coordinates: true`, found 0")
        return self

    @model_validator(mode="after")
    def coarsest_is_heeded(self) -> "Operator":
        """Refuse the sides of a coarsest lattice that nothing would look at."""
        if self.coarsest is not None and not self.cap:
            raise ValueError("coarsest: expected `cap: true` beside it, found false")
        return self

    def levels_on(self, side: int) -> int:
        """Return the levels of an axis: all, or those with 2^l <= (side - 1) / 2, at least one."""
        under = floor(log2(max(side - 1, 2) / 2)) + 1
        return min(self.levels, under) if self.cap else self.levels

    def levels_of(self, shape: Shape) -> tuple[int, ...]:
        """Return the levels of every axis of a signal's, or of the coarsest lattice."""
        return tuple(self.levels_on(side) for side in self.reference(shape))

    def reference(self, shape: Shape) -> tuple[int, ...]:
        """Return the sides of the coarsest lattice; the signal's own unless it is told.

        Raises:
            InputError: as many sides as the signal has no axes.
        """
        own = tuple(shape[axis] for axis in axes_of(shape))
        if self.coarsest is None:
            return own
        if len(self.coarsest) != len(own):
            raise InputError(
                f"network.coarsest: expected {len(own)} sides, one an axis of more than one "
                f"sample, found {self.coarsest}"
            )
        return tuple(self.coarsest)

    def features(self, shape: Shape) -> int:
        """Return the channels of the encoding: a sine and a cosine a level and axis, and others."""
        levels = self.levels_of(shape)
        return 2 * sum(levels) + self.coordinates * len(levels) + self.noise

    def widths(self, shape: Shape) -> list[int]:
        """Return the channels from features to colours, one number more than stages."""
        return [self.features(shape), *self.channels, shape[3]]

    @property
    def stage_names(self) -> list[str]:
        """Names of the stages, in order; the same for every signal."""
        return [f"layer{i}" for i in range(1, len(self.channels) + 2)]

    @abstractmethod
    def refuse(self, shape: Shape) -> None:
        """Refuse a lattice on which it cannot work.

        Raises:
            InputError: sides too short for its kernels.
        """

    def plan(self, shape: Shape) -> list[StagePlan]:
        """Return the stages for a signal of shape (frames, height, width, channels).

        Raises:
            InputError: a lattice on which it cannot work.
        """
        self.refuse(shape)
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

    def scaled(self, size: int) -> "Operator":
        """Return the same network in another size: one more channel a size, in proportion."""
        count = len(self.channels)
        channels = apportioned(size - 1 + count, self.channels, [1] * count)
        return self.model_copy(update={"channels": channels})
