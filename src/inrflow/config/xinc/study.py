"""The study `xinc`: what it measures and how its figures look."""

from typing import Annotated, Any

from pydantic import Field, PositiveInt, model_validator

from inrflow.config.base import Strict
from inrflow.config.xinc.distribution import NeuronsFigure, PixelsFigure
from inrflow.config.xinc.faithfulness import (
    Faithfulness,
    FaithfulnessFigure,
    FaithfulnessRegionsFigure,
)
from inrflow.config.xinc.figures import (
    Definition,
    FitsFigure,
    GalleryFigure,
    GroupingFigure,
    SignalFigure,
)
from inrflow.config.xinc.intensity import IntensityFigure
from inrflow.config.xinc.motion import Motion, MotionFigure
from inrflow.config.xinc.objects import ObjectsFigure
from inrflow.config.xinc.omission import OmissionFigure
from inrflow.config.xinc.types import SamplesFigure, Types, TypesFigure


class Figures(Strict):
    """One block a figure: a change redraws that figure alone."""

    signal: SignalFigure = SignalFigure()
    fits: FitsFigure = FitsFigure()
    gallery: GalleryFigure = GalleryFigure()
    grouping: GroupingFigure = GroupingFigure()
    intensity: IntensityFigure = IntensityFigure()
    pixels: PixelsFigure = PixelsFigure()
    neurons: NeuronsFigure = NeuronsFigure()
    objects: ObjectsFigure = ObjectsFigure()
    motion: MotionFigure = MotionFigure()
    omission: OmissionFigure = OmissionFigure()
    types: TypesFigure = TypesFigure()
    samples: SamplesFigure = SamplesFigure()
    faithfulness: FaithfulnessFigure = FaithfulnessFigure()
    faithfulness_regions: FaithfulnessRegionsFigure = FaithfulnessRegionsFigure()


class Heads(Strict):
    """Fields that differ from others in their head only (XINC section 4.1: tanh or not)."""

    fields: list[str] = Field(
        [], description="names under `fields`; measured, and drawn in `fits` and `omission` only"
    )
    definitions: list[Definition] = Field(
        ["corrected"], min_length=1, description="what is measured of them"
    )
    signals: list[str] | None = Field(
        None, description="some of the study's signals; null: all of them"
    )


class Regions(Strict):
    """Numbers of regions of one signal, where they are not the study's."""

    clusters: int | None = Field(None, ge=2, description="k; null: `xinc.clusters`")
    grid: tuple[PositiveInt, PositiveInt] | None = Field(
        None, description="(rows, columns); null: `xinc.grid`"
    )


class Xinc(Strict):
    """The implicit neural canvas (XINC, CVPR 2024)."""

    signals: list[str] | None = Field(None, description="names under `signals`; null: all")
    fields: list[str] | None = Field(None, description="names under `fields`; null: all")
    heads: Heads = Field(Heads(), description="heads compared with one another")
    definitions: list[Definition] = Field(
        ["corrected", "paper", "released"], min_length=1, description="what the tables hold"
    )
    frames: int | None = Field(
        None, ge=1, description="frames measured, evenly spaced over the traced ones; null: all"
    )
    compared_frames: int = Field(
        2, ge=1, description="how many of them are measured under `paper` and `released` too"
    )
    clusters: int = Field(32, ge=2, description="k of the RGB and Gabor clusters")
    grid: tuple[PositiveInt, PositiveInt] = Field(
        (4, 8), description="(rows, columns) of grid cells"
    )
    regions: dict[str, Regions] = Field(
        {}, description="signal -> numbers of regions of its own, as XINC has a k a video"
    )
    area_shares: list[Annotated[float, Field(gt=0, lt=1)]] = Field(
        [0.1, 0.5], description="shares of the total |contribution| that thresholds cut off"
    )
    clips: int = Field(4, ge=2, description="clips without which no claim is decided")
    converged: float = Field(
        27.0, description="PSNR in dB under which a fit decides no claim, and figures say so"
    )
    motion: Motion = Motion()
    types: Types = Types()
    faithfulness: Faithfulness = Faithfulness()
    figures: Figures = Figures()

    def regions_of(self, signal: str) -> dict[str, Any]:
        """Return `clusters` and `grid` of a signal."""
        own = self.regions.get(signal, Regions())
        return {"clusters": own.clusters or self.clusters, "grid": own.grid or self.grid}

    @model_validator(mode="after")
    def figures_draw_what_is_measured(self) -> "Xinc":
        """Refuse a figure of a definition that the tables will not hold."""
        blocks = {f"figures.{name}": block for name, block in self.figures if name != "gallery"}
        for name, block in {**blocks, "types": self.types}.items():
            drawn = getattr(block, "definition", self.definitions[0])
            if drawn not in self.definitions:
                raise ValueError(
                    f"{name}.definition: expected one of {self.definitions}, found {drawn!r}"
                )
        return self
