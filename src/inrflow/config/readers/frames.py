"""Options of the reader `frames`."""

from typing import ClassVar, Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.readers.files import files_of
from inrflow.config.readers.framing import Crop, Resize, Shape, counted, framed_shape


class Masks(Strict):
    """Segments of a frame folder: id images, matched to frames by their names.

    A mask belongs to the frame of the same file name; frames without one are not annotated. Where
    no name is shared there must be one mask a frame, in the same order. Masks of another size than
    their frame are taken only if both show the same view: no crop, a resize, equal proportions.
    """

    path: str = Field(description="folder of id images; 0 is void")
    encoding: Literal["ids", "rgb"] = Field(
        "ids",
        description="`ids`: one channel or a palette, pixel value = segment id; "
        "`rgb`: id = R + 256 G + 65536 B",
    )
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

    # a change of these refits nothing
    of_masks: ClassVar[frozenset[str]] = frozenset({"masks"})

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
