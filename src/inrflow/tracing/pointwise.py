"""Maps of a pointwise stage (FFN and its kin) from its two factors."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import zarr
from jaxtyping import Bool, Float, Int
from torch import Tensor

from inrflow.fields.field import Field
from inrflow.fields.outputs import OUTPUTS
from inrflow.fields.resolve import activation
from inrflow.tracing.block import Block, neuron_in
from inrflow.tracing.readings import Reading


@dataclass(frozen=True)
class Layer:
    """A layer as stored: its input features, its affine map, what follows it.

    Attributes:
        features: (frame, neuron, y, x).
        weight: (frame, output, neuron).
        bias: (frame, output).
        activation: name of its activation.
        output: name of its output map.
    """

    features: zarr.Array
    weight: zarr.Array
    bias: zarr.Array
    activation: str
    output: str

    @classmethod
    def of(cls, group: zarr.Group) -> "Layer":
        """Open a stage's group."""
        arrays = (group[name] for name in ("features", "weight", "bias"))
        return cls(*arrays, *(group.attrs[name] for name in ("activation", "output")))


def released_maps(
    features: Float[Tensor, "some y x"],
    columns: Float[Tensor, " some"],
    share: Float[Tensor, ""],
    name: str,
) -> Float[Tensor, "some y x"]:
    """Return act(x_i colsum_i + mean bias), all that is left of the released tensors.

    The released code forms x_i W_io + b_o / n for all outputs o and pixels, and sums over o.

    Args:
        features: x_i.
        columns: sum over outputs of W_io.
        share: sum over outputs of b_o / n.
        name: the layer's activation.
    """
    return activation(name).act(torch.addcmul(share, features, columns[:, None, None]))


def maps_without_store(field: Field, frame: int, pixels: int = 8192) -> Iterator[tuple[str, Block]]:
    """Yield (stage, released maps of all its neurons on some rows) straight from the forward pass.

    Args:
        field: a pointwise field.
        frame: the frame to trace.
        pixels: how many pixels to work on at once.
    """
    part, coordinates = field.at_frame(frame)
    height, width = field.shape[1:3]
    band = max(1, pixels // width)
    for top in range(0, height, band):
        rows = slice(top, min(top + band, height))
        for step in part.walk(coordinates[..., rows.start * width : rows.stop * width, :]):
            weight, bias = step.stage.affine.weight[0], step.stage.affine.bias
            features = step.neurons[0].T.unflatten(1, (-1, width))
            share = bias.sum() / len(weight)
            maps = released_maps(features, weight.sum(1), share, step.stage.activation)
            yield step.name, Block(slice(0, len(weight)), rows, maps)


@dataclass(frozen=True)
class PointwiseView:
    """One stage of one frame under one reading.

    Attributes:
        layers: the stage's layer and all later ones, in order.
        index: position of the frame in the store.
        reading: the reading.
        pixels: how many pixels to work on at once.
    """

    layers: tuple[Layer, ...]
    index: int
    reading: Reading
    pixels: int = 8192

    @property
    def neurons(self) -> int:
        """Number of neurons: input features, or units under the paper's reading."""
        return self.layers[0].weight.shape[1 if self.reading == "paper" else 2]

    def blocks(self) -> Iterator[Block]:
        """Yield the maps of all neurons, band of rows after band of rows."""
        height, width = self.layers[0].features.shape[2:]
        band = max(1, self.pixels // width)
        for top in range(0, height, band):
            rows = slice(top, min(top + band, height))
            yield Block(slice(0, self.neurons), rows, self._window(rows, slice(None)))

    def map_of(self, neuron: int) -> Float[Tensor, "y x"]:
        """Return one neuron's map."""
        neuron = neuron_in(neuron, self.neurons)
        if self.reading == "released":  # needs this neuron's features only
            return self._released(self._features(0, slice(neuron, neuron + 1)), neuron)[0]
        return self.maps_of(np.array([neuron]))[0]

    def maps_of(self, neurons: Int[np.ndarray, " some"]) -> Float[Tensor, "some y x"]:
        """Return the maps of some neurons in any order."""
        return torch.cat([block.values[neurons] for block in self.blocks()], dim=1)

    def at(self, y: int, x: int) -> Float[Tensor, " neuron"]:
        """Return all neurons' values at one pixel."""
        return self._window(slice(y, y + 1), slice(x, x + 1))[:, 0, 0]

    def inactive(self) -> Bool[np.ndarray, " neuron"]:
        """Return which neurons are never active: a feature, or a unit's mixture, never above 0."""
        alive = torch.zeros(self.neurons, dtype=torch.bool)
        height, width = self.layers[0].features.shape[2:]
        band = max(1, self.pixels // width)
        for top in range(0, height, band):
            rows, columns = slice(top, min(top + band, height)), slice(None)
            if self.reading == "paper":
                seen = self._mixture(0, rows, columns)
            else:
                seen = self._features(0, slice(None), rows, columns)
            alive |= (seen > 0).flatten(1).any(1)
        return ~alive.numpy()

    def _window(self, rows: slice, columns: slice) -> Float[Tensor, "neuron y x"]:
        if self.reading == "released":
            return self._released(self._features(0, slice(None), rows, columns))
        if self.reading == "paper":
            layer, mixture = self.layers[0], self._mixture(0, rows, columns)
            return OUTPUTS[layer.output](activation(layer.activation).act(mixture))
        features = self._features(0, slice(None), rows, columns)
        gain, share = self._carried(rows, columns)
        return features * gain + share

    def _released(
        self, features: Float[Tensor, "some y x"], neuron: int | None = None
    ) -> Float[Tensor, "some y x"]:
        weight, bias = self._affine(0)
        columns = weight.sum(0) if neuron is None else weight[:, neuron].sum()[None]
        share = bias.sum() / weight.shape[1]
        return released_maps(features, columns, share, self.layers[0].activation)

    def _carried(
        self, rows: slice, columns: slice
    ) -> tuple[Float[Tensor, "neuron y x"], Float[Tensor, "1 y x"]]:
        """Return d(R + G + B) / d(feature) along the shares, and each feature's bias share."""
        carry: Tensor | None = None
        for stage in reversed(range(len(self.layers))):
            weight, bias = self._affine(stage)
            if carry is None:  # the head: every channel counts once
                shape = self._features(stage, slice(0, 1), rows, columns).shape[1:]
                carry = torch.ones(len(bias), *shape)
            else:
                mixture = self._mixture(stage, rows, columns)
                carry = carry * activation(self.layers[stage].activation).gain(mixture)
            share = torch.einsum("o,oyx->yx", bias, carry)[None] / weight.shape[1]
            carry = torch.einsum("on,oyx->nyx", weight, carry)
        return carry, share

    def _mixture(self, stage: int, rows: slice, columns: slice) -> Float[Tensor, "output y x"]:
        weight, bias = self._affine(stage)
        features = self._features(stage, slice(None), rows, columns)
        return torch.einsum("on,nyx->oyx", weight, features) + bias[:, None, None]

    def _affine(self, stage: int) -> tuple[Tensor, Tensor]:
        layer = self.layers[stage]
        return tuple(torch.from_numpy(a[self.index]) for a in (layer.weight, layer.bias))

    def _features(
        self,
        stage: int,
        neurons: slice,
        rows: slice = slice(None),
        columns: slice = slice(None),
    ) -> Float[Tensor, "some y x"]:
        array = self.layers[stage].features
        stored = np.asarray(array[self.index, neurons, rows, columns])
        return torch.from_numpy(stored.astype(np.float32, copy=False))
