"""Options of the part `scattered`: fields of samples that lie on no lattice."""

from typing import ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.comparison import SET_BY_GROUP
from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.oinr.part import Searched

Classical = Literal["nearest", "linear", "cubic"]
SMALLEST = 3  # samples a side


class ScatteredFigure(Strict):
    """Pictures of one share and seed, PSNR of all."""

    signal: str | None = Field(None, description="signal shown; null: the first")
    share: float | None = Field(None, description="share shown; null: the last")


class Scattered(Searched):
    """Fields are fitted to values at scattered points, and painted elsewhere; none by default.

    Values between a signal's samples are interpolated linearly, so that the truth is known
    everywhere. The paper names such samples as what O-INR cannot have, so there are no settings
    of its own.
    """

    set_by_part: ClassVar[tuple[str, ...]] = (*SET_BY_GROUP, "batch")

    signals: list[str] = Field([], description="names under `signals`")
    fields: list[str] = Field(
        [],
        description="names under `fields`: continuous operators, or fields of coordinates without "
        "cells",
    )
    nodes: list[Literal["lattice", "cloud"]] = Field(
        ["lattice", "cloud"],
        min_length=1,
        description="what the stages of a continuous operator work on, one fit each; lattice: one "
        "of about as many samples as there are points, the last stage alone is read at points; "
        "cloud: the points themselves",
    )
    classical: list[Classical] = Field(
        ["linear"],
        description="interpolation of the points without any fit (scipy.interpolate.griddata); "
        "beyond their hull the nearest; cubic: pictures and sounds only",
    )
    shares: list[float] = Field(
        [0.25], min_length=1, description="points, as shares of the number of the signal's samples"
    )
    positions: Literal["random", "jittered", "samples"] = Field(
        "random",
        description="random: anywhere, each drawn alone; jittered: one anywhere in each of equal "
        "boxes; samples: some of the signal's own samples",
    )
    budget: int | None = Field(
        None,
        ge=1,
        description="parameters of every field, met within 1 %; null: networks as configured. "
        "Levels of a capped encoding are those of a lattice of about as many samples as points",
    )
    steps: int = Field(1000, ge=1, description="optimiser steps of every fit, each of all points")
    figure: ScatteredFigure = ScatteredFigure()

    @field_validator("shares")
    @classmethod
    def shares_are_some(cls, shares: list[float]) -> list[float]:
        """Refuse no points, and more than samples."""
        for share in shares:
            if not 0 < share <= 1:
                raise ValueError(f"expected numbers over 0, up to 1, found {share}")
        return shares

    @model_validator(mode="after")
    def names_differ(self) -> "Scattered":
        """Refuse entries given twice, no fields, and a figure of what is not there."""
        for key in ("signals", "fields", "nodes", "classical", "shares"):
            names = getattr(self, key)
            if len(set(names)) != len(names):
                raise ValueError(f"{key}: expected entries that differ, found {names}")
        if self.signals and not self.fields:
            raise ValueError("fields: expected one, found none")
        if self.figure.signal not in (None, *self.signals):
            raise ValueError(
                f"figure.signal: expected one of {self.signals}, found {self.figure.signal!r}"
            )
        if self.figure.share not in (None, *self.shares):
            raise ValueError(
                f"figure.share: expected one of {self.shares}, found {self.figure.share}"
            )
        return self

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that are named here -> the key that names them."""
        if kind == "signals":
            return dict.fromkeys(self.signals, "signals")
        return dict.fromkeys(self.fields, "fields") if self.signals else {}


def coarser(shape: Shape, share: float) -> Shape:
    """Return a lattice of about a share of a signal's samples, its sides in proportion."""
    axes = axes_of(shape)
    factor = share ** (1 / len(axes))
    sides = [max(SMALLEST, round(n * factor)) if a in axes else n for a, n in enumerate(shape[:3])]
    return (*sides, shape[3])
