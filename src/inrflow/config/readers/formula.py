"""Options of the reader `formula`."""

from typing import ClassVar, Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.readers.framing import Shape


class Formula(Strict):
    """A smooth grey picture, made from its seed: hills and plane waves, derivatives known."""

    reader: Literal["formula"]
    height: int = Field(64, ge=2, le=4096, description="samples along y")
    width: int = Field(64, ge=2, le=4096, description="samples along x")
    hills: int = Field(6, ge=1, description="Gaussian hills and hollows")
    waves: int = Field(4, ge=0, description="plane waves")
    highest: float = Field(
        6.0, gt=0, description="of the fastest wave, turns across the picture; at least 1"
    )
    seed: int = Field(0, ge=0, description="seed of places, sizes, directions and phases")

    has_segments: ClassVar[bool] = False

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output: none, it is made from a formula."""
        return []

    def shape(self) -> Shape:
        """Return (1, height, width, 1)."""
        return (1, self.height, self.width, 1)
