"""One scale of MINER: the blocks that have a network, and what they paint."""

from dataclasses import dataclass
from math import prod

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.config.croppable.miner import MinerNetworks
from inrflow.config.networks.axes import Shape
from inrflow.croppable.miner.pyramid import joined, local_coordinates
from inrflow.fields.initialise import generator
from inrflow.fields.siren import Siren

STREAM = (0, 7)  # of the seed, for weights scale by scale
SEEDS = 2**31


@dataclass(frozen=True)
class Scale:
    """One scale.

    Attributes:
        field: a member a block that has a network; None: no block has one.
        shape: of the lattice: (frames, height, width, channels).
        block: samples of a block along each axis.
        active: numbers of the blocks that have a network, ascending.
    """

    field: Siren | None
    shape: Shape
    block: int
    active: list[int]

    @property
    def blocks(self) -> int:
        """How many blocks the scale has, with a network or without."""
        return prod(side // self.block for side in self.shape[:3] if side > 1)

    def painted(self) -> Float[Tensor, "frame y x channel"]:
        """Return what the networks paint, signal units; 0 in blocks without one."""
        samples = self.block ** sum(side > 1 for side in self.shape[:3])
        values = torch.zeros(self.blocks, samples, self.shape[3])
        if self.field is not None:
            values = values.to(self.field.device)
            with torch.no_grad():
                values[self.active] = self.field.paint(neurons_of(self.field, self.block))
        return joined(values, self.shape, self.block)


def make(options: MinerNetworks, number: int, shape: Shape, active: list[int]) -> Scale:
    """Return a scale with weights to be filled.

    Args:
        options: the networks.
        number: of the scale; 0 is the coarsest.
        shape: of its lattice.
        active: numbers of the blocks that have a network, ascending.
    """
    network = options.network(number, shape).model_copy(update={"kept": active})
    return Scale(Siren(network, shape) if active else None, shape, options.block, active)


def initialise(scale: Scale, number: int, seed: int) -> None:
    """Fill the weights; a block's depend on the seed, its scale and its number alone."""
    if scale.field is not None:
        drawn = torch.randint(SEEDS, (), generator=generator(seed, *STREAM, number))
        scale.field.initialise(int(drawn))


@torch.no_grad()
def warm_start(scale: Scale, parent: Scale) -> None:
    """Give each block half the weights of the block above it, where that has a network.

    Others keep their own, as all do under networks of another size. Source: MINER's released code,
    from its third scale on.
    """
    if scale.field is None or parent.field is None:
        return
    pairs = list(zip(scale.field.parameters(), parent.field.parameters(), strict=True))
    if any(own.shape[1:] != theirs.shape[1:] for own, theirs in pairs):
        return
    above = _above(scale, parent)
    known = {number: row for row, number in enumerate(parent.active)}
    rows = [row for row, number in enumerate(scale.active) if above[number] in known]
    origin = [known[above[scale.active[row]]] for row in rows]
    for own, theirs in pairs:
        own[rows] = theirs[origin] / 2


def neurons_of(field: Siren, block: int) -> Float[Tensor, "member sample axis"]:
    """Return the local coordinates of the samples of every member's block."""
    local = local_coordinates(field.shape, block).to(field.device)
    return local.expand(field.members, *local.shape)


def _above(scale: Scale, parent: Scale) -> list[int]:
    """Return the number of the parent's block above each block of a scale."""
    counts = [side // parent.block if side > 1 else 1 for side in parent.shape[:3]]
    number = torch.arange(prod(counts)).reshape(counts)
    for axis, side in enumerate(scale.shape[:3]):
        if side > 1:
            number = number.repeat_interleave(2, axis)
    return number.flatten().tolist()
