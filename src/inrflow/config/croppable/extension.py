"""Options of the extension study (Croppable INRs section 4.3, Figs. 7 and 13)."""

from collections.abc import Callable
from itertools import product
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.comparison import SET_BY_GROUP
from inrflow.config.editing import Side
from inrflow.config.names import nearest
from inrflow.config.refusals import names_are_paths, seeds_or_the_study

Baseline = Literal["fine-tuned", "scratch", "scratch-total"]


class Variant(Strict):
    """One way to go on from the fitted part of a field of cells."""

    start: Literal["mirror", "fresh"] = Field(
        "mirror",
        description="new cells; mirror: copies of the cells as far inside; fresh: random weights",
    )
    train: Literal["all", "local", "new"] = Field(
        "all",
        description="all weights; local: those of cells, not the shared ones; new: those of the "
        "new cells alone",
    )
    frame: Literal["final", "own"] = Field(
        "final",
        description="coordinates while the part is fitted; final: those of the whole signal; own: "
        "-1 and 1 at the part's ends, so that the extension lies beyond",
    )


class ExtensionFigure(Strict):
    """Errors over steps, and pictures before and after tuning."""

    signal: str | None = Field(None, description="signal shown; null: the first")
    seed: int | None = Field(None, ge=0, description="seed whose pictures are shown; null: first")


class Extension(Strict):
    """A part of a signal is fitted, then the field is extended to the whole; none by default."""

    signals: list[str] = Field([], description="names under `signals`")
    seeds: list[int] | None = Field(None, description="null: those of the study")
    cells: str = Field("local-global-siren", description="field of cells, name under `fields`")
    whole: str = Field("siren", description="field without cells that is fitted from scratch")
    part: str | None = Field(
        None,
        description="field without cells that is fitted to the part and fine-tuned; null: as "
        "`whole`, of as many parameters as the part's cells and what they share",
    )
    side: Side = Field("right", description="where the signal goes on beyond the part")
    share: float = Field(
        0.5, gt=0, lt=1, description="of the cells along the side's axis, in the part; rounded"
    )
    budget: int | None = Field(
        None,
        ge=1,
        description="parameters of the field of cells on the whole signal, met within 1 %; the "
        "fields without cells get as many; null: networks as configured",
    )
    steps: int = Field(2000, ge=1, description="optimiser steps on the part")
    tune_steps: int = Field(1000, ge=1, description="optimiser steps on the whole signal")
    recipe: dict[str, Any] = Field(
        {}, description="keys of a recipe that replace those of every field"
    )
    tune: dict[str, Any] = Field(
        {}, description="keys that replace those again when a fit goes on from its weights"
    )
    search: str | None = Field(
        None,
        description="name under `searches`, of a group that has the fields too: where their "
        "learning rates are looked up, whatever `recipe` says; null: those of `recipe`, or each "
        "field's own",
    )
    evaluations: int = Field(
        20, ge=1, description="times that the whole signal is measured on the way of a fit"
    )
    variants: dict[str, Variant] = Field(
        {"mirror": Variant()},
        min_length=1,
        description="name -> way to go on; all others and the baselines are held against the first",
    )
    baselines: list[Baseline] = Field(
        ["fine-tuned", "scratch", "scratch-total"],
        description="fine-tuned: the field without cells goes on on the whole signal; scratch: a "
        "new one of the whole size, for `tune_steps`; scratch-total: for `steps` + `tune_steps`",
    )
    figure: ExtensionFigure = ExtensionFigure()

    _names = field_validator("variants")(names_are_paths)

    _seeds = field_validator("seeds")(seeds_or_the_study)

    @model_validator(mode="after")
    def names_differ(self) -> "Extension":
        """Refuse names given twice, and a figure of a signal that is not fitted."""
        for key, names in (
            ("signals", self.signals),
            ("variants and baselines", [*self.variants, *self.baselines]),
        ):
            if len(set(names)) != len(names):
                raise ValueError(f"{key}: expected names that differ, found {names}")
        if self.figure.signal is not None and self.figure.signal not in self.signals:
            raise ValueError(
                f"figure.signal: expected one of {self.signals}, found {self.figure.signal!r}"
            )
        return self

    @model_validator(mode="after")
    def recipes_leave_the_rest(self) -> "Extension":
        """Refuse a recipe that sets what the study sets."""
        for name, key in product(("recipe", "tune"), SET_BY_GROUP):
            if key in getattr(self, name):
                raise ValueError(f"{name}.{key}: expected none, the study sets it, found one")
        return self

    @property
    def fields(self) -> dict[str, str]:
        """The role of each field -> its name under `fields`."""
        return {"cells": self.cells, "part": self.part or self.whole, "whole": self.whole}

    @property
    def methods(self) -> list[str]:
        """All ways to a field of the whole signal; the others are held against the first."""
        return [*self.variants, *self.baselines]

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that are named here -> the key that names them."""
        if kind == "signals":
            return dict.fromkeys(self.signals, "signals")
        return {name: role for role, name in self.fields.items()} if self.signals else {}

    def refuse(self, where: str, searched: Callable[[str], list[str]], known: list[str]) -> None:
        """Refuse a search that does not exist, or that does not try the fields.

        Args:
            where: the key of this block.
            searched: the fields that a search tries.
            known: names of searches.
        """
        if self.search is None or not self.signals:
            return
        if self.search not in known:
            near = nearest(self.search, known)
            raise ValueError(f"{where}.search: unknown name {self.search!r}{near}")
        for field in self.fields.values():
            if field not in searched(self.search):
                raise ValueError(
                    f"{where}.search: expected one that a group with {field} has, "
                    f"found {self.search!r}"
                )
