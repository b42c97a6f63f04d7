"""Options of the reader `street`."""

from typing import ClassVar, Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.readers.framing import Shape


class Street(Strict):
    """A procedural panoptic video of a street, drawn from a seed."""

    reader: Literal["street"]
    height: int = Field(default=64, ge=16, description="height of a frame (px)")
    width: int = Field(
        default=128,
        ge=16,
        description="width of a frame (px); the scene is twice as wide as high and is stretched "
        "to the picture, so shapes keep their proportions where width is twice height",
    )
    frames: int = Field(
        default=16,
        ge=1,
        description="number of frames; the same events are sampled at this many instants, and the "
        "thing that leaves and returns is out of the picture for about a quarter of them",
    )
    seed: int = Field(
        default=0, ge=0, description="seed of the layout, colours, sizes and trajectories"
    )
    supersample: int = Field(
        default=4, ge=1, description="samples per px along each axis, box-averaged down"
    )
    contrast: float = Field(
        default=0.5,
        ge=0.0,
        le=1.0,
        description="share of the textures' contrast that is kept, from 0 (flat colours) to 1; "
        "a lower share makes the clip easier to fit",
    )
    exposure: float = Field(
        default=1.0, gt=0.0, le=1.0, description="factor of all colours; 0.3 makes it dusk"
    )

    has_segments: ClassVar[bool] = True

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output: none, it is made from its seed."""
        return []

    def shape(self) -> Shape:
        """Return (frames, height, width, 3)."""
        return (self.frames, self.height, self.width, 3)
