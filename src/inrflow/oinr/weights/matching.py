"""Ways to bring one field's neurons to those of another."""

from collections.abc import Callable

from inrflow.fields.field import Field
from inrflow.oinr.weights.activation import match_activations
from inrflow.oinr.weights.chain import chain_of
from inrflow.oinr.weights.moves import Move, still
from inrflow.oinr.weights.weight import match_weights


def none(first: Field, second: Field, seed: int) -> list[Move]:
    """Return the moves that leave all neurons where they are."""
    return still(chain_of(second))


def activation(first: Field, second: Field, seed: int) -> list[Move]:
    """Return the moves of activation matching."""
    return match_activations(first, second)


def weight(first: Field, second: Field, seed: int) -> list[Move]:
    """Return the moves of weight matching."""
    return match_weights(chain_of(first), chain_of(second), seed)


WAYS: dict[str, Callable[[Field, Field, int], list[Move]]] = {
    "none": none,
    "activation": activation,
    "weight": weight,
}
