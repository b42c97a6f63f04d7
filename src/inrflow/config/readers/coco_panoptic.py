"""Options of the reader `coco_panoptic`."""

from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from inrflow.config.base import Strict
from inrflow.config.readers.clips import known, names_in
from inrflow.config.readers.files import SUFFIXES
from inrflow.config.readers.framing import Crop, Resize, Shape, framed_shape
from inrflow.errors import InputError


class CocoPanopticSet(Strict):
    """COCO panoptic: stills, each with an RGB id mask, and one JSON for all."""

    reader: Literal["coco_panoptic"]
    images: str = Field(description="folder of the pictures")
    masks: str | None = Field(None, description="folder of the RGB id masks; null: no segments")
    annotations: str | None = Field(
        None, description="JSON with images, annotations and categories; needed for masks"
    )
    crop: Crop | None = Field(None, description="window cut before the resize")
    resize: Resize | None = Field(None, description="size after the crop; null keeps the source's")

    # a change of these refits nothing
    of_masks: ClassVar[frozenset[str]] = frozenset({"masks", "annotations"})

    @property
    def has_segments(self) -> bool:
        """Whether masks stand beside the pictures."""
        return self.masks is not None

    def watched(self) -> list[str]:
        """Return what a survey watches: the JSON and the folder; single masks are too many."""
        return [str(self.annotations), str(self.masks)]

    @model_validator(mode="after")
    def masks_are_explained(self) -> "CocoPanopticSet":
        """Refuse masks without the JSON that says what their ids are."""
        if self.masks is not None and self.annotations is None:
            raise ValueError("masks: expected `annotations` beside it, found none")
        return self


class CocoPanoptic(CocoPanopticSet):
    """A still of COCO panoptic, read as a clip of one frame."""

    image: int | str = Field(
        description="id as COCO numbers it, or the picture's file name without its ending; in "
        "quotes where it begins with 0"
    )

    def picture(self) -> str:
        """Return the picture's file.

        Raises:
            InputError: no such folder or picture.
        """
        folder = Path(self.images)
        files = {Path(name).stem: name for name in names_in(folder, SUFFIXES)}
        stem = str(self.image)
        if isinstance(self.image, int) and stem not in files:
            stem = f"{self.image:012}"
        try:
            return str(folder / files[known(stem, list(files), folder, "image")])
        except InputError as error:
            octal = " (YAML reads 0123 as an octal number: quote it)" * isinstance(self.image, int)
            raise InputError(f"{error}{octal}") from None

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output (`frames` or `masks`); errors as in `picture`."""
        picture = self.picture()
        if output == "frames" or not self.has_segments:
            return [picture]
        return [picture, f"{self.masks}/{Path(picture).stem}.png", str(self.annotations)]

    def shape(self) -> Shape | None:
        """Return (1, height, width, 3), or None where only the files tell."""
        return framed_shape(1, self.crop, self.resize)
