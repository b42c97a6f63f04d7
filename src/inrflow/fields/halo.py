"""Tiles of a lattice, each seen with the halo that a chain of convolutions needs.

A convolution's padding is right at the signal's border alone. What it makes up at the other faces
of a tile spreads inwards by half a kernel a convolution, so that it stays in the halo, which is cut
off. A tile thus paints what the whole would, to rounding, at the memory of one tile.
"""

from dataclasses import dataclass
from itertools import pairwise, product
from math import prod
from typing import TYPE_CHECKING

import torch
from jaxtyping import Float, Int
from torch import Tensor

if TYPE_CHECKING:
    from inrflow.fields.operator import Operator

LARGE = 2**18  # samples of a lattice above which it is painted in tiles
SAMPLES = 2**16  # of such a tile, without its halo


@dataclass(frozen=True)
class Tile:
    """A box of a lattice, and what is seen to paint it.

    Attributes:
        own: samples along each axis that it paints.
        seen: places along each axis, those of the halo too.
        inside: where `own` lies in `seen`.
    """

    own: tuple[slice, ...]
    seen: tuple[Int[Tensor, " _"], ...]
    inside: tuple[slice, ...]

    @property
    def samples(self) -> int:
        """How many samples it paints."""
        return prod(span.stop - span.start for span in self.own)


def tiles_of(field: "Operator", side: int) -> list[Tile]:
    """Return the tiles of a field's lattice, row-major: none longer than `side` along any axis.

    Args:
        field: an operator.
        side: samples; an axis is cut into as few parts as that allows, nearly equal ones.
    """
    axes = [
        _along(samples, side, reach, field.wraps)
        for samples, reach in zip(field.sides, field.reach, strict=True)
    ]
    return [Tile(*(tuple(kind) for kind in zip(*spans, strict=True))) for spans in product(*axes)]


def paint_tile(field: "Operator", tile: Tile) -> Float[Tensor, "1 channel *lattice"]:
    """Return what an operator paints in a tile."""
    painted = field.paint(field.encode_at(tile.seen))
    return painted[(slice(None), slice(None), *tile.inside)]


def paint_in_tiles(field: "Operator", side: int) -> Float[Tensor, "1 channel *lattice"]:
    """Return what an operator paints on its whole lattice, tile by tile."""
    weight = next(field.parameters())
    painted = weight.new_empty(1, field.shape[3], *field.sides)
    for tile in tiles_of(field, side):
        painted[(slice(None), slice(None), *tile.own)] = paint_tile(field, tile)
    return painted


def side_of(field: "Operator") -> int | None:
    """Return the side of tiles to paint a lattice in; None: at once, being small or of no reach."""
    if field.reach is None or prod(field.sides) <= LARGE:
        return None
    return round(SAMPLES ** (1 / len(field.sides)))


def _along(
    samples: int, side: int, reach: int, wraps: bool
) -> list[tuple[slice, Int[Tensor, " place"], slice]]:
    """Return the tiles of one axis: samples of its own, places seen, where the former lie in these.

    All see as many places, at the border more inwards: memory asked for in ever other sizes falls
    into pieces, and grows by a third within a few tiles.
    """
    count = -(-samples // side)
    seen = min(samples, -(-samples // count) + 2 * reach)
    found = []
    for start, stop in pairwise(samples * number // count for number in range(count + 1)):
        first = start - reach
        if seen == samples or not wraps:
            first = min(max(first, 0), samples - seen)
        places = torch.arange(first, first + seen) % samples
        found.append((slice(start, stop), places, slice(start - first, stop - first)))
    return found
