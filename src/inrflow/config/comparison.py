"""What studies share that fit fields of equal size, equally long, to the same signals."""

from typing import Any, ClassVar, Literal

from pydantic import Field, PositiveFloat, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.check import check
from inrflow.config.names import nearest
from inrflow.config.recipe import Recipe
from inrflow.config.refusals import names_are_paths, names_differ, seeds_differ

SET_BY_GROUP = ("steps", "evaluations")  # keys of a recipe that the study sets


def revised(recipe: Recipe, change: dict[str, Any]) -> Recipe:
    """Return a recipe some of whose keys are replaced.

    Args:
        recipe: a field's own.
        change: key -> value in its place.

    Raises:
        InputError: an unknown key or a wrong value.
    """
    return check(Recipe, recipe.model_dump() | change, "recipe")


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
    budget: int | None = Field(
        ge=1,
        description="parameters of every field, met within 1 %; null: networks as configured",
    )
    steps: int = Field(ge=1, description="optimiser steps a rate")
    seed: int = Field(1000, ge=0, description="of weights and batches; not one of those compared")


class Group(Strict):
    """Fields that are fitted equally long to the same signals."""

    signals: list[str] = Field(min_length=1, description="names under `signals`")
    fields: list[str] = Field(
        min_length=1,
        description="names under `fields`: network and recipe; budget, steps and the search's "
        "learning rate replace their own",
    )
    budget: int | None = Field(
        ge=1,
        description="parameters asked for; the nearest number within 10 % that every field of the "
        "group meets within 1 % is taken; null: networks as configured. A Local-Global field keeps "
        "its share of the global network only as nearly as whole widths allow",
    )
    steps: int = Field(ge=1, description="optimiser steps")
    recipe: dict[str, Any] = Field(
        {}, description="keys of a recipe that replace those of every field of the group"
    )
    search: str | None = Field(
        None, description="name under `searches`; null: each field's own learning rate"
    )

    _named_once = field_validator("signals", "fields")(names_differ)

    @model_validator(mode="after")
    def recipe_leaves_the_rest(self) -> "Group":
        """Refuse a recipe that sets what the study sets, or that no search has tried."""
        for key in SET_BY_GROUP:
            if key in self.recipe:
                raise ValueError(f"recipe.{key}: expected none, the study sets it, found one")
        if self.recipe and self.search is not None:
            raise ValueError(
                "recipe: expected none beside a search, which is made with the fields' own, found "
                f"{sorted(self.recipe)}"
            )
        return self


class Comparison(Strict):
    """Groups of fields over seeds; nothing without groups."""

    seeds: list[int] = Field(
        [0, 1, 2], min_length=1, description="each field is fitted once a seed; intervals need two"
    )
    rates: LearningRates = LearningRates()
    searches: dict[str, RateSearch] = Field({}, description="name -> search of learning rates")
    groups: dict[str, Group] = Field({}, description="name -> fields compared on signals")
    only: list[str] | None = Field(
        None,
        description="names under `groups` that are run, and of the study's parts that stand on "
        "signals of their own (croppable: extension, objects, miner); null: all, an empty list: "
        "none",
    )
    evaluations: int = Field(
        20, ge=1, description="times that the whole signal is measured on the way of a fit"
    )

    parts: ClassVar[tuple[str, ...]] = ()

    _names = field_validator("searches", "groups")(names_are_paths)
    _seeds = field_validator("seeds")(seeds_differ)

    @model_validator(mode="after")
    def names_exist_within(self) -> "Comparison":
        """Refuse an unknown search, and an unknown group."""
        for name, group in self.groups.items():
            if group.search is not None and group.search not in self.searches:
                near = nearest(group.search, self.searches)
                raise ValueError(f"groups.{name}.search: unknown name {group.search!r}{near}")
        for name in self.only or []:
            if name not in {*self.groups, *self.parts}:
                near = nearest(name, [*self.groups, *self.parts])
                raise ValueError(f"only: unknown name {name!r}{near}")
        return self

    @property
    def chosen(self) -> dict[str, Any]:
        """The groups that are run."""
        wanted = self.groups if self.only is None else self.only
        return {name: self.groups[name] for name in wanted if name in self.groups}

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that the study names -> the key that names them first."""
        found: dict[str, str] = {}
        for name, group in self.groups.items():
            for one in getattr(group, kind):
                found.setdefault(one, f"groups.{name}.{kind}")
        if kind == "signals":
            for name, search in self.searches.items():
                found.setdefault(search.signal, f"searches.{name}.signal")
        return found

    def searched(self, search: str) -> list[str]:
        """Return the fields that need a search, whichever groups are run."""
        wanted = [g.fields for g in self.groups.values() if g.search == search]
        return list(dict.fromkeys(field for fields in wanted for field in fields))
