"""Options of a restoration task: what is measured of pictures, and which fields restore them."""

from typing import Any

from pydantic import Field, PositiveInt, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.comparison import SET_BY_GROUP
from inrflow.config.refusals import names_differ
from inrflow.config.restoration.measurements import Measurement

SET_BY_TASK = (*SET_BY_GROUP, "batch", "sampling", "loss", "overlap")  # keys of a recipe


class TaskSearch(Strict):
    """Every field is fitted once a learning rate to the same measurements of another picture.

    The rate wins whose PSNR is largest at the step chosen without ground truth: the truth of that
    other picture is used, those of the restored ones never are.
    """

    signal: str = Field(description="name under `signals`; not one of those restored")
    steps: PositiveInt = Field(description="optimiser steps a rate")
    seed: int = Field(
        1000, ge=0, description="of noise, held-out measurements and weights; not one of the fits'"
    )


class Task(Strict):
    """Fields of equal size, fitted equally long to the same measurements of the same pictures."""

    measurement: Measurement = Field(description="what is measured of a picture")
    signals: list[str] = Field(min_length=1, description="pictures, names under `signals`")
    fields: list[str] = Field(
        min_length=1,
        description="names under `fields`: network and recipe; budget, steps and the search's "
        "learning rate replace their own",
    )
    budget: int | None = Field(
        ge=1,
        description="parameters of every field, met within 1 %; null: networks as configured",
    )
    steps: PositiveInt = Field(description="optimiser steps; the last is the fixed step")
    recipe: dict[str, Any] = Field(
        {}, description="keys of a recipe that replace those of every field"
    )
    search: TaskSearch | None = Field(
        None, description="where learning rates are looked for; null: each field's own"
    )
    held_out: float = Field(
        0.1,
        gt=0,
        lt=1,
        description="share of the measurements (pixels, or whole angles) that no fit sees: their "
        "error chooses a step without ground truth",
    )

    _named_once = field_validator("signals", "fields")(names_differ)

    @model_validator(mode="after")
    def recipe_leaves_the_rest(self) -> "Task":
        """Refuse a recipe that sets what the study sets, and a search on what is restored."""
        for key in SET_BY_TASK:
            if key in self.recipe:
                raise ValueError(f"recipe.{key}: expected none, the study sets it, found one")
        if self.search is None:
            return self
        if "learning_rate" in self.recipe:
            raise ValueError("recipe.learning_rate: expected none beside a search, found one")
        if self.search.signal in self.signals:
            raise ValueError(
                "search.signal: expected another picture than those restored, found "
                f"{self.search.signal!r}"
            )
        return self
