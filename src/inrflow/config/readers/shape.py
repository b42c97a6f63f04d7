"""Options of the reader `shape`."""

from typing import ClassVar, Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.readers.framing import Shape as Sizes


class Shape(Strict):
    """The occupancy of a solid that a formula gives: 1 inside, 0 outside, at each sample."""

    reader: Literal["shape"]
    solid: Literal["sphere", "torus", "gyroid", "knot"] = Field(
        "knot", description="gyroid: a wall of it within a ball; knot: a tube along a trefoil"
    )
    side: int = Field(48, ge=2, le=1024, description="samples along each side of the cube")
    margin: float = Field(
        1.02, ge=1, description="side of the cube / diameter of the ball around the solid"
    )
    seed: int = Field(0, ge=0, description="seed of the rotation that the solid is turned by")

    has_segments: ClassVar[bool] = False

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output: none, it is made from a formula."""
        return []

    def shape(self) -> Sizes:
        """Return (side, side, side, 1)."""
        return (self.side, self.side, self.side, 1)
