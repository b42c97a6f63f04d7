"""Fit a field to anything that its paintings are told by: measurements, lattices, frames."""

from collections.abc import Callable

import pandas as pd
from jaxtyping import Float
from torch import Tensor

from inrflow.config.recipe import Recipe
from inrflow.fields.field import Field
from inrflow.fitting.steps import steps

COLUMNS = ["step", "loss", "learning_rate", "seconds"]


def minimise(
    field: Field,
    gradients: Callable[[], Tensor],
    recipe: Recipe,
    watch: Callable[[int, Field], None] | None = None,
) -> pd.DataFrame:
    """Fit a field in place, from the weights that it has.

    Args:
        field: on the device where it is to be fitted; `observe` is the caller's to call.
        gradients: what a step descends; see `gradients_of`. `recipe.loss`, `batch` and `sampling`
            are the caller's to heed.
        recipe: optimiser, schedule, length.
        watch: called at each of `recipe.evaluations` with the steps done and the field.

    Returns:
        The history: columns step, loss, learning_rate, seconds (of the steps so far).

    Raises:
        InputError: the loss is no longer finite.
    """
    rows = []
    for step in steps(field, recipe, gradients, ["network"]):
        rows.append((step.number, step.losses[0], step.learning_rate, step.seconds))
        if step.measured and watch is not None:
            watch(step.number + 1, field)
    return pd.DataFrame(rows, columns=COLUMNS)


def gradients_of(
    field: Field, loss: Callable[[], Float[Tensor, ""]]
) -> Callable[[], Float[Tensor, ""]]:
    """Return what adds the gradients of a loss, and of the field's own penalty.

    Args:
        field: what the loss is of.
        loss: draws what a step sees and returns one number, with its graph.
    """

    def add() -> Float[Tensor, ""]:
        value = loss()
        (value + field.penalty()).backward()
        return value.detach()

    return add
