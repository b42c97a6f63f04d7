"""Maps of a convolution stage (NeRV and its kin) from its native contributions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import prod

import numpy as np
import torch
import zarr
from jaxtyping import Bool, Float, Int
from torch import Tensor

from inrflow.fields.activations import identity
from inrflow.fields.outputs import OUTPUTS
from inrflow.tracing.bend import Bend
from inrflow.tracing.block import Block, neuron_in
from inrflow.tracing.lift import Lift
from inrflow.tracing.readings import Reading

RECTIFIERS = ("relu", "gelu")
CHUNK_BYTES = 16 * 2**20  # a few maps at a time: small beside a layer, large beside a call


def distinct(reading: Reading, head: bool) -> Reading:
    """Return one name for readings that give the same maps: two in the blocks, two at the head."""
    same = {"released": "share"} if head else {"paper": "released"}
    return same.get(reading, reading)


@dataclass(frozen=True)
class ConvolutionView:
    """One stage of one frame under one reading. Neuron i * outputs + o is kernel (i, o).

    Attributes:
        contributions: (frame, input, output, y, x), on the stage's own lattice.
        mixture: (frame, output, y, x), their sum over inputs.
        bend: what bends the mixture; its activation is 0 at 0.
        index: position of the frame in the store.
        reading: the reading, as `distinct` names it.
        size: (height, width) of the picture, px.
        lift: from the stage's lattice to the picture; None at the head.
    """

    contributions: zarr.Array
    mixture: zarr.Array
    bend: Bend
    index: int
    reading: Reading
    size: tuple[int, int]
    lift: Lift | None

    @classmethod
    def of(
        cls, group: zarr.Group, index: int, reading: Reading, size: tuple[int, int]
    ) -> "ConvolutionView":
        """Open a stage's group."""
        arrays, notes = (group["contributions"], group["mixture"]), group.attrs
        bend = Bend(notes["activation"], notes["numbers"], notes["output"])
        lift = None
        if notes["strides"]:  # the head needs none
            lift = Lift.of_block(arrays[0].shape[3:], notes["strides"], notes["later_kernels"])
        return cls(*arrays, bend, index, distinct(reading, head=lift is None), size, lift)

    @property
    def outputs(self) -> int:
        """Number of outputs of the convolution, before PixelShuffle."""
        return self.contributions.shape[2]

    @property
    def neurons(self) -> int:
        """Number of kernels (input, output)."""
        return self.contributions.shape[1] * self.outputs

    def blocks(self) -> Iterator[Block]:
        """Yield the maps of all kernels, some outputs of one input channel at a time."""
        whole, bend = slice(0, self.size[0]), self._bend(slice(None), slice(None))
        few = max(1, CHUNK_BYTES // (4 * self.size[0] * self.size[1]))
        for native in self._channels():
            bent = bend(native.values)
            for first in range(0, self.outputs, few):
                some = slice(first, min(first + few, self.outputs))
                outputs = np.arange(some.start, some.stop)
                lifted = self._lifted(bent[some], outputs, self.lift)
                start = native.neurons.start + first
                yield Block(slice(start, start + len(lifted)), whole, lifted)

    def map_of(self, neuron: int) -> Float[Tensor, "y x"]:
        """Return one kernel's map."""
        channel, output = divmod(neuron_in(neuron, self.neurons), self.outputs)
        one = slice(output, output + 1)
        native = self._native((self.index, channel, one))
        bent = self._bend(slice(None), slice(None), one)(native)
        return self._lifted(bent, np.array([output]), self.lift)[0]

    def maps_of(self, neurons: Int[np.ndarray, " some"]) -> Float[Tensor, "some y x"]:
        """Return the maps of some kernels in any order; only they are lifted."""
        channels, outputs = np.divmod(neurons, self.outputs)
        bend, maps = self._bend(slice(None), slice(None)), torch.empty(len(neurons), *self.size)
        for channel in np.unique(channels):
            mine = np.flatnonzero(channels == channel)
            bent = bend(self._native((self.index, int(channel))))[outputs[mine]]
            maps[mine] = self._lifted(bent, outputs[mine], self.lift)
        return maps

    def at(self, y: int, x: int) -> Float[Tensor, " neuron"]:
        """Return all kernels' values at one pixel, lifting only the window that it needs."""
        rows, columns, lift = slice(y, y + 1), slice(x, x + 1), None
        if self.lift is not None:
            lift, rows, columns = self.lift.window(rows, columns)
        native = self._native((self.index, slice(None), slice(None), rows, columns))
        bent = self._bend(rows, columns)(native).flatten(0, 1)
        outputs = np.tile(np.arange(self.outputs), len(native))
        return self._lifted(bent, outputs, lift)[:, 0, 0]

    def inactive(self) -> Bool[np.ndarray, " neuron"]:
        """Return which kernels feed a unit that is never active; none at the head.

        A rectifier is where its mixture is above 0, others where it is not 0.
        """
        mixture = np.asarray(self.mixture[self.index])
        rectifies = self.bend.name in RECTIFIERS
        still = (mixture <= 0) if rectifies else (mixture == 0)
        silent = still.all(axis=(1, 2)) & (self.lift is not None)
        return np.tile(silent, self.neurons // self.outputs)

    def _channels(self) -> Iterator[Block]:
        """Yield the native contributions channel by channel, read several at a time."""
        inputs, outputs = self.contributions.shape[1:3]
        each = 4 * prod(self.contributions.shape[2:])
        size = max(1, CHUNK_BYTES // each)
        for first in range(0, inputs, size):
            some = slice(first, min(first + size, inputs))
            for channel, values in enumerate(self._native((self.index, some)), first):
                neurons = slice(channel * outputs, (channel + 1) * outputs)
                yield Block(neurons, slice(0, values.shape[1]), values)

    def _native(self, where: tuple) -> Float[Tensor, "... y x"]:
        stored = np.asarray(self.contributions[where])
        return torch.from_numpy(stored.astype(np.float32, copy=False))

    def _bend(
        self, rows: slice, columns: slice, outputs: slice = slice(None)
    ) -> Callable[[Tensor], Tensor]:
        """Return what the reading does to native contributions before the lift."""
        if self.lift is None:
            output = OUTPUTS[self.bend.output]
            if self.reading == "paper":
                return lambda native: output(native) - output(torch.zeros(()))
            return lambda native: native
        if self.reading == "share":
            mixture = np.asarray(self.mixture[self.index, outputs, rows, columns])
            gain = self.bend.gain(torch.from_numpy(mixture))
            return lambda native: native * gain
        return self.bend.act

    def _lifted(
        self, native: Float[Tensor, "some y x"], outputs: np.ndarray, lift: Lift | None
    ) -> Float[Tensor, "some fine_y fine_x"]:
        if lift is None:
            return native
        linear = self.reading == "share"
        between = identity.act if linear else self.bend.act
        return lift(native, outputs, between)
