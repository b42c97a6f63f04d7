"""Which member of a pointwise field paints which samples.

Source: Croppable INRs section 3. Cells are numbered with the first axis slowest. Those of a frame
are consecutive, so that they are one slice of the members.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.partition import Factors, edges
from inrflow.errors import InputError

Box = tuple[slice, slice, slice]
ROUNDING = 2.0**-24  # of a float32 coordinate in [-1, 1], twice


@dataclass(frozen=True)
class Cells:
    """The cells of a signal.

    Attributes:
        shape: the signal's (frames, height, width, channels).
        factors: cells along (frame, y, x).
        kept: numbers of the cells that have a member, ascending; None: all.
    """

    shape: Shape
    factors: Factors
    kept: tuple[int, ...] | None = None

    @property
    def members(self) -> int:
        """Number of members: cells that are kept."""
        return prod(self.factors) if self.kept is None else len(self.kept)

    @cached_property
    def numbers(self) -> list[int]:
        """The number of each member's cell."""
        return list(range(prod(self.factors))) if self.kept is None else list(self.kept)

    @cached_property
    def starts(self) -> Int[Tensor, "member 3"]:
        """The first (frame, y, x) of each member's cell."""
        return self._along(lambda ends: ends[:-1])

    @cached_property
    def sides(self) -> Int[Tensor, "member 3"]:
        """How many samples each member's cell has along (frame, y, x)."""
        return self._along(np.diff)

    @property
    def boxes(self) -> list[Box]:
        """The samples of each member's cell, as slices of (frame, y, x)."""
        spans = torch.stack([self.starts, self.starts + self.sides], dim=2).tolist()
        return [(slice(*frames), slice(*rows), slice(*columns)) for frames, rows, columns in spans]

    def of_frame(self, frame: int) -> slice:
        """Return the members whose cells touch a frame."""
        after = frame - self.starts[:, 0]
        touched = torch.nonzero((after >= 0) & (after < self.sides[:, 0]))
        return slice(int(touched[0]), int(touched[-1]) + 1) if len(touched) else slice(0, 0)

    def samples(
        self, members: slice = slice(None), frame: int | None = None
    ) -> tuple[Int[Tensor, "member sample"], Bool[Tensor, "member sample"]]:
        """Return the samples of some members' cells, of all frames or one, and which are real.

        Cells of fewer samples are filled up with their first one, marked False.
        """
        starts, sides = self.starts[members].clone(), self.sides[members].clone()
        if frame is not None:
            starts[:, 0], sides[:, 0] = frame, 1
        # boxes of one kind (8 at most: two sides an axis) have their samples in the same places
        kinds, kind = sides.unique(dim=0, return_inverse=True)
        within = pad_sequence([self._within(box) for box in kinds], batch_first=True)
        index = within.index_select(0, kind).add_(self._flat(starts)[:, None])
        return index, torch.arange(index.shape[1])[None] < sides.prod(1)[:, None]

    @property
    def largest(self) -> int:
        """Samples of the largest cell of the whole partition, kept or not."""
        axes = zip(self.shape[:3], self.factors, strict=True)
        return prod(int(np.diff(edges(n, c)).max()) for n, c in axes)

    def draw(self, count: int, sources: list[torch.Generator]) -> Int[Tensor, "member count"]:
        """Return samples drawn from each member's cell on its own, uniformly, with replacement.

        Source: Croppable INRs section 4.2, the released sampling of videos.

        Args:
            count: samples a member.
            sources: one generator a member.
        """
        drawn = [torch.rand(count, 3, generator=one, dtype=torch.float64) for one in sources]
        shares = torch.stack(drawn)
        return self._flat(self.starts[:, None] + (shares * self.sides[:, None]).long())

    def member_at(self, coordinates: Float[Tensor, "sample axis"]) -> Int[Tensor, " sample"]:
        """Return the member that paints each coordinate; -1 where its cell is not kept.

        A coordinate beyond [-1, 1] belongs to the cell at the border. One within rounding of a
        sample belongs to the sample's cell, whatever its last bit says.

        Raises:
            InputError: a coordinate is not finite.
        """
        if not coordinates.isfinite().all():
            raise InputError("coordinates: expected finite numbers, found others")
        number = torch.zeros(len(coordinates), dtype=torch.long)
        for column, axis in zip(coordinates.double().T, axes_of(self.shape), strict=True):
            cells, last = self.factors[axis], max(self.shape[axis] - 1, 1)
            share = ((column + 1) / 2).clamp(0, 1)
            sample = (share * last).round()
            at_sample = (share * last - sample).abs() <= last * ROUNDING
            place = torch.where(at_sample, sample.long() * cells // last, (share * cells).long())
            number = number * cells + place.clamp(max=cells - 1)
        table = torch.full((prod(self.factors),), -1)
        table[torch.tensor(self.numbers)] = torch.arange(self.members)
        return table[number]

    def _along(self, of_ends: Callable[[np.ndarray], np.ndarray]) -> Int[Tensor, "member 3"]:
        """Return a number of each member's cell along each axis, from the axis's edges."""
        axes = zip(self.shape[:3], self.factors, strict=True)
        numbers = [torch.from_numpy(of_ends(np.array(edges(n, c)))) for n, c in axes]
        return torch.cartesian_prod(*numbers)[torch.tensor(self.numbers)]

    def _flat(self, places: Int[Tensor, "*some 3"]) -> Int[Tensor, "*some"]:
        """Return the row-major numbers of samples from their (frame, y, x)."""
        _, height, width = self.shape[:3]
        return (places[..., 0] * height + places[..., 1]) * width + places[..., 2]

    def _within(self, sides: Int[Tensor, "3"]) -> Int[Tensor, " sample"]:
        """Return how far the samples of a box are from its first, in row-major numbers."""
        frames, rows, columns = map(torch.arange, sides.tolist())
        _, height, width = self.shape[:3]
        grid = (frames[:, None] * height + rows)[..., None] * width + columns
        return grid.flatten()
