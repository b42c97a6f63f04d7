"""Recipes of the fields of a part: their own, with the rate of a search and what the part sets."""

import json
from pathlib import Path
from typing import Any

from inrflow.config.check import check
from inrflow.config.comparison import revised
from inrflow.config.recipe import Recipe


def recipes_of(
    recipes: dict[str, dict[str, Any]], rates: list[Path] | None, change: dict[str, Any]
) -> dict[str, Recipe]:
    """Return field -> its recipe.

    Args:
        recipes: field -> its own.
        rates: json of the learning rates' search, one a field in their order; None: as they are.
        change: keys in place of those of every field.

    Raises:
        InputError: an unknown key or a wrong value.
    """
    found = {}
    for field, path in zip(recipes, rates or [None] * len(recipes), strict=True):
        searched = (
            {} if path is None else {"learning_rate": json.loads(path.read_text())["learning_rate"]}
        )
        found[field] = revised(check(Recipe, recipes[field] | searched, "recipe"), change)
    return found
