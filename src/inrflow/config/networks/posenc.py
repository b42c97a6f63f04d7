"""Options of the ReLU network on positional encoding (Mildenhall et al. 2020)."""

from math import floor, log2
from typing import Any, Literal

from pydantic import Field

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.pointwise import Output, Pointwise

LEVELS_3D = 10


class Posenc(Pointwise):
    """Positional encoding and a ReLU network; with `partition` one a cell."""

    architecture: Literal["posenc"]
    levels: int | None = Field(
        None,
        ge=0,
        description="octaves of frequencies, from half a cycle per unit up; null: 10 on three "
        "axes, else floor(log2(N / 4)), N the samples on the shortest axis",
    )
    output: Output = Field("identity", description="output map; signed: it paints in [-1, 1]")

    def levels_on(self, shape: Shape) -> int:
        """Return the octaves: as asked, or by the rules of WIRE's released code."""
        axes = axes_of(shape)
        if self.levels is not None:
            return self.levels
        if len(axes) == 3:
            return LEVELS_3D
        return max(0, floor(log2(min(shape[axis] for axis in axes) / 4)))

    def settled(self, shape: Shape) -> dict[str, Any]:
        """Return the octaves: another size would have others."""
        return {"levels": self.levels_on(shape)}

    def features(self, shape: Shape) -> int:
        """Return the number of features: the coordinates, a sine and a cosine of each a level."""
        return len(axes_of(shape)) * (1 + 2 * self.levels_on(shape))
