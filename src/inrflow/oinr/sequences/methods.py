"""The networks that are compared: the operator's variants and the baselines, of equal size."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.config.base import Strict
from inrflow.config.check import check
from inrflow.config.comparison import revised
from inrflow.config.networks.axes import Shape
from inrflow.config.networks.nerv import Nerv
from inrflow.config.networks.oinr_sequence import OinrSequence
from inrflow.config.networks.pointwise import Pointwise
from inrflow.config.oinr.sequences import Offset, Sequences
from inrflow.config.recipe import Recipe
from inrflow.encoding.matched import matched, options, target_of
from inrflow.errors import InputError
from inrflow.fitting.runtime import prepare
from inrflow.signals.signal import Signal

WHERE = "oinr.sequences"


@dataclass(frozen=True)
class Method:
    """A network and how it is fitted.

    Attributes:
        network: its options.
        recipe: its own, as the part revises it.
        parameters: that it trains.
        edge: `lowest` or `highest` where its learning rate is an end of those searched.
    """

    network: dict[str, Any]
    recipe: Recipe
    parameters: int
    edge: str = ""


def methods_of(
    asked: Sequences,
    fields: dict[str, dict[str, Any]],
    shape: Shape,
    signal: str,
    budget: int | None,
) -> dict[str, Method]:
    """Return the methods that are fitted, on a signal, in the part's order.

    Args:
        asked: the part's options.
        fields: name -> `network`, `recipe`, of the operator and the baselines.
        shape: of the signal.
        signal: its name.
        budget: parameters of all, within 1 %; None: networks as configured.

    Raises:
        InputError: a field that cannot take part, or no size near the budget.
    """
    operator = fields[asked.operator]
    entries = {
        name: operator | {"network": told(operator["network"], offset, asked.operator)}
        for name, offset in asked.variants.items()
    }
    entries |= {name: fields[name] for name in asked.baselines}
    families = {name: options(entry["network"]) for name, entry in entries.items()}
    for name in asked.baselines:
        _refuse(name, families[name])
    target = None if budget is None else target_of(families, shape, budget, signal)
    found = {}
    for name, family in families.items():
        wanted = {"network": family.model_dump(mode="json"), "field": name, "signal": signal}
        one = matched(wanted | {"target": target, "budget": None}, shape)
        recipe = revised(
            check(Recipe, entries[name]["recipe"], f"{name}: recipe"),
            asked.recipe | {"steps": asked.steps, "evaluations": 0, "batch": None},
        )
        found[name] = Method(one.network.model_dump(mode="json"), recipe, one.parameters)
    return found


def told(network: dict[str, Any], offset: Offset, name: str) -> dict[str, Any]:
    """Return the operator's options with another offset."""
    if not isinstance(options(network), OinrSequence):
        raise InputError(
            f"{WHERE}.operator: expected a field of architecture oinr_sequence, found {name} of "
            f"{network['architecture']}"
        )
    return network | offset.model_dump(mode="json", exclude_none=True)


def _refuse(name: str, network: Strict) -> None:
    """Refuse a field that cannot leave out frames, or that needs to see those it paints."""
    by_time = isinstance(network, Nerv) and network.embedding == "time"
    alone = isinstance(network, Pointwise) and network.partition is None
    if not (by_time or alone or isinstance(network, OinrSequence)):
        raise InputError(
            f"{WHERE}.baselines: expected fields of coordinates without cells, or of times, found "
            f"{name} of {network.architecture}"
        )


def with_rate(method: Method, rate: float, edge: str = "") -> Method:
    """Return a method at another learning rate."""
    recipe = method.recipe.model_copy(update={"learning_rate": rate})
    return replace(method, recipe=recipe, edge=edge)


def searched(methods: dict[str, Method], rates: Path | None) -> dict[str, Method]:
    """Return the methods with the learning rates that were found."""
    if rates is None:
        return methods
    found = pd.read_csv(rates, keep_default_na=False).set_index("method")
    return {
        name: with_rate(method, float(found["learning_rate"][name]), str(found["edge"][name]))
        for name, method in methods.items()
    }


def begun(params: dict[str, Any], frames: Path) -> tuple[Sequences, Signal]:
    """Return the checked options and the signal, threads and precision settled."""
    asked = check(Sequences, params["sequences"], WHERE)
    signal = Signal.read(frames)
    recipe = params["fields"][asked.operator]["recipe"]
    prepare(recipe["threads"], recipe["precision"])
    return asked, signal
