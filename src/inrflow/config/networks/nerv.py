"""Options of the NeRV decoder as XINC trains it (XINC section 4; Chen et al. 2021, 2023)."""

from math import prod, sqrt
from typing import Literal

from pydantic import Field, PositiveInt

from inrflow.config.base import Strict
from inrflow.config.networks.plan import StagePlan
from inrflow.errors import InputError


class Nerv(Strict):
    """A NeRV decoder: time in, a frame out; one network a clip."""

    architecture: Literal["nerv"]
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
    kernel: Literal[1, 3, 5] = Field(3, description="convolution kernel of blocks and head, px")
    reduce: float = Field(1.2, gt=0, description="factor by which channels shrink each block")
    lower_width: int = Field(6, ge=1, description="fewest channels of a block")
    budget: float = Field(
        1e6,
        gt=0,
        description="parameters that the width is solved for (stem and blocks, no biases)",
    )
    output: Literal["identity", "tanh", "sigmoid"] = Field(
        "tanh", description="output map; tanh means (tanh + 1) / 2, as XINC trained"
    )

    def stem_width(self) -> int:
        """Return the stem's channels: the root of the budget's quadratic, rounded down.

        Source: HNeRV's width rule, a x^2 + b x = budget, with a kernel of constant size.
        """
        ratio = 1 / self.reduce
        a = ratio * sum(
            ratio ** (2 * i) * s**2 * self.kernel**2 for i, s in enumerate(self.strides)
        )
        b = 2 * self.embedding_levels * prod(self.first_lattice)
        return int((sqrt(b * b + 4 * a * self.budget) - b) / (2 * a))

    def widths(self) -> list[int]:
        """Return the channels after the stem and after each block."""
        widths = [self.stem_width()]
        for _ in self.strides:
            widths.append(max(round(widths[-1] / self.reduce), self.lower_width))
        return widths

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
        widths = self.widths()
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

    def parameters(self, shape: tuple[int, int, int, int]) -> int:
        """Return the trained parameters, stem and biases included."""
        stem = self.stem_width() * prod(self.first_lattice) * (2 * self.embedding_levels + 1)
        return stem + sum((s.inputs * self.kernel**2 + 1) * s.outputs for s in self.plan(shape))
