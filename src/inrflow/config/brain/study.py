"""Options of the study `brain` (O-INR section 6, Table 3, Figs. 17 and 18)."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, PositiveInt, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.brain.claims import ORIGINAL, ClaimName, EnoughCohorts, Held, check_held
from inrflow.config.brain.cohort import Cohort
from inrflow.config.brain.drop import Drop
from inrflow.config.brain.figures import BrainFigures
from inrflow.config.brain.group_test import Agreement, GroupTest
from inrflow.config.brain.method import Fitted, Interpolation, Method
from inrflow.config.comparison import LearningRates
from inrflow.config.refusals import known, names_are_paths, names_differ, nulls_left_out

RESERVED = ("cohorts", "tables", "figures", ORIGINAL)  # names of folders


class SliceSearch(Strict):
    """Every field is fitted once a rate to every other measured slice of the second subject.

    The rate wins that paints the measured slices between best: what was dropped is never used.
    """

    rates: LearningRates = LearningRates()
    steps: PositiveInt = Field(
        description="optimiser steps a rate; the method's own where those are fewer"
    )


class Set(Strict):
    """Cohorts, what is dropped from their scans, how it is imputed, what is tested."""

    cohorts: list[str] = Field(min_length=1, description="names under `cohorts`")
    drops: dict[str, Drop] = Field(
        {"gap-3": Drop()}, min_length=1, description="name -> slices that are kept"
    )
    methods: dict[str, Method] = Field(
        {"linear": Interpolation(kind="interpolation", how="linear")},
        min_length=1,
        description="name -> imputation",
    )
    search: SliceSearch | None = Field(
        None, description="of learning rates, alike for all fields; null: each field's own"
    )
    budget: PositiveInt | None = Field(
        None,
        description="parameters of every field, met within 1 %; null: networks as configured",
    )
    seed: int = Field(0, ge=0, description="of weights and batches")
    measured: Literal["kept", "painted"] = Field(
        "kept",
        description="thin measured slices in imputed volumes; kept: as they were measured; "
        "painted: as the method paints them (paper)",
    )
    test: GroupTest | None = Field(GroupTest(), description="null: no test of groups")
    agreement: Agreement = Agreement()
    claims: dict[ClaimName, list[Held]] = Field(
        {}, description="name of a claim -> the methods that it is held against"
    )
    enough: EnoughCohorts = EnoughCohorts()

    _kept = field_validator("drops", "methods", mode="before")(nulls_left_out)
    _names = field_validator("drops", "methods")(names_are_paths)
    _cohorts = field_validator("cohorts")(names_differ)

    @model_validator(mode="after")
    def names_exist_within(self) -> "Set":
        """Refuse names of folders, and warm starts from nothing that begins cold."""
        for name in (*self.drops, *self.methods):
            if name in RESERVED:
                raise ValueError(f"name {name!r}: expected another, this is a folder's")
        for name, method in self.methods.items():
            if not isinstance(method, Fitted) or method.after is None:
                continue
            known(f"methods.{name}.after", method.after, self.methods)
            before = self.methods[method.after]
            if not isinstance(before, Fitted) or before.after is not None:
                raise ValueError(
                    f"methods.{name}.after: expected a field that begins cold, found {method.after}"
                )
            if (before.field, before.over) != (method.field, method.over):
                raise ValueError(
                    f"methods.{name}.after: expected the same field over the same, found "
                    f"{before.field} over {before.over}"
                )
        tested = {method for drop in self.drops for method in self.tested(drop)}
        check_held(self.claims, self.methods, tested, self.agreement.thresholds)
        return self

    @property
    def linear(self) -> str | None:
        """Name of linear interpolation, which all else is shown beside; None: the set has none."""
        names = (
            name
            for name, method in self.methods.items()
            if isinstance(method, Interpolation) and method.how == "linear"
        )
        return next(names, None)

    def tested(self, drop: str) -> list[str]:
        """Return the methods whose imputed volumes are tested: those of all subjects."""
        if self.test is None or self.drops[drop].subjects is not None:
            return []
        return [name for name, method in self.methods.items() if method.subjects is None]


class Brain(Strict):
    """What the study imputes and tests; nothing without sets."""

    cohorts: dict[str, Cohort] = Field({}, description="name -> scans and subjects")
    sets: dict[str, Set] = Field({}, description="name -> cohorts, drops, methods, test")
    only: list[str] | None = Field(
        None,
        description="names under `sets` that `snakemake brain` runs; null: all, an empty list: "
        "none",
    )
    verdicts: list[str] = Field(
        [], description="names under `sets` that `snakemake brain_cohort` runs"
    )
    figures: BrainFigures = BrainFigures()

    _kept = field_validator("cohorts", "sets", mode="before")(nulls_left_out)
    _names = field_validator("cohorts", "sets")(names_are_paths)

    @model_validator(mode="after")
    def names_exist_within(self) -> "Brain":
        """Refuse unknown sets and cohorts, and names of folders."""
        for where, names in (("only", self.only or []), ("verdicts", self.verdicts)):
            for name in names:
                known(where, name, self.sets)
        for name in (*self.cohorts, *self.sets):
            if name in RESERVED:
                raise ValueError(f"name {name!r}: expected another, this is a folder's")
        for name, one in self.sets.items():
            for cohort in one.cohorts:
                known(f"sets.{name}.cohorts", cohort, self.cohorts)
                groups = self.cohorts[cohort].select.groups
                if one.test is not None and len(groups) != 2:
                    raise ValueError(
                        f"sets.{name}.test: expected two groups in cohort {cohort}, found "
                        f"{groups}; set `test` to null for imputation alone"
                    )
        return self

    @property
    def chosen(self) -> list[str]:
        """Names of the sets that `snakemake brain` runs."""
        return list(self.sets) if self.only is None else self.only

    def fitted(self) -> Iterator[tuple[str, Fitted]]:
        """Yield (key, method) of all fields that are fitted."""
        for name, one in self.sets.items():
            for key, method in one.methods.items():
                if isinstance(method, Fitted):
                    yield f"sets.{name}.methods.{key}", method

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return fields that the study names -> the key that names them first."""
        found: dict[str, str] = {}
        if kind == "fields":
            for key, method in self.fitted():
                found.setdefault(method.field, key)
        return found
