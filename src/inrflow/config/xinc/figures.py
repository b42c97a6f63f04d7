"""Options of the figures that show signals, fits, neurons and groupings."""

from typing import Literal

from pydantic import Field

from inrflow.config.base import Strict

Definition = Literal["corrected", "paper", "released"]


class SignalFigure(Strict):
    """Frames, segments and flow of a signal."""

    columns: int = Field(4, ge=1, description="frames shown, evenly spaced")


class FitsFigure(Strict):
    """Pictures and reconstructions side by side."""

    frame: int = Field(0, ge=0, description="frame shown, index in the clip; the nearest there is")
    error_gain: float = Field(5.0, gt=0, description="factor by which the error map is brightened")


class GalleryFigure(Strict):
    """Contribution maps of single neurons (XINC Figs. 3, 11)."""

    frame: int = Field(0, ge=0, description="frame shown, index in the clip; the nearest there is")
    neurons: int = Field(5, ge=1, description="neurons a stage, evenly spaced by rank of their sum")
    definition: Definition = Field("corrected", description="whose reading is drawn")


class GroupingFigure(Strict):
    """Dispersion of contributions over groups of pixels (XINC Fig. 4)."""

    definition: Definition = Field("corrected", description="whose numbers are drawn")
    deltas: Literal["definition", "signed", "absolute"] = Field(
        "definition", description="sign of the deltas; definition: as the definition has it"
    )
    dispersion: Literal["std", "variance"] = Field("std", description="measure on the y axis")
    logarithmic: bool = Field(True, description="logarithmic y axis")
