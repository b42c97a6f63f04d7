"""Which neurons have their maps read: some for the figure, some for their correlations."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int64

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.types.vectors import Neurons, Where
from inrflow.tracing.canvas import Canvas


@dataclass(frozen=True)
class Drawn:
    """Places in the sample of neurons.

    Attributes:
        shown: for the figure, cluster after cluster.
        compared: for the correlations, ascending.
    """

    shown: Int64[np.ndarray, " shown"]
    compared: Int64[np.ndarray, " compared"]


def draw(labels: Int64[np.ndarray, " neuron"], per_cluster: int, compared: int) -> Drawn:
    """Draw at random, seeded, without replacement.

    Args:
        labels: cluster of each neuron of the sample.
        per_cluster: neurons of each cluster to show, fewer where it has fewer.
        compared: neurons to correlate with one another.
    """
    generator, shown = np.random.default_rng(0), []
    for number in np.unique(labels):
        members = np.flatnonzero(labels == number)
        few = min(per_cluster, len(members))
        shown.append(np.sort(generator.choice(members, few, replace=False)))
    some = generator.choice(len(labels), min(compared, len(labels)), replace=False)
    return Drawn(np.concatenate(shown), np.sort(some))


def read_maps(
    canvases: dict[int, Canvas], stage: str, where: Where, neurons: Neurons, places: np.ndarray
) -> Float[np.ndarray, "place y x"]:
    """Return |C| of neurons at some places of the sample.

    Args:
        canvases: seed -> canvas.
        stage: name of the stage.
        where: definition and frame.
        neurons: the sample.
        places: which of it, in any order, repeats allowed.
    """
    size = next(iter(canvases.values())).size
    maps = np.zeros((len(places), *size), dtype=np.float32)
    reading = DEFINITIONS[where.definition].reading
    for seed, canvas in canvases.items():
        mine = neurons.seeds[places] == seed
        if mine.any():
            view = canvas.view(stage, where.frame, reading)
            maps[mine] = view.maps_of(neurons.numbers[places[mine]]).abs().numpy()
    return maps
