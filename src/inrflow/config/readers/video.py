"""Options of the reader `video`."""

from typing import ClassVar, Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.readers.files import files_of
from inrflow.config.readers.framing import Crop, Resize, Shape, counted, framed_shape


class Video(Strict):
    """A film that PyAV can decode."""

    reader: Literal["video"]
    path: str = Field(
        description="file; `wheel:PACKAGE/FILE` reads a file inside an installed package"
    )
    start: int = Field(0, ge=0, description="first frame, index in the file")
    stop: int | None = Field(None, ge=1, description="one past the last frame; null: to the end")
    step: int = Field(1, ge=1, description="every step-th frame")
    crop: Crop | None = Field(None, description="window cut before the resize")
    resize: Resize | None = Field(None, description="size after the crop; null keeps the source's")

    has_segments: ClassVar[bool] = False

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output (`frames` or `masks`), for the workflow."""
        return files_of(self.path)

    def shape(self) -> Shape | None:
        """Return (frames, height, width, 3), or None where only the files tell."""
        return framed_shape(counted(self.start, self.stop, self.step), self.crop, self.resize)
