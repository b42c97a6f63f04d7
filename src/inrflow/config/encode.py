"""The study `encode`: which fields are fitted to which signals, how large, for how long."""

from typing import Literal

from pydantic import Field, PositiveFloat, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.names import nearest
from inrflow.config.refusals import names_are_paths, seeds_differ


class LearningRates(Strict):
    """Learning rates at equal ratios: the same for every field."""

    lowest: PositiveFloat = Field(3e-4, description="first learning rate")
    highest: PositiveFloat = Field(3e-2, description="last learning rate")
    points: int = Field(7, ge=3, description="how many, both ends counted")

    @model_validator(mode="after")
    def rates_ascend(self) -> "LearningRates":
        """Refuse an empty range."""
        if self.lowest >= self.highest:
            raise ValueError(f"expected lowest < highest, found {self.lowest:g}, {self.highest:g}")
        return self


class RateSearch(Strict):
    """One search: every field that needs it is fitted once a rate, and the best PSNR wins."""

    signal: str = Field(description="name under `signals`; small, and not one of those compared")
    budget: int = Field(ge=1, description="parameters of every field, met within 1 %")
    steps: int = Field(ge=1, description="optimiser steps a rate")
    seed: int = Field(1000, ge=0, description="of weights and batches; not one of those compared")


class EncodeGroup(Strict):
    """Fields of equal size, fitted equally long to the same signals."""

    signals: list[str] = Field(min_length=1, description="names under `signals`")
    fields: list[str] = Field(
        min_length=1,
        description="names under `fields`: network and recipe; budget, steps and the search's "
        "learning rate replace their own",
    )
    budget: int = Field(
        ge=1,
        description="parameters asked for; the nearest number within 10 % that every field of the "
        "group meets within 1 % is taken",
    )
    steps: int = Field(ge=1, description="optimiser steps")
    search: str | None = Field(
        None, description="name under `searches`; null: each field's own learning rate"
    )
    methods: dict[str, str] = Field(
        {},
        description="a paper's method -> the field that stands for it; a method left out is looked "
        "for by its name, - for _",
    )

    @field_validator("signals", "fields")
    @classmethod
    def names_differ(cls, names: list[str]) -> list[str]:
        """Refuse a name given twice: both would write the same files."""
        if len(set(names)) != len(names):
            raise ValueError(f"expected names that differ, found {names}")
        return names


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


class Encode(Strict):
    """What the study `encode` fits and draws; nothing without groups."""

    seeds: list[int] = Field(
        [0, 1, 2], min_length=1, description="each field is fitted once a seed; intervals need two"
    )
    rates: LearningRates = LearningRates()
    searches: dict[str, RateSearch] = Field({}, description="name -> search of learning rates")
    groups: dict[str, EncodeGroup] = Field({}, description="name -> fields compared on signals")
    only: list[str] | None = Field(
        None, description="names under `groups` that are run; null: all, an empty list: none"
    )
    evaluations: int = Field(
        20, ge=1, description="times that the whole signal is measured on the way of a fit"
    )
    figures: EncodeFigures = EncodeFigures()

    _names = field_validator("searches", "groups")(names_are_paths)
    _seeds = field_validator("seeds")(seeds_differ)

    @model_validator(mode="after")
    def names_exist_within(self) -> "Encode":
        """Refuse an unknown search, and a figure of a seed that is not fitted."""
        for name, group in self.groups.items():
            if group.search is not None and group.search not in self.searches:
                near = nearest(group.search, self.searches)
                raise ValueError(f"groups.{name}.search: unknown name {group.search!r}{near}")
        for name in self.only or []:
            if name not in self.groups:
                raise ValueError(f"only: unknown name {name!r}{nearest(name, self.groups)}")
        for name in ("pictures", "waves"):
            seed = getattr(self.figures, name).seed
            if seed is not None and seed not in self.seeds:
                raise ValueError(f"figures.{name}.seed: expected one of {self.seeds}, found {seed}")
        return self

    @property
    def chosen(self) -> dict[str, EncodeGroup]:
        """The groups that are run."""
        wanted = self.groups if self.only is None else self.only
        return {name: self.groups[name] for name in wanted}

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that the study names -> the key that names them first."""
        found: dict[str, str] = {}
        for name, group in self.groups.items():
            for one in getattr(group, kind):
                found.setdefault(one, f"encode.groups.{name}.{kind}")
        if kind == "signals":
            for name, search in self.searches.items():
                found.setdefault(search.signal, f"encode.searches.{name}.signal")
        return found

    def searched(self, search: str) -> list[str]:
        """Return the fields that need a search, whichever groups are run."""
        wanted = [g.fields for g in self.groups.values() if g.search == search]
        return list(dict.fromkeys(field for fields in wanted for field in fields))
