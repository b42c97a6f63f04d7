"""Options of the NeRV decoder as XINC trains it, and as HNeRV does (Chen et al. 2021, 2023)."""

from itertools import pairwise
from math import prod, sqrt
from typing import Literal

from pydantic import Field, PositiveInt, model_validator

from inrflow.config.base import Strict
from inrflow.config.networks.apportion import apportioned
from inrflow.config.networks.axes import Shape
from inrflow.config.networks.plan import StagePlan
from inrflow.errors import InputError

Kernel = Literal[1, 3, 5, 7]


class Encoder(Strict):
    """HNeRV's encoder: ConvNeXt stages from a frame to its embedding, for the fit alone."""

    strides: tuple[PositiveInt, ...] | None = Field(
        None, min_length=1, description="factor by which each stage shrinks; null: the decoder's"
    )
    width: int = Field(64, ge=1, description="channels of all stages but the last")
    channels: int = Field(16, ge=1, description="channels of the embedding")
    blocks: int = Field(1, ge=0, description="ConvNeXt blocks a stage")

    def parameters(self, channels: int, strides: tuple[int, ...]) -> int:
        """Return the trained parameters, which no fit keeps.

        Args:
            channels: of a frame.
            strides: the factor of each stage.
        """
        widths = [channels, *[self.width] * (len(strides) - 1), self.channels]
        shrinking = sum(
            (a * s**2 + 1) * b for (a, b), s in zip(pairwise(widths), strides, strict=True)
        )
        # the first normalises what it made, the others what they are given
        norms = 2 * (widths[1] + sum(widths[1:-1]))
        return shrinking + norms + self.blocks * sum(8 * w * w + 58 * w for w in widths[1:])


