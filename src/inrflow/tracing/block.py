"""The unit in which maps are handed out, and the check of a neuron's number."""

from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor

from inrflow.errors import InputError


@dataclass(frozen=True)
class Block:
    """Maps of some neurons on some rows of the picture.

    Attributes:
        neurons: which neurons of the stage.
        rows: which rows of the picture; all columns.
        values: signed contributions under the view's reading.
    """

    neurons: slice
    rows: slice
    values: Float[Tensor, "some y x"]


def neuron_in(neuron: int, count: int) -> int:
    """Return the number; raises InputError if the stage has no such neuron."""
    if not 0 <= neuron < count:
        raise InputError(f"neuron: expected a number from 0 to {count - 1}, found {neuron}")
    return neuron
