"""Options that data sets of panoptic clips share: which frames, which window, which size."""

import os
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.names import nearest
from inrflow.config.readers.framing import Crop, Resize
from inrflow.errors import InputError


class Clips(Strict):
    """Frames of a clip, crop, resize, and whether masks are read."""

    start: int = Field(0, ge=0, description="first frame, index in the clip")
    stop: int | None = Field(None, ge=1, description="one past the last frame; null: to the end")
    step: int = Field(1, ge=1, description="every step-th frame")
    crop: Crop | None = Field(None, description="window cut before the resize")
    resize: Resize | None = Field(None, description="size after the crop; null keeps the source's")
    masks: bool = Field(
        True, description="whether segments are read; false where a split comes without masks"
    )

    # a change of these refits nothing
    of_masks: ClassVar[frozenset[str]] = frozenset({"masks"})

    @property
    def has_segments(self) -> bool:
        """Whether masks are read."""
        return self.masks

    def chosen(self, files: list[str]) -> list[str]:
        """Return the files of the chosen frames."""
        return files[self.start : self.stop : self.step]


def names_in(folder: Path, suffixes: tuple[str, ...] = ("",)) -> list[str]:
    """Return the visible names in a folder that end in one of the suffixes, sorted.

    Raises:
        InputError: no such folder.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: expected a folder, found none there")
    names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    return [name for name in names if name.lower().endswith(suffixes)]


def known(name: str, names: list[str], where: Path, noun: str = "video") -> str:
    """Return a name if it is among those of a data set.

    Raises:
        InputError: it is not; the line says which is nearest.
    """
    if name not in names:
        raise InputError(f"{where}: unknown {noun} {name!r}{nearest(name, names)}")
    return name


def text(value: object) -> object:
    """Refuse a number where a name is meant: YAML reads 0015 as the octal number 13."""
    if isinstance(value, int):
        raise ValueError(f"expected a name in quotes, like '0005', found the number {value}")
    return value
