"""Options of the reader `frames`."""

from typing import Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.readers.files import files_of
from inrflow.config.readers.framing import Crop, Resize, Shape, counted, framed_shape


class Masks(Strict):
    """Segments of a frame folder: one id image a frame, sorted like the frames."""

    path: str = Field(description="folder of single-channel images; pixel value = segment id")
    table: str | None = Field(
        None,
        description="csv with columns id, category, thing (0 or 1) and optionally name; "
        "null names segments by their id",
    )


class Frames(Strict):
    """A folder of images, one a frame, in the order of their names."""

    reader: Literal["frames"]
    path: str = Field(description="folder; files ending in png, jpg, jpeg, tif, tiff, bmp, webp")
    start: int = Field(0, ge=0, description="first image, index in the sorted folder")
    stop: int | None = Field(None, ge=1, description="one past the last image; null: to the end")
    step: int = Field(1, ge=1, description="every step-th image")
    crop: Crop | None = Field(None, description="window cut before the resize")
    resize: Resize | None = Field(None, description="size after the crop; null keeps the source's")
    masks: Masks | None = Field(None, description="segments, if there are any")

    @property
    def has_segments(self) -> bool:
        """Whether masks stand beside the frames."""
        return self.masks is not None

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output (`frames` or `masks`), for the workflow."""
        if output == "frames" or self.masks is None:
            return files_of(self.path)
        table = [self.masks.table] if self.masks.table else []
        return [*files_of(self.path), *files_of(self.masks.path), *table]

    def shape(self) -> Shape | None:
        """Return (frames, height, width, 3), or None where only the files tell."""
        return framed_shape(counted(self.start, self.stop, self.step), self.crop, self.resize)
