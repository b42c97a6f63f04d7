"""Options of the part `multiresolution`: one field for a picture at many sizes (O-INR Fig. 2)."""

from math import ceil
from random import Random
from typing import Literal

from pydantic import Field, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.oinr.part import Part
from inrflow.config.refusals import nulls_left_out

Trained = Literal["lowest", "mean", "largest", "all"]
SMALLEST = 3  # samples: the fewest on which one level is under an axis's Nyquist limit


class SizeRange(Strict):
    """Sizes at equal steps."""

    lowest: int = Field(ge=SMALLEST, description="first size, samples")
    highest: int = Field(ge=SMALLEST, description="last size, samples; itself counted")
    step: int = Field(ge=1, description="from one to the next, samples")

    @property
    def sizes(self) -> list[int]:
        """All of them, ascending."""
        return list(range(self.lowest, self.highest + 1, self.step))


class SizesSearch(Strict):
    """Where learning rates are tried, as the part fits: all sizes in turn of another picture."""

    signal: str = Field(description="name under `signals`; a picture that is not compared")
    steps: int = Field(100, ge=1, description="optimiser steps a rate")
    seed: int = Field(1000, ge=0, description="of weights and orders; not one of those compared")


class MultiresolutionFigure(Strict):
    """PSNR against size, and pictures at the original size."""

    signal: str | None = Field(None, description="signal shown; null: the first")
    seed: int | None = Field(None, ge=0, description="seed whose pictures are shown; null: first")


