"""The network that imputes, of the size that a set gives to all, and how it is fitted."""

from dataclasses import dataclass, replace
from typing import Any

from inrflow.brain.clinical import Clinical
from inrflow.config.base import Strict
from inrflow.config.brain.method import Fitted
from inrflow.config.check import check
from inrflow.config.comparison import revised
from inrflow.config.networks.axes import Shape
from inrflow.config.networks.oinr_sequence import OinrSequence
from inrflow.config.networks.pointwise import Pointwise
from inrflow.config.recipe import Recipe
from inrflow.encoding.matched import matched, options
from inrflow.errors import InputError


@dataclass(frozen=True)
class Field:
    """A neural field that imputes.

    Attributes:
        options: of the method.
        network: its options, of the size that is wanted.
        recipe: the field's, as the method revises it; `learning_rate` is settled.
        parameters: that it trains.
        seed: of weights and batches, the same for every subject.
    """

    options: Fitted
    network: dict[str, Any]
    recipe: Recipe
    parameters: int
    seed: int


def field_of(params: dict[str, Any], shape: Shape, searched: float | None = None) -> Field:
    """Return the field of a method.

    Args:
        params: `method`, its options; `field`: network, recipe; `families`: name -> network of all
            fields of the set; `budget`; `seed`; `name`, of the method.
        shape: of a volume: (slices, rows, columns, 1).
        searched: learning rate; None: there was no search. The method's own goes before it.

    Raises:
        InputError: a field that cannot leave out slices or be one of an ensemble, or no size near
            the budget.
    """
    asked = check(Fitted, params["method"], f"methods.{params['name']}")
    for name, network in params["families"].items():
        refuse(name, options(network))
    told = {"field": asked.field, "network": params["field"]["network"], "target": None}
    told |= {"families": params["families"], "budget": params["budget"]}
    refuse_together(asked, options(params["field"]["network"]), params["name"])
    one = matched(told | {"signal": "x".join(map(str, shape[:3]))}, shape)
    change = asked.recipe | {"steps": asked.steps, "evaluations": 0, "batch": None}
    recipe = revised(check(Recipe, params["field"]["recipe"], f"{asked.field}: recipe"), change)
    rate = asked.learning_rate or searched or recipe.learning_rate
    return Field(
        asked,
        signed(one.network, asked).model_dump(mode="json"),
        recipe.model_copy(update={"learning_rate": rate}),
        one.parameters,
        params["seed"],
    )


def signed(network: Strict, asked: Fitted) -> Strict:
    """Return a network whose output has either sign where it paints what a line lacks."""
    if asked.over == "nothing":
        return network
    return network.model_copy(update={"output": "identity"})


def refuse(name: str, network: Strict) -> None:
    """Refuse a field that cannot leave out slices.

    Raises:
        InputError: it is none of coordinates, or of slices by their places.
    """
    alone = isinstance(network, Pointwise) and network.partition is None
    if not (alone or isinstance(network, OinrSequence)):
        raise InputError(
            f"fields.{name}: expected a field of architecture oinr_sequence, or of coordinates "
            f"without cells, found {network.architecture}"
            + (" with cells" if isinstance(network, Pointwise) else "")
        )


def refuse_together(asked: Fitted, network: Strict, name: str) -> None:
    """Refuse an ensemble of fields of coordinates.

    Raises:
        InputError: more than one at once; on a CPU core that is no faster.
    """
    if asked.together > 1 and not isinstance(network, OinrSequence):
        raise InputError(
            f"methods.{name}.together: expected 1 for a field that is not of architecture "
            f"oinr_sequence, found {asked.together}"
        )


def with_rate(field: Field, rate: float) -> Field:
    """Return a field that is fitted at another learning rate."""
    recipe = field.recipe.model_copy(update={"learning_rate": rate})
    return replace(field, recipe=recipe)


def shape_of(scan: Clinical) -> Shape:
    """Return the shape of the volume that a scan has slices of: (slices, rows, columns, 1)."""
    return (scan.slices.count, *scan.values.shape[1:], 1)
