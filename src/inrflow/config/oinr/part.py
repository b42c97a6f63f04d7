"""What the options of parts have in common: seeds, a recipe, perhaps a search of rates."""

from typing import Any, ClassVar

from pydantic import Field, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.comparison import SET_BY_GROUP
from inrflow.config.refusals import seeds_or_the_study


class Part(Strict):
    """A part of the study that fits fields."""

    set_by_part: ClassVar[tuple[str, ...]] = tuple(SET_BY_GROUP)

    seeds: list[int] | None = Field(None, description="null: those of the study")
    recipe: dict[str, Any] = Field(
        {}, description="keys of a recipe that replace those of every field"
    )

    _seeds = field_validator("seeds")(seeds_or_the_study)

    @model_validator(mode="after")
    def recipe_leaves_the_rest(self) -> "Part":
        """Refuse a recipe that sets what the part sets."""
        for key in self.set_by_part:
            if key in self.recipe:
                raise ValueError(f"recipe.{key}: expected none, the study sets it, found one")
        return self


class Searched(Part):
    """A part whose learning rates a search may find."""

    search: str | None = Field(
        None, description="name under `searches`; null: each field's own learning rate"
    )

    @model_validator(mode="after")
    def recipe_is_searched(self) -> "Searched":
        """Refuse a recipe that no search has tried."""
        if self.recipe and self.search is not None:
            raise ValueError(
                "recipe: expected none beside a search, which is made with the fields' own, found "
                f"{sorted(self.recipe)}"
            )
        return self
