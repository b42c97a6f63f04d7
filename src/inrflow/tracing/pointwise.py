"""Maps of a pointwise stage from its two factors, features and weights."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from inrflow.fields.cells import Cells
from inrflow.tracing.bend import Samples
from inrflow.tracing.block import Block, neuron_in
from inrflow.tracing.layer import Layer
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
            window = Window.of(self.cells, self.frame, *self._whole)
            return window.join(self._released(window, slice(neuron, neuron + 1)))[0]
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
        for window in self._windows(*self._whole):
            if self.reading == "paper":
                mixture = self._mixture(self.layer, window)
                seen = self.layer.bend.bent(mixture) - self._rest[:, None]
            else:
                seen = self.layer.read("features", self.index, window)
            alive |= (seen != 0).transpose(0, 1)[:, window.real].any(1)
        return ~alive.numpy()

    @property
    def _whole(self) -> tuple[slice, slice]:
        _, height, width, _ = self.cells.shape
        return slice(0, height), slice(0, width)

    @cached_property
    def _first(self) -> int:
        return self.cells.of_frame(self.frame).start

    @cached_property
    def _rest(self) -> Float[Tensor, " output"]:
        return self.layer.bend.rest(self.layer.weight.shape[1])

    def _windows(self, rows: slice, columns: slice) -> Iterator[Window]:
        """Yield windows of at most `pixels` pixels that make up a larger one."""
        across = min(columns.stop - columns.start, self.pixels)
        for some in windows(rows, columns, max(1, self.pixels // across), across):
            yield Window.of(self.cells, self.frame, *some)

    def _maps(self, rows: slice, columns: slice) -> Float[Tensor, "neuron y x"]:
        """Return all maps in a window of the picture."""
        work = {"released": self._released, "paper": self._units, "share": self._share}
        parts = [(w, w.join(work[self.reading](w))) for w in self._windows(rows, columns)]
        if len(parts) == 1:
            return parts[0][1]
        size = (rows.stop - rows.start, columns.stop - columns.start)
        maps = torch.empty(self.neurons, *size)
        for window, made in parts:
            y, x = window.rows.start - rows.start, window.columns.start - columns.start
            maps[:, y : y + made.shape[1], x : x + made.shape[2]] = made
        return maps

    def _released(self, window: Window, some: slice = slice(None)) -> Samples:
        layer, members = self.layer, self._members(window)
        weight, bias = layer.affine_of(members)
        gate, features = self._gate(layer, window), layer.read("features", self.index, window, some)
        return released_maps(features, weight[..., some], bias / weight.shape[2], layer.bend, gate)

    def _units(self, window: Window) -> Samples:
        layer = self.layer
        return layer.bend.painted(self._mixture(layer, window), self._gate(layer, window))

    def _share(self, window: Window) -> Samples:
        """Carry the sum of the channels back from the picture, layer by layer, to the stage."""
        carries: dict[str, Samples] = {}
        for name, layer in reversed(self.layers.items()):
            weight, bias = layer.affine_of(self._members(window))
            if layer.last:  # every channel counts once
                carry, still = torch.ones(*self._shape(window, bias.shape[1])), 0.0
            else:
                mixture, gate = self._mixture(layer, window), self._gate(layer, window)
                carry, still = layer.bend.back(mixture, gate, carries.pop(name))
            share = ((bias * carry).sum(1, keepdim=True) + still) / weight.shape[2]
            carry = weight.mT @ carry
            sources = layer.sources.items()
            for source, part in zip(sources, carry.split([n for _, n in sources], 1), strict=True):
                if source[0] in self.layers:
                    carries[source[0]] = carries.get(source[0], 0) + part
        return layer.read("features", self.index, window) * carry + share

    def _shape(self, window: Window, outputs: int) -> tuple[int, int, int]:
        return (len(window.index), outputs, window.index.shape[1])

    def _mixture(self, layer: Layer, window: Window) -> Samples:
        features = layer.read("features", self.index, window)
        return layer.mixture(self._members(window), features)

    def _gate(self, layer: Layer, window: Window) -> Samples | None:
        return None if layer.gate is None else layer.read("gate", self.index, window)

    def _members(self, window: Window) -> slice:
        """Return a window's members as the layers of this frame count them."""
        return slice(window.members.start - self._first, window.members.stop - self._first)
