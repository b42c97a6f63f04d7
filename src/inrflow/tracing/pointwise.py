"""Maps of a pointwise stage from its two factors, features and weights."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from inrflow.fields.cells import Cells
from inrflow.tracing.block import Block, neuron_in
from inrflow.tracing.layer import Layer, Samples
from inrflow.tracing.readings import Reading
from inrflow.tracing.released import released_maps
from inrflow.tracing.window import Window, windows


@dataclass(frozen=True)
class PointwiseView:
    """One stage of one frame under one reading.

    Attributes:
        layers: the stage's layer and those that its neurons reach, by name, in order.
        cells: which member paints what.
        frame: the frame's number.
        index: its position in the store.
        reading: the reading.
        pixels: how many pixels to work on at once.
    """

    layers: dict[str, Layer]
    cells: Cells
    frame: int
    index: int
    reading: Reading
    pixels: int = 8192

    @cached_property
    def layer(self) -> Layer:
        """The stage's own."""
        return next(iter(self.layers.values()))

    @property
    def neurons(self) -> int:
        """Number of neurons: input features, or units under the paper's reading."""
        return self.layer.outputs if self.reading == "paper" else self.layer.weight.shape[2]

    def blocks(self) -> Iterator[Block]:
        """Yield the maps of all neurons, band of rows after band of rows."""
        _, height, width = self.cells.shape[:3]
        band = max(1, self.pixels // width)
        for top in range(0, height, band):
            rows = slice(top, min(top + band, height))
            yield Block(slice(0, self.neurons), rows, self._maps(rows, slice(0, width)))

    def map_of(self, neuron: int) -> Float[Tensor, "y x"]:
        """Return one neuron's map."""
        neuron = neuron_in(neuron, self.neurons)
        if self.reading == "released":  # needs this neuron's features only
            _, height, width = self.cells.shape[:3]
            window = self._window(slice(0, height), slice(0, width))
            return self._released(window, slice(neuron, neuron + 1))[0]
        return self.maps_of(np.array([neuron]))[0]

    def maps_of(self, neurons: Int[np.ndarray, " some"]) -> Float[Tensor, "some y x"]:
        """Return the maps of some neurons in any order."""
        return torch.cat([block.values[neurons] for block in self.blocks()], dim=1)

    def at(self, y: int, x: int) -> Float[Tensor, " neuron"]:
        """Return all neurons' values at one pixel."""
        return self._maps(slice(y, y + 1), slice(x, x + 1))[:, 0, 0]

    def inactive(self) -> Bool[np.ndarray, " neuron"]:
        """Return which neurons are never active: a feature, or a unit's value, always at rest."""
        alive = torch.zeros(self.neurons, dtype=torch.bool)
        for window in self._windows(slice(0, self.cells.shape[1]), slice(0, self.cells.shape[2])):
            seen = self.layer.read("features", self.index, window)
            if self.reading == "paper":
                bend, mixture = self.layer.bend, self._mixture(self.layer, window, seen)
                seen = bend(mixture) - bend.rest(mixture.shape[1])[:, None]
            alive |= (seen != 0).transpose(0, 1)[:, window.real].any(1)
        return ~alive.numpy()

    def _windows(self, rows: slice, columns: slice) -> Iterator[Window]:
        """Yield windows of at most `pixels` pixels that make up a larger one."""
        width = columns.stop - columns.start
        across = min(width, self.pixels)
        inner = windows((1, rows.stop, columns.stop, 1), max(1, self.pixels // across), across)
        for down, right in inner:
            yield self._window(down, right)

    def _window(self, rows: slice, columns: slice) -> Window:
        return Window.of(self.cells, self.frame, rows, columns)
