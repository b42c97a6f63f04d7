"""Options of the reader `image`."""

from typing import ClassVar, Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.readers.files import files_of
from inrflow.config.readers.framing import Crop, Resize, Shape, framed_shape


class Image(Strict):
    """One still picture, read as a clip of one frame."""

    reader: Literal["image"]
    path: str = Field(
        description="file; `skimage:NAME` is one of scikit-image's bundled pictures, "
        "`wheel:PACKAGE/FILE` a file inside an installed package"
    )
    index: int | None = Field(
        None,
        ge=0,
        description="number of the picture in a `.npy` file of several: axes (picture, y, x) or "
        "(picture, y, x, channel), values in [0, 1] or 8 or 16 bit; null: a file of one picture",
    )
    channels: Literal["rgb", "grey"] = Field(
        "rgb",
        description="`rgb` repeats a grey picture; `grey` keeps its one channel and weighs colours "
        "by 0.2125 R + 0.7154 G + 0.0721 B; alpha is left out either way",
    )
    crop: Crop | None = Field(None, description="window cut before the resize")
    resize: Resize | None = Field(None, description="size after the crop; null keeps the source's")

    has_segments: ClassVar[bool] = False

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output (`frames` or `masks`), for the workflow."""
        return files_of(self.path)

    def shape(self) -> Shape | None:
        """Return (1, height, width, channels), or None where only the file tells."""
        return framed_shape(1, self.crop, self.resize, 3 if self.channels == "rgb" else 1)
