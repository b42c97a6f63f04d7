"""Options of WIRE (Saragadam et al., CVPR 2023)."""

from dataclasses import replace
from itertools import pairwise
from math import ceil, sqrt
from typing import ClassVar, Literal

from pydantic import Field

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.plan import StagePlan
from inrflow.config.networks.pointwise import Output, Pointwise


class Wire(Pointwise):
    """A network of complex Gabor wavelets; with `partition` one a cell.

    `width` is that of a real network of about as many parameters: there are `units` complex
    neurons a layer, 181 at 256.
    """

    architecture: Literal["wire"]
    width: int = Field(
        256, ge=2, description="nominal; complex neurons a layer are width / sqrt(2), rounded down"
    )
    first_omega: float = Field(
        20.0, gt=0, description="omega of the first layer, rad per unit of the mixture"
    )
    hidden_omega: float = Field(20.0, gt=0, description="omega of the later layers")
    scale: float = Field(
        30.0, gt=0, description="s of exp(i omega z - |s z|^2), 1 per unit of the mixture"
    )
    output: Output = Field("identity", description="output map; signed: it paints in [-1, 1]")

    branches: ClassVar[int] = 1

    @property
    def units(self) -> int:
        """Number of complex neurons a layer."""
        return int(self.width / sqrt(2 * self.branches))

    def units_of_layers(self) -> list[int]:
        """Return the complex neurons of each hidden layer; `wider` of them have one more."""
        return [self.units + (layer < self.wider) for layer in range(self.layers - 1)]

    def widths(self, shape: Shape) -> list[int]:
        """Return the real neurons before each layer, and the channels; a complex one is a pair."""
        return [self.features(shape), *(2 * units for units in self.units_of_layers()), shape[3]]

    def plan(self, shape: Shape) -> list[StagePlan]:
        """Return the stages; the first layer's mixture is real, later ones' are pairs."""
        first, *later = (self.branches * units for units in self.units_of_layers())
        mixtures = [first, *(2 * mixed for mixed in later), shape[3]]
        return [
            replace(stage, outputs=outputs)
            for stage, outputs in zip(super().plan(shape), mixtures, strict=True)
        ]

    def parameters(self, shape: Shape) -> int:
        """Return the trained parameters of all members: a complex number counts as two."""
        units = self.units_of_layers()
        first, head = (self.features(shape) + 1) * self.branches * units[0], 2 * units[-1] + 1
        later = sum(2 * (a + 1) * self.branches * b for a, b in pairwise(units))
        return self.members(shape) * (first + later + head * shape[3])

    def scaled(self, size: int) -> "Wire":
        """Return the same network with `size` complex neurons a layer."""
        width = ceil(size * sqrt(2 * self.branches))
        return self.model_copy(update={"width": width, "wider": 0})

    def between(self) -> list["Wire"]:
        """Return the networks between this size and the next, which budgets are met with too."""
        return [self.model_copy(update={"wider": k}) for k in range(1, self.layers - 1)]
