"""What imported weights paint: a file of weights does not say."""

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.fields.field import Shape


class Picture(Strict):
    """The size of a picture."""

    height: int = Field(ge=1, description="rows, px")
    width: int = Field(ge=1, description="columns, px")


class Clip(Picture):
    """The size of a clip, or of a picture as a clip of one frame."""

    frames: int = Field(1, ge=1, description="frames of the clip, slices of a volume")

    def shape(self, channels: int) -> Shape:
        """Return (frames, height, width, channels)."""
        return (self.frames, self.height, self.width, channels)
