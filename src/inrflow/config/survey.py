"""The survey of a data set: how many frames, objects, sizes; and which clips to take."""

from typing import Annotated

from pydantic import Field, PositiveInt, model_validator

from inrflow.config.base import Strict
from inrflow.config.readers.cityscapes_vps import CityscapesVpsSet
from inrflow.config.readers.coco_panoptic import CocoPanopticSet
from inrflow.config.readers.vipseg import VipsegSet

DataSet = Annotated[CityscapesVpsSet | VipsegSet | CocoPanopticSet, Field(discriminator="reader")]


class SurveyEntry(Strict):
    """A data set to survey, and how its clips are chosen."""

    dataset: DataSet = Field(description="a reader's options without `video` or `image`")
    measured: int | None = Field(
        6, ge=1, description="annotated frames measured a clip, evenly spaced; null: all"
    )
    choose: int = Field(4, ge=1, description="clips written to the overlay")
    frames: tuple[PositiveInt, PositiveInt] | None = Field(
        None,
        description="(fewest, most) frames of a clip that may be chosen; null: 30 to 45, as XINC, "
        "and 1 of stills",
    )

    @model_validator(mode="after")
    def has_masks(self) -> "SurveyEntry":
        """Refuse a survey of masks that are not read, and a range that is empty."""
        if not self.dataset.has_segments:
            raise ValueError("dataset.masks: expected masks to survey, found none")
        if self.frames and self.frames[0] > self.frames[1]:
            raise ValueError(f"frames: expected (fewest, most), found {list(self.frames)}")
        return self

    @property
    def span(self) -> tuple[int, int]:
        """(fewest, most) frames of a clip that may be chosen."""
        return self.frames or ((1, 1) if isinstance(self.dataset, CocoPanopticSet) else (30, 45))
