"""The lattice of borders that a network's cells have on a signal, without torch."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.partition import Labels, edges_on, factors_of
from inrflow.encoding.matched import options
from inrflow.measures.seams import Present


@dataclass(frozen=True)
class Lattice:
    """Where cells begin, and which of them have a network.

    Attributes:
        edges: along (frame, y, x): the first sample of each cell, and the side.
        kept: numbers of the cells with a network; None: all.
    """

    edges: list[list[int]]
    kept: list[int] | None = None

    @property
    def present(self) -> Present | None:
        """Which samples have a network; None: all."""
        if self.kept is None:
            return None
        cells = [np.repeat(np.arange(len(ends) - 1), np.diff(ends)) for ends in self.edges]
        grid = np.meshgrid(*cells, indexing="ij")
        numbers = np.ravel_multi_index(grid, [len(ends) - 1 for ends in self.edges])
        return np.isin(numbers, self.kept)


def lattice_of(network: dict[str, Any], shape: Shape) -> Lattice | None:
    """Return the lattice of a network's cells; None where it has no borders along the axes.

    Args:
        network: architecture and options, as the fit writes them.
        shape: the signal's (frames, height, width, channels).
    """
    told = options(network)
    partition = getattr(told, "partition", None)
    if partition is None or isinstance(partition, Labels):
        return None
    borders = told.borders(shape)
    if factors_of(borders) == (1, 1, 1):
        return None
    return Lattice(edges_on(borders, shape), told.kept)
