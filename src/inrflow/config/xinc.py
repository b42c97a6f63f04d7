"""The study `xinc`: what it measures and how its figures look."""

from typing import Annotated, Literal

from pydantic import Field, PositiveInt, model_validator

from inrflow.config.base import Strict

Definition = Literal["corrected", "paper", "released"]
Grouping = Literal["segments", "rgb", "gabor", "grid"]


class SignalFigure(Strict):
    """Frames, segments and flow of a signal."""

    columns: int = Field(4, ge=1, description="frames shown, evenly spaced")


class FitsFigure(Strict):
    """Pictures and reconstructions side by side."""

    frame: int = Field(0, ge=0, description="frame shown, index in the clip")
    error_gain: float = Field(5.0, gt=0, description="factor by which the error map is brightened")


class GalleryFigure(Strict):
    """Contribution maps of single neurons (XINC Figs. 3, 11)."""

    frame: int = Field(0, ge=0, description="frame shown, index in the clip")
    neurons: int = Field(5, ge=1, description="neurons a stage, evenly spaced by rank of their sum")
    definition: Definition = Field("corrected", description="whose reading is drawn")


class GroupingFigure(Strict):
    """Dispersion of contributions over groups of pixels (XINC Fig. 4)."""

    definition: Definition = Field("corrected", description="whose numbers are drawn")
    dispersion: Literal["std", "variance"] = Field("std", description="measure on the y axis")
    logarithmic: bool = Field(True, description="logarithmic y axis")


class Figures(Strict):
    """One block a figure: a change redraws that figure alone."""

    signal: SignalFigure = SignalFigure()
    fits: FitsFigure = FitsFigure()
    gallery: GalleryFigure = GalleryFigure()
    grouping: GroupingFigure = GroupingFigure()


class Xinc(Strict):
    """The implicit neural canvas (XINC, CVPR 2024)."""

    signals: list[str] | None = Field(None, description="names under `signals`; null: all")
    fields: list[str] | None = Field(None, description="names under `fields`; null: all")
    definitions: list[Definition] = Field(
        ["corrected", "paper", "released"], min_length=1, description="what the tables hold"
    )
    frames: int = Field(4, ge=1, description="frames measured, evenly spaced over the traced ones")
    clusters: int = Field(32, ge=2, description="k of the RGB and Gabor clusters")
    grid: tuple[PositiveInt, PositiveInt] = Field(
        (4, 8), description="(rows, columns) of grid cells"
    )
    area_shares: list[Annotated[float, Field(gt=0, lt=1)]] = Field(
        [0.1, 0.5], description="shares of the total |contribution| that thresholds cut off"
    )
    converged: float = Field(27.0, description="PSNR in dB under which figures say 'not converged'")
    figures: Figures = Figures()

    @model_validator(mode="after")
    def figures_draw_what_is_measured(self) -> "Xinc":
        """Refuse a figure of a definition that the tables will not hold."""
        drawn = self.figures.grouping.definition
        if drawn not in self.definitions:
            raise ValueError(
                f"figures.grouping.definition: expected one of {self.definitions}, found {drawn!r}"
            )
        return self
