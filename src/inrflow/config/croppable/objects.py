"""Options of crops by object: cells read off a label map, beside cells of a grid."""

from typing import Any

from pydantic import Field, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.editing import Join
from inrflow.config.names import nearest
from inrflow.config.refusals import seeds_differ


class ObjectOf(Strict):
    """What is cropped out of one signal."""

    object: str | None = Field(
        None, description="name or category of segments; null: the largest thing"
    )
    start: int = Field(0, ge=0, description="first frame that is fitted")
    frames: int | None = Field(1, ge=1, description="how many are; null: all the rest")


class Objects(Strict):
    """Cells that are segments: the paper's future work; nothing without signals."""

    signals: list[str] = Field([], description="names under `signals`, of signals with masks")
    of: dict[str, ObjectOf] = Field(
        {}, description="signal -> what is cropped out of it; a signal left out: its largest thing"
    )
    fields: list[str] = Field(
        ["local-global-siren", "siren-per-partition"],
        min_length=1,
        description="names under `fields`, of networks that can have cells; the study sets cells, "
        "size, steps and evaluations. The first is shown",
    )
    budget: int = Field(9000, ge=1, description="parameters; the nearest size is taken")
    steps: int = Field(150, ge=1, description="optimiser steps")
    recipe: dict[str, Any] = Field({}, description="keys of a recipe that replace the fields' own")
    seeds: list[int] = Field([0, 1, 2], min_length=1, description="each is fitted once a seed")
    smallest: int = Field(
        32, ge=1, description="samples of a segment over all frames, below which it is no cell"
    )
    join: Join = Field(
        "neighbour",
        description="where smaller segments and void go; neighbour: each piece to the largest cell "
        "that it touches; common: all to one cell of their own",
    )

    _seeds = field_validator("seeds")(seeds_differ)

    @model_validator(mode="after")
    def objects_are_of_signals(self) -> "Objects":
        """Refuse an object of a signal that is not listed."""
        for name in self.of:
            if self.signals and name not in self.signals:
                raise ValueError(f"of: unknown signal {name!r}{nearest(name, self.signals)}")
        return self

    @property
    def wanted(self) -> dict[str, ObjectOf]:
        """What is cropped out of each signal."""
        return {signal: self.of.get(signal, ObjectOf()) for signal in self.signals}