class Multiresolution(Part):
    """One field is fitted to a picture at a set of sizes; no picture by default.

    The plateau schedule of the released code is not there: take `schedule: {kind: cosine}`, or a
    constant one. The paper's sizes are {lowest: 256, highest: 358, step: 2} with `held_out: 0.2`
    (its validation and test sizes together), or 120 to 224 for a picture of 256.
    """

    signals: list[str] = Field([], description="names under `signals`, pictures")
    fields: dict[str, list[Trained]] = Field(
        {},
        description="name under `fields` -> sizes that it is fitted to, one fit each: the lowest, "
        "the one nearest to the mean, the largest, or all in turn",
    )
    sizes: SizeRange | list[int] = Field(
        SizeRange(lowest=24, highest=48, step=4),
        description="of the longer side, samples; the shorter one in proportion",
    )
    held_out: float | list[int] = Field(
        0.25,
        description="share of `sizes` that no field is fitted to, drawn among all but the first "
        "and the last, rounded up; or sizes besides them",
    )
    split_seed: int = Field(0, ge=0, description="of that draw")
    lattice: Literal["corners", "half-pixel"] = Field(
        "corners",
        description="where the samples of a smaller picture lie; corners: the first and the last "
        "where the original's are, which is where fields paint them; half-pixel: in the middle of "
        "equal parts, as programs resize pictures and as released: seen from the field, what is "
        "shown moves with the size, by most of a sample near the border (1 dB less at the "
        "original for a SIREN of two pictures, 64 px, fitted to 24 to 48)",
    )
    filter: Literal["bicubic", "lanczos", "bilinear", "area"] = Field(
        "bicubic", description="how a picture is made smaller (Pillow, widened by the factor)"
    )
    budget: int | None = Field(
        None,
        ge=1,
        description="parameters of every field, met within 1 %; null: networks as configured. "
        "Levels of a capped encoding are those of the coarsest lattice that a fit sees",
    )
    steps: int = Field(
        1000, ge=1, description="optimiser steps of every fit, each on one lattice, all of it"
    )
    rates: SizesSearch | None = Field(
        None,
        description="search of each field's learning rate, from the study's `rates`, for all of "
        "its fits; null: each field's own",
    )
    figure: MultiresolutionFigure = MultiresolutionFigure()

    _kept = field_validator("fields", mode="before")(nulls_left_out)

    @model_validator(mode="after")
    def names_differ(self) -> "Multiresolution":
        """Refuse names given twice, fields fitted to nothing, and a figure of what is not there."""
        for key, names in {"signals": self.signals, **self.fields}.items():
            if len(set(names)) != len(names):
                raise ValueError(f"{key}: expected entries that differ, found {names}")
        if self.signals and not (self.fields and all(self.fields.values())):
            raise ValueError("fields: expected sizes that a field is fitted to, found none")
        if self.figure.signal not in (None, *self.signals):
            raise ValueError(
                f"figure.signal: expected one of {self.signals}, found {self.figure.signal!r}"
            )
        if self.seeds is not None and self.figure.seed not in (None, *self.seeds):
            raise ValueError(f"figure.seed: expected one of {self.seeds}, found {self.figure.seed}")
        return self

    @model_validator(mode="after")
    def search_is_apart(self) -> "Multiresolution":
        """Refuse a rate beside a search, and a search on what is compared."""
        if "learning_rate" in self.recipe and self.rates is not None:
            raise ValueError("recipe.learning_rate: expected none beside `rates`, found one")
        if self.rates is not None and self.rates.signal in self.signals:
            raise ValueError(
                "rates.signal: expected a picture that is not compared, found "
                f"{self.rates.signal!r}"
            )
        return self

    @model_validator(mode="after")
    def sizes_are_split(self) -> "Multiresolution":
        """Refuse too few sizes, small ones, and held-out ones that are fitted, or lie outside."""
        every, held = self.listed, self.held_out
        if len(every) < 2 or len(set(every)) != len(every) or min(every) < SMALLEST:
            raise ValueError(
                f"sizes: expected two or more that differ, of {SMALLEST} samples or more (under "
                f"that no level fits), found {every}"
            )
        if isinstance(held, list):
            self._refuse_held(sorted(every), held)
        elif not 0 <= held < 1 or self._drawn > len(every) - 2:
            raise ValueError(
                f"held_out: expected a share from 0 that leaves the first and the last of "
                f"{len(every)} sizes, found {held}"
            )
        return self

    def _refuse_held(self, every: list[int], held: list[int]) -> None:
        for size in held:
            if size in every or held.count(size) > 1:
                found = "fitted too" if size in every else "named twice"
                raise ValueError(f"held_out: expected sizes of their own, found {size} {found}")
            if not every[0] < size < every[-1]:
                raise ValueError(
                    f"held_out: expected sizes between {every[0]} and {every[-1]}, found {size}"
                )

    @property
    def listed(self) -> list[int]:
        """All of `sizes`."""
        return self.sizes.sizes if isinstance(self.sizes, SizeRange) else self.sizes

    @property
    def _drawn(self) -> int:
        """How many are held out of `sizes`."""
        return ceil(self.held_out * len(self.listed) - 1e-9)

    @property
    def split(self) -> tuple[list[int], list[int]]:
        """The sizes that fields are fitted to, and those held out, ascending."""
        every = sorted(self.listed)
        if isinstance(self.held_out, list):
            return every, sorted(self.held_out)
        held = sorted(Random(self.split_seed).sample(every[1:-1], self._drawn))
        return [size for size in every if size not in held], held

    @property
    def fits(self) -> list[tuple[str, Trained]]:
        """Every field, and the sizes of each fit."""
        return [(field, one) for field, trained in self.fields.items() for one in trained]

    def fitted(self, trained: Trained) -> list[int]:
        """Return the sizes that one fit sees; the mean's nearest is the lower of two."""
        sizes = self.split[0]
        mean = sum(sizes) / len(sizes)
        nearest = min(sizes, key=lambda size: abs(size - mean))
        return {"lowest": sizes[:1], "mean": [nearest], "largest": sizes[-1:], "all": sizes}[
            trained
        ]

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that are named here -> the key that names them."""
        if kind == "signals":
            tried = [self.rates.signal] if self.signals and self.rates else []
            return dict.fromkeys(tried, "rates.signal") | dict.fromkeys(self.signals, "signals")
        return dict.fromkeys(self.fields, "fields") if self.signals else {}
