"""Fields on the line between two fields, and how far they are from what they should paint."""

import copy
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float, Float32

from inrflow.fields.field import Field
from inrflow.fitting.evaluate import paint
from inrflow.oinr.weights.chain import Chain, fill

ALL = "all"
Painted = Float32[np.ndarray, "frame y x channel"]
Losses = Float[np.ndarray, " place"]


def between(
    first: Chain, second: Chain, place: float, layers: Collection[str] | None = None
) -> Chain:
    """Return (1 - t) times the first field's maps plus t times the second's.

    Args:
        first: at t = 0.
        second: at t = 1; of the same network.
        place: t.
        layers: names of the maps that change, the others are the first field's; None: all.
    """
    made = []
    for one, other in zip(first, second, strict=True):
        if layers is not None and one.name not in layers:
            made.append(one)
            continue
        weight = (1 - place) * one.weight + place * other.weight
        bias = None if one.bias is None else (1 - place) * one.bias + place * other.bias
        made.append(replace(one, weight=weight, bias=bias))
    return made


def painted_between(
    field: Field,
    first: Chain,
    second: Chain,
    places: Sequence[float],
    layers: Collection[str] | None = None,
) -> list[Painted]:
    """Return what the fields on a line paint, not clamped.

    Args:
        field: any field of the network, for all that is not a map.
        first: at t = 0.
        second: at t = 1.
        places: the t.
        layers: see `between`.
    """
    made, painted = copy.deepcopy(field), []
    for place in places:
        fill(made, between(first, second, place, layers))
        painted.append(paint(made))
    return painted


def rises(places: Sequence[float], losses: Losses) -> Losses:
    """Return by how much losses lie above the line through those at both ends.

    Args:
        places: t; 0 first and 1 last.
        losses: at these.
    """
    t = np.asarray(places, dtype=np.float64)
    return losses - ((1 - t) * losses[0] + t * losses[-1])


def barrier(places: Sequence[float], losses: Losses) -> tuple[float, float]:
    """Return the largest rise above the line between both ends, and where it is; 0 or more."""
    above = rises(places, losses)
    highest = int(above.argmax())
    return float(above[highest]), float(places[highest])
