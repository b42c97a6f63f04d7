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
    crop: Crop | None = Field(None, description="window cut before the resize")
    resize: Resize | None = Field(None, description="size after the crop; null keeps the source's")

    has_segments: ClassVar[bool] = False

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output (`frames` or `masks`), for the workflow."""
        return files_of(self.path)

    def shape(self) -> Shape | None:
        """Return (frames, height, width, 3), or None where only the files tell."""
        return framed_shape(1, self.crop, self.resize)
