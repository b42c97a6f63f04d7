"""Options of the part `derivatives`: slopes and bends in closed form (O-INR Eq. 11, 12, Fig. 8)."""

from typing import Literal

from pydantic import Field, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.networks.oinr import Padding
from inrflow.config.oinr.part import Searched
from inrflow.config.refusals import names_are_paths, nulls_left_out


class Encoding(Strict):
    """How an operator differs from the part's `operator`: in its encoding and at its borders."""

    cap: bool = Field(True, description="leave out levels above the Nyquist limit")
    below: int = Field(
        0,
        ge=0,
        description="levels fewer than the limit leaves: sines make harmonics, which alias too",
    )
    padding: Padding = Field("zeros", description="what a kernel sees beyond the border")

    @model_validator(mode="after")
    def limit_is_there(self) -> "Encoding":
        """Refuse levels below a limit that is not heeded."""
        if self.below and not self.cap:
            raise ValueError(f"below: expected 0 beside `cap: false`, found {self.below}")
        return self


class DerivativesCosts(Strict):
    """Seconds and memory of an operator and of the first pointwise field."""

    encoding: str | None = Field(
        None, description="name under `encodings` that is timed; null: the first"
    )
    side: int = Field(128, ge=8, description="samples along both axes of the picture")
    repeats: int = Field(3, ge=1, description="runs, of which the median counts")


class DerivativesFigure(Strict):
    """Maps of value, slope and Laplacian."""

    signal: str | None = Field(None, description="one of `signals`; null: the first")
    encodings: list[str] | None = Field(
        None, description="names under `encodings` that are shown; null: the first three"
    )


class Derivatives(Searched):
    """Fits of pictures and their derivatives beside differences; none by default."""

    signals: list[str] = Field([], description="pictures, names under `signals`")
    operator: str = Field("oinr", description="name under `fields`, of the architecture `oinr`")
    pointwise: list[str] = Field(
        ["siren"],
        min_length=1,
        description="names under `fields`, of the architecture `siren`, for autograd",
    )
    encodings: dict[str, Encoding] = Field(
        {
            "capped": Encoding(),
            "uncapped": Encoding(cap=False),
            "one-below": Encoding(below=1),
        },
        min_length=1,
        description="name -> how the operator is varied; each is fitted, at one learning rate",
    )
    budget: int | None = Field(
        None, ge=1, description="parameters of every field, met within 1 %; null: as configured"
    )
    steps: int = Field(500, ge=1, description="optimiser steps of every fit")
    costs: DerivativesCosts = DerivativesCosts()
    figure: DerivativesFigure = DerivativesFigure()

    _kept = field_validator("encodings", mode="before")(nulls_left_out)
    _names = field_validator("encodings")(names_are_paths)

    @model_validator(mode="after")
    def names_agree(self) -> "Derivatives":
        """Refuse names given twice, and names that nothing has."""
        for key, names in (
            ("signals", self.signals),
            ("encodings and pointwise", [*self.encodings, *self.pointwise]),
        ):
            if len(set(names)) != len(names):
                raise ValueError(f"{key}: expected names that differ, found {names}")
        told = (
            ("figure.signal", self.figure.signal, self.signals),
            ("costs.encoding", self.costs.encoding, self.encodings),
            *(("figure.encodings", one, self.encodings) for one in self.figure.encodings or []),
        )
        for key, name, known in told:
            if name is not None and name not in known:
                raise ValueError(f"{key}: expected one of {list(known)}, found {name!r}")
        return self

    @property
    def shown(self) -> list[str]:
        """Names of the encodings of the figure."""
        chosen = self.figure.encodings
        return list(self.encodings)[:3] if chosen is None else chosen

    @property
    def timed(self) -> list[str]:
        """Names of what costs are measured of: an encoding and a pointwise field."""
        return [self.costs.encoding or next(iter(self.encodings)), self.pointwise[0]]

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The key of each field and its name under `fields`, the operator first."""
        return [("operator", self.operator), *(("pointwise", name) for name in self.pointwise)]

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that are named here -> the key that names them."""
        if kind == "signals":
            return dict.fromkeys(self.signals, "signals")
        return {name: key for key, name in self.fields} if self.signals else {}
