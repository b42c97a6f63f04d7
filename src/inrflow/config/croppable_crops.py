"""Crops of the fits of the study `croppable`: Figs. 1 and 12 of the paper."""

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.editing import Crop


class CropOfFit(Strict):
    """One crop of one fit."""

    group: str = Field(description="name under `groups`")
    signal: str = Field(description="a signal of the group")
    field: str = Field(description="a field of the group, with cells")
    seed: int | None = Field(None, description="a seed of the study; null: the first")
    keep: Crop = Field(description="what stays: `region`, snapped outward to cells, or `cells`")
