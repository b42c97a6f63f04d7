"""Options of the part `noise`: noise in the place of high frequencies (O-INR Fig. 16)."""

from typing import Literal

from pydantic import Field, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.oinr.part import Searched
from inrflow.config.refusals import names_are_paths, nulls_left_out


class Encoding(Strict):
    """What an operator is given at every sample."""

    levels: int = Field(10, ge=0, description="frequencies an axis")
    cap: bool = Field(False, description="leave out levels above an axis's Nyquist limit")
    coordinates: bool = Field(False, description="the coordinates themselves, a channel an axis")
    noise: int = Field(0, ge=0, description="channels of fixed N(0, 1) noise besides")


ENCODINGS = {
    "all-levels": Encoding(),
    "capped": Encoding(cap=True),
    "capped-and-noise": Encoding(cap=True, noise=1),
    "few": Encoding(levels=2),
    "few-and-noise": Encoding(levels=2, noise=12),
    "coordinates": Encoding(levels=0, coordinates=True),
    "coordinates-and-noise": Encoding(levels=0, coordinates=True, noise=1),
}


class Noise(Searched):
    """One operator, one picture, several encodings; no picture by default.

    The paper says neither how many levels nor how many channels of noise there are. Its released
    code has two forms: one channel beside all levels, and one beside the coordinates alone.
    """

    signals: list[str] = Field([], description="names under `signals`")
    field: str = Field("oinr", description="the operator, name under `fields`")
    encodings: dict[str, Encoding] = Field(
        ENCODINGS,
        min_length=1,
        description="name -> what stands in the place of the field's own encoding",
    )
    budget: int | None = Field(
        None,
        ge=1,
        description="parameters with every encoding, met within 1 %: fewer channels of encoding "
        "leave more to the layers; null: the field's layers",
    )
    steps: int = Field(1000, ge=1, description="optimiser steps")
    search: str | None = Field(
        None,
        description="name under `searches`: signal, size and steps by which each encoding's "
        "learning rate is found; null: the field's own for all",
    )

    _kept = field_validator("encodings", mode="before")(nulls_left_out)
    _names = field_validator("encodings")(names_are_paths)

    @field_validator("encodings")
    @classmethod
    def something_is_encoded(cls, encodings: dict[str, Encoding]) -> dict[str, Encoding]:
        """Refuse an encoding in which all samples are the same, or noise alone."""
        for name, one in encodings.items():
            if one.levels == 0 and not one.coordinates:
                raise ValueError(f"{name}: expected levels, or `coordinates: true`, found neither")
        return encodings

    @model_validator(mode="after")
    def signals_differ(self) -> "Noise":
        """Refuse signals given twice."""
        if len(set(self.signals)) != len(self.signals):
            raise ValueError(f"signals: expected names that differ, found {self.signals}")
        return self

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that are named here -> the key that names them."""
        if kind == "signals":
            return dict.fromkeys(self.signals, "signals")
        return {self.field: "field"} if self.signals else {}
