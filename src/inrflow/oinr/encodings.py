"""One operator with several encodings, and a fit of it: what `noise` and its search share."""

from typing import Any

import numpy as np

from inrflow.config.check import check
from inrflow.config.comparison import revised
from inrflow.config.oinr.noise import Noise
from inrflow.config.recipe import Recipe
from inrflow.encoding.matched import Matched, matched, options, target_of
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint, refuse_nonfinite
from inrflow.fitting.optimise import optimise
from inrflow.fitting.runtime import choose_device
from inrflow.signals.signal import Signal


def recipe_of(recipe: dict[str, Any], asked: Noise) -> Recipe:
    """Return the field's recipe with what the part changes of it.

    Raises:
        InputError: an unknown key or a wrong value.
    """
    change = asked.recipe | {"steps": asked.steps, "evaluations": 1}
    return revised(check(Recipe, recipe, "recipe"), change)


def at_rate(recipe: Recipe, rate: float) -> Recipe:
    """Return a recipe at another learning rate."""
    return recipe.model_copy(update={"learning_rate": rate})


def networks_of(params: dict[str, Any], asked: Noise, signal: Signal) -> dict[str, Matched]:
    """Return encoding -> the operator with it, all of one size where a budget is told.

    Raises:
        InputError: a field that is no operator, or no common size near the budget.
    """
    network = params["network"]
    if not hasattr(options(network), "noise"):
        raise InputError(
            f"oinr.noise.field: expected an operator, whose encoding can have noise, found "
            f"{asked.field}, a field of {network['architecture']}"
        )
    some = {name: asked.encodings[name].model_dump() for name in params["order"]}
    each = {name: network | {"coarsest": None} | one for name, one in some.items()}
    target = None
    if asked.budget is not None:
        families = {name: options(one) for name, one in each.items()}
        target = target_of(families, signal.shape, asked.budget, params["signal"])
    wanted = {"signal": params["signal"], "target": target, "budget": None}
    return {
        name: matched(wanted | {"network": one, "field": name}, signal.shape)
        for name, one in each.items()
    }


def fitted(
    network: dict[str, Any], signal: Signal, recipe: Recipe, seed: int
) -> tuple[np.ndarray, float]:
    """Fit one operator; return what it paints, not clamped, and the seconds of its steps."""
    field = build(network, signal.shape, seed).to(choose_device(recipe.device))
    history = optimise(field, signal, recipe, seed)
    values = paint(field.eval())
    refuse_nonfinite(values, recipe)
    return values, float(history["seconds"].iloc[-1])
