"""Orders in which neurons are silenced, strongest first."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.faithfulness.silence import Cut, Target
from inrflow.analysis.measures import Measures

UNITS = " of units"  # the same order among units rather than weights


@dataclass(frozen=True)
class Order:
    """One order of a stage's neurons.

    Attributes:
        name: a reading, `weight` or `random`; the last two with UNITS where units are ordered.
        definition: whose reading it is, or the name again.
        draw: number of the random draw; 0 for all others.
        target: what silencing takes away.
        scores: the larger, the earlier; (frame, neuron).
    """

    name: str
    definition: str
    draw: int
    target: Target
    scores: Float[np.ndarray, "frame neuron"]

    def ranks(self, frame: int) -> Int[np.ndarray, " neuron"]:
        """Return the neurons of a frame, strongest first; ties by their number."""
        return np.argsort(-self.scores[frame], kind="stable")


def target_of(measures: Measures, reading: str) -> Target:
    """Return what a reading calls a neuron: the paper's is a unit where layers are pointwise."""
    return "units" if reading == "paper" and measures.pointwise else "weights"


def by_contribution(measures: Measures, stage: str, frames: list[int]) -> list[Order]:
    """Return one order a definition: by the sum of |contribution| over the picture.

    Where neurons persist it is summed over the frames, so that all frames have one order.
    """
    orders = []
    for definition in measures.definitions:
        reading = DEFINITIONS[definition].reading
        totals = np.stack([measures.get(definition, stage, "totals", f) for f in frames])
        if measures.persistent:
            totals = np.broadcast_to(totals.sum(axis=0), totals.shape)
        orders.append(Order(reading, definition, 0, target_of(measures, reading), totals))
    return orders


def by_weight(cuts: list[Cut], target: Target) -> Order:
    """Return the order by weight magnitude, one stage of every frame given."""
    scores = np.stack([c.magnitudes(target).numpy() for c in cuts])
    name = _named("weight", target)
    return Order(name, name, 0, target, scores.astype(np.float64))


def at_random(
    cuts: list[Cut], target: Target, draws: int, generator: np.random.Generator
) -> Iterator[Order]:
    """Yield random orders, each the same in all frames."""
    name, count = _named("random", target), cuts[0].count(target)
    for draw in range(draws):
        scores = np.broadcast_to(generator.random(count), (len(cuts), count))
        yield Order(name, name, draw, target, scores)


def _named(name: str, target: Target) -> str:
    return name + UNITS if target == "units" else name
