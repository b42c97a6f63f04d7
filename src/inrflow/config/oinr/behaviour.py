"""Options of the part `behaviour`: how fields train, which O-INR's paper says but does not show."""

from typing import ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from inrflow.config.comparison import SET_BY_GROUP, LearningRates
from inrflow.config.oinr.part import Part
from inrflow.config.refusals import names_differ, seeds_differ

Scheme = Literal["own", "default", "xavier", "kaiming", "orthogonal", "siren"]


class Behaviour(Part):
    """Fields of equal size over learning rates, then over initial weights; no signal by default.

    Every field is fitted once a rate and sweep seed. At the rate of its best mean PSNR it is then
    fitted once a scheme of initial weights and seed: spreads, seconds and gradients are of these.
    """

    set_by_part: ClassVar[tuple[str, ...]] = ("learning_rate", *SET_BY_GROUP)

    signals: list[str] = Field([], description="names under `signals`")
    fields: list[str] = Field(
        ["oinr", "siren", "wire", "mfn"], min_length=1, description="names under `fields`"
    )
    reference: str = Field("siren", description="field whose PSNR the others are timed to reach")
    sweep_seeds: list[int] = Field(
        [1000], min_length=1, description="of the fits over rates; not those compared"
    )
    budget: int | None = Field(
        None, ge=1, description="parameters of every field, met within 1 %; null: as configured"
    )
    steps: int = Field(500, ge=1, description="optimiser steps of every fit")
    rates: LearningRates = Field(
        LearningRates(lowest=1e-4, highest=1.0, points=9), description="of the sweep"
    )
    within: float = Field(
        1.0, gt=0, description="dB below the best PSNR up to which a rate counts as good"
    )
    schemes: list[Scheme] = Field(
        ["own", "default", "xavier", "kaiming", "orthogonal", "siren"],
        min_length=1,
        description="initial weights of all layers; own: the field's; default: PyTorch's; xavier: "
        "uniform; kaiming: normal; siren: U(+-sqrt(6 / inputs) / omega), the first layer's on bare "
        "coordinates U(+-1 / inputs). Biases, and the filters of MFN, are the field's own always",
    )
    share: float = Field(
        0.95, gt=0, lt=1, description="of a fit's best PSNR in dB, which the seconds are taken to"
    )
    evaluations: int = Field(
        15, ge=1, description="times that the whole signal is measured on the way of a fit"
    )
    repeats: int = Field(
        40, ge=1, description="times that a fitted signal is decoded for the clock; the median"
    )
    figure: str | None = Field(None, description="signal of the figure; null: the first")

    _sweep = field_validator("sweep_seeds")(seeds_differ)

    _named_once = field_validator("signals", "fields", "schemes")(names_differ)

    @model_validator(mode="after")
    def names_are_there(self) -> "Behaviour":
        """Refuse a reference, a figure or schemes that would be of nothing fitted."""
        if self.reference not in self.fields:
            raise ValueError(f"reference: expected one of {self.fields}, found {self.reference!r}")
        if self.figure is not None and self.figure not in self.signals:
            raise ValueError(f"figure: expected one of {self.signals}, found {self.figure!r}")
        if self.schemes[0] != "own":
            raise ValueError(f"schemes: expected 'own' first, found {self.schemes}")
        return self

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that are named here -> the key that names them."""
        return dict.fromkeys(getattr(self, kind) if self.signals else [], kind)
