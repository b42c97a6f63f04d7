"""The study `encode`: which fields are fitted to which signals, how large, for how long."""

from typing import Literal

from pydantic import Field, PositiveFloat, model_validator

from inrflow.config.base import Strict
from inrflow.config.comparison import Comparison, Group


class EncodeGroup(Group):
    """Fields of equal size, fitted equally long to the same signals."""

    methods: dict[str, str] = Field(
        {},
        description="a paper's method -> the field that stands for it; a method left out is looked "
        "for by its name, - for _",
    )


class TableFigure(Strict):
    """Every fit as a point, means and intervals beside each other."""

    measure: Literal["psnr", "ssim"] = Field(
        "psnr", description="measure on the axis; a signal without it shows its PSNR"
    )


class OrdersFigure(Strict):
    """What papers report beside what these fits show."""

    limit: PositiveFloat = Field(
        30.0, description="largest difference on the axis, dB; longer intervals are cut there"
    )


class CurvesFigure(Strict):
    """PSNR over seconds and over steps."""

    logarithmic: bool = Field(True, description="logarithmic axes of seconds and steps")


class PicturesFigure(Strict):
    """Reconstructions, their errors and a part of them enlarged."""

    frame: float = Field(
        0.5, ge=0, le=1, description="frame or slice shown, as a share of the way to the last"
    )
    seed: int | None = Field(None, ge=0, description="seed shown; null: the first")
    zoom: float = Field(4.0, gt=1, description="factor by which a part is enlarged")
    error: PositiveFloat = Field(
        0.2, description="mean |error| over channels at the end of the colour scale, signal units"
    )


class WavesFigure(Strict):
    """Waves and their spectrograms."""

    seed: int | None = Field(None, ge=0, description="seed shown; null: the first")
    start: float = Field(
        0.5, ge=0, le=1, description="where the enlarged part begins, as a share of the length"
    )
    milliseconds: PositiveFloat = Field(20.0, description="length of the enlarged part")
    decibels: PositiveFloat = Field(
        80.0, description="range of the spectrograms below the signal's peak, dB"
    )


class SpectraFigure(Strict):
    """Power over frequency: of the signal, of what fields paint, of their errors."""

    unit: Literal["cycles per sample", "share of the highest"] = Field(
        "cycles per sample", description="of the frequencies"
    )


class EncodeFigures(Strict):
    """One block a figure: a change redraws that figure alone."""

    table: TableFigure = TableFigure()
    orders: OrdersFigure = OrdersFigure()
    curves: CurvesFigure = CurvesFigure()
    pictures: PicturesFigure = PicturesFigure()
    waves: WavesFigure = WavesFigure()
    spectra: SpectraFigure = SpectraFigure()


class Encode(Comparison):
    """What the study `encode` fits and draws; nothing without groups."""

    groups: dict[str, EncodeGroup] = Field({}, description="name -> fields compared on signals")
    figures: EncodeFigures = EncodeFigures()

    @model_validator(mode="after")
    def figures_show_what_is_fitted(self) -> "Encode":
        """Refuse a figure of a seed that is not fitted."""
        for name in ("pictures", "waves"):
            seed = getattr(self.figures, name).seed
            if seed is not None and seed not in self.seeds:
                raise ValueError(f"figures.{name}.seed: expected one of {self.seeds}, found {seed}")
        return self