class Nerv(Strict):
    """A NeRV decoder: a frame's embedding in, the frame out; one network a clip.

    The defaults are XINC's: a clip of 128x256 px embedded by time. HNeRV's for 640x1280 px:
    `embedding: content`, `first_lattice: [2, 4]`, `strides: [5, 4, 4, 2, 2]`,
    `kernels: [1, 3, 5, 5, 5, 3]`, `lower_width: 12`, `budget: 1.5e6`.
    """

    architecture: Literal["nerv"]
    embedding: Literal["time", "content"] = Field(
        "time", description="of a frame: sines of its time, or what an encoder makes of it (HNeRV)"
    )
    encoder: Encoder = Field(Encoder(), description="of `embedding: content`")
    embedding_base: float = Field(1.25, gt=1, description="ratio of successive time frequencies")
    embedding_levels: int = Field(
        80, ge=1, description="time frequencies; a sine and a cosine each"
    )
    first_lattice: tuple[PositiveInt, PositiveInt] = Field(
        (8, 16), description="(height, width) of the stem's output, px"
    )
    strides: tuple[PositiveInt, ...] = Field(
        (4, 2, 2), min_length=1, description="upsampling factor of each block"
    )
    kernel: Kernel = Field(3, description="convolution kernel of blocks and head, px")
    kernels: tuple[Kernel, ...] | None = Field(
        None, description="kernel of each block, then of the head, px; null: all `kernel`"
    )
    reduce: float = Field(1.2, gt=0, description="factor by which channels shrink each block")
    lower_width: int = Field(6, ge=1, description="fewest channels of a block")
    budget: float = Field(
        1e6,
        gt=0,
        description="numbers that the width is solved for: stem and blocks without biases, and "
        "embeddings that are stored",
    )
    channels: tuple[PositiveInt, ...] | None = Field(
        None, description="channels of the stem, then of each block; null: from the budget"
    )
    output: Literal["identity", "tanh", "sigmoid"] = Field(
        "tanh", description="output map; tanh means (tanh + 1) / 2, as XINC trained"
    )

    @model_validator(mode="after")
    def lists_fit_the_blocks(self) -> "Nerv":
        """Refuse lists of another length than the blocks and the stem or the head."""
        for name in ("kernels", "channels"):
            given, wanted = getattr(self, name), len(self.strides) + 1
            if given is not None and len(given) != wanted:
                raise ValueError(f"{name}: expected {wanted} numbers, found {len(given)}")
        return self

    @property
    def sides(self) -> tuple[int, ...]:
        """The kernel of each block, then of the head, px."""
        return self.kernels or (self.kernel,) * (len(self.strides) + 1)

    @property
    def shrinking(self) -> tuple[int, ...]:
        """The factor of each stage of the encoder."""
        return self.encoder.strides or self.strides

    def embedded(self, shape: Shape) -> Shape:
        """Return the shape (frame, channel, y, x) of all frames' embeddings.

        Raises:
            InputError: the picture, or the stem's lattice, is no multiple of the embedding's.
        """
        if self.embedding == "time":
            return (shape[0], 2 * self.embedding_levels, 1, 1)
        factor = prod(self.shrinking)
        height, width = (side // factor for side in shape[1:3])
        if (height * factor, width * factor) != tuple(shape[1:3]) or any(
            first % side for first, side in zip(self.first_lattice, (height, width), strict=True)
        ):
            raise InputError(
                f"network nerv: expected sides of {factor} px times divisors of first_lattice "
                f"{self.first_lattice} for an encoder of strides {self.shrinking}, "
                f"found {shape[1]}x{shape[2]} px"
            )
        return (shape[0], self.encoder.channels, height, width)

    def growth(self, shape: Shape) -> tuple[int, int]:
        """Return by how much the stem grows the embedding's lattice, (rows, columns)."""
        height, width = self.embedded(shape)[2:]
        return self.first_lattice[0] // height, self.first_lattice[1] // width

    def stem_width(self, shape: Shape) -> int:
        """Return the stem's channels: the root of the budget's quadratic, rounded down.

        Source: HNeRV's width rule, a x^2 + b x = budget less stored embeddings. The stem counts
        as the 1x1 convolution that it is; HNeRV's released rule takes a content stem's nine times.
        """
        ratio, stored = 1 / self.reduce, prod(self.embedded(shape))
        a = ratio * sum(
            ratio ** (2 * i) * stride**2 * side**2
            for i, (stride, side) in enumerate(zip(self.strides, self.sides, strict=False))
        )
        b = self.embedded(shape)[1] * prod(self.growth(shape))
        left = max(0, self.budget - stored * (self.embedding == "content"))
        return int((sqrt(b * b + 4 * a * left) - b) / (2 * a))

    def widths(self, shape: Shape) -> list[int]:
        """Return the channels after the stem and after each block."""
        if self.channels is not None:
            return list(self.channels)
        widths = [self.stem_width(shape)]
        for _ in self.strides:
            widths.append(max(round(widths[-1] / self.reduce), self.lower_width))
        return widths

    def scaled(self, size: int) -> "Nerv":
        """Return the same network in another size: one more channel a size, as `reduce` has it."""
        parts = [self.reduce**-i for i in range(len(self.strides) + 1)]
        least = [1, *[self.lower_width] * len(self.strides)]
        channels = apportioned(size - 1 + sum(least), parts, least)
        return self.model_copy(update={"channels": channels})

    @property
    def stage_names(self) -> list[str]:
        """Names of the stages, in order; the same for every signal."""
        return [*(f"block{i + 1}" for i in range(len(self.strides))), "head"]

    def plan(self, shape: tuple[int, int, int, int]) -> list[StagePlan]:
        """Return the traceable stages (blocks and head) for a signal of the given shape.

        Args:
            shape: (frames, height, width, channels).

        Raises:
            InputError: the picture is not `first_lattice` times the strides, or the budget is
                too small for one channel.
        """
        grown = tuple(side * prod(self.strides) for side in self.first_lattice)
        if grown != tuple(shape[1:3]):
            raise InputError(
                f"network nerv: first_lattice {self.first_lattice} times strides {self.strides} "
                f"paints {grown[0]}x{grown[1]} px, but the signal is {shape[1]}x{shape[2]} px: "
                "change its resize, or the network's first_lattice and strides"
            )
        widths = self.widths(shape)
        if widths[0] < 1:
            raise InputError(f"network nerv: a budget of {self.budget:g} leaves no channel")
        lattice, stages = tuple(self.first_lattice), []
        for i, (name, stride) in enumerate(zip(self.stage_names[:-1], self.strides, strict=True)):
            outputs, later = widths[i + 1] * stride**2, tuple(self.strides[i:])
            stages.append(StagePlan(name, "convolution", widths[i], outputs, lattice, later))
            lattice = (lattice[0] * stride, lattice[1] * stride)
        head = StagePlan(
            self.stage_names[-1], "convolution", widths[-1], shape[3], lattice, last=True
        )
        return [*stages, head]

    def parameters(self, shape: Shape) -> int:
        """Return the decoder's trained parameters, stem and biases included.

        An encoder's are not among them: a fit keeps the embeddings that it made, see `embedded`.
        """
        features = self.embedded(shape)[1]
        stem = self.widths(shape)[0] * prod(self.growth(shape)) * (features + 1)
        stages = zip(self.plan(shape), self.sides, strict=True)
        return stem + sum((stage.inputs * side**2 + 1) * stage.outputs for stage, side in stages)
