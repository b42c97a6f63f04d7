"""Options that readers of pictures share: crop and resize."""

from typing import Literal

from pydantic import Field

from inrflow.config.base import Strict


class Crop(Strict):
    """A window of the source picture, cut before the resize."""

    top: int | None = Field(None, ge=0, description="first row kept, px; null centres the window")
    left: int | None = Field(
        None, ge=0, description="first column kept, px; null centres the window"
    )
    height: int = Field(ge=1, description="rows kept, px")
    width: int = Field(ge=1, description="columns kept, px")


class Resize(Strict):
    """The size that the field will paint. Masks take the same crop and the nearest filter."""

    height: int = Field(ge=1, description="rows, px")
    width: int = Field(ge=1, description="columns, px")
    filter: Literal["area", "bilinear", "bicubic", "lanczos", "nearest"] = Field(
        "bilinear",
        description="resampling filter; all but nearest are antialiased when shrinking",
    )


Shape = tuple[int, int, int, int]


def framed_shape(
    frames: int | None, crop: Crop | None, resize: Resize | None, channels: int = 3
) -> Shape | None:
    """Return (frames, height, width, channels) as far as options alone tell it, else None."""
    size = resize or crop
    return (frames, size.height, size.width, channels) if frames and size else None


def counted(start: int, stop: int | None, step: int) -> int | None:
    """Return how many frames a range holds; None where only the file knows its end."""
    return None if stop is None else len(range(start, stop, step))
