"""Options of the part `weights`: fields on the line between two fields (O-INR Figs. 9, 19, 20)."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.oinr.part import Searched
from inrflow.config.refusals import names_are_paths, nulls_left_out

Matching = Literal["none", "activation", "weight"]
Pair = Annotated[list[str], Field(min_length=2, max_length=2)]


class WeightsFigure(Strict):
    """Strips of pictures between two fields, and losses over the line."""

    pair: str | None = Field(
        None, description="name under `pairs` whose strips are shown; null: 1st"
    )
    places: int = Field(5, ge=2, description="pictures of a strip, both ends counted")


class Weights(Searched):
    """Fields of two pictures, and those on the line between their weights; none by default."""

    pairs: dict[str, Pair] = Field(
        {}, description="name -> two signals of equal shape, names under `signals`"
    )
    fields: list[str] = Field(
        ["oinr", "siren"],
        min_length=1,
        description="names under `fields`: chains of sines, `oinr` and `siren` without cells; at "
        "their own learning rate where there is no search",
    )
    budget: int | None = Field(
        None, ge=1, description="parameters of every field, met within 1 %; null: as configured"
    )
    steps: int = Field(500, ge=1, description="optimiser steps of every fit")
    matching: list[Matching] = Field(
        ["none", "activation", "weight"],
        min_length=1,
        description="how the second field's neurons are brought to the first's: not at all, by "
        "what they do on the lattice, by their weights; signs count as places do",
    )
    places: int = Field(11, ge=3, description="fields on a line, evenly, both ends counted")
    layers: list[int] | None = Field(
        None,
        description="layers that go over to the other field alone, 1 the first, -1 the last; null: "
        "each; an empty list: none. The first and the last of them tell shape from colour",
    )
    figure: WeightsFigure = WeightsFigure()

    _kept = field_validator("pairs", mode="before")(nulls_left_out)
    _names = field_validator("pairs")(names_are_paths)

    @field_validator("fields", "matching", "layers")
    @classmethod
    def entries_differ(cls, entries: list | None) -> list | None:
        """Refuse an entry given twice: both would be the same rows."""
        if entries is not None and len(set(entries)) != len(entries):
            raise ValueError(f"expected entries that differ, found {entries}")
        return entries

    @field_validator("layers")
    @classmethod
    def layers_count_from_one(cls, layers: list[int] | None) -> list[int] | None:
        """Refuse a layer 0."""
        if 0 in (layers or []):
            raise ValueError("expected 1 for the first layer or -1 for the last, found 0")
        return layers

    @model_validator(mode="after")
    def pairs_and_recipe(self) -> "Weights":
        """Refuse a picture beside itself, a recipe that sets what the part sets, and a wrong name.

        Fits of one picture and several seeds are held against each other anyway.
        """
        for name, (first, second) in self.pairs.items():
            if first == second:
                raise ValueError(f"pairs.{name}: expected two signals, found {first!r} twice")
        if self.figure.pair is not None and self.figure.pair not in self.pairs:
            raise ValueError(
                f"figure.pair: expected one of {list(self.pairs)}, found {self.figure.pair!r}"
            )
        return self

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that are named here -> the key that names them."""
        if kind == "fields":
            return dict.fromkeys(self.fields if self.pairs else [], "fields")
        return {signal: f"pairs.{name}" for name, pair in self.pairs.items() for signal in pair}
