"""Which member of a pointwise field paints which samples.

Source: Croppable INRs section 3. Cells are numbered with the first axis slowest. Those of a frame
are consecutive, so that they are one slice of the members.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.frame import Frame, frame_on, moved
from inrflow.config.networks.partition import Borders, Factors, edges_on, factors_of
from inrflow.errors import InputError

Box = tuple[slice, slice, slice]
ROUNDING = 2.0**-24  # of a float32 coordinate in [-1, 1], twice


@dataclass(frozen=True)
class Cells:
    """The cells of a signal.

    Attributes:
        shape: the signal's (frames, height, width, channels).
        borders: where one cell ends and the next begins along (frame, y, x), samples.
        kept: numbers of the cells that have a member, ascending; None: all.
        overlap: samples that each cell has of its neighbours on either side along (frame, y, x).
    """

    shape: Shape
    borders: Borders
    kept: tuple[int, ...] | None = None
    overlap: tuple[int, int, int] = (0, 0, 0)

    @property
    def factors(self) -> Factors:
        """Cells along (frame, y, x), kept or not."""
        return factors_of(self.borders)

    @cached_property
    def edges(self) -> list[list[int]]:
        """The first sample of each cell along (frame, y, x), and each side."""
        return edges_on(self.borders, self.shape)

    @property
    def members(self) -> int:
        """Number of members: cells that are kept."""
        return prod(self.factors) if self.kept is None else len(self.kept)

    def keeping(self, numbers: tuple[int, ...]) -> "Cells":
        """Return the same partition with other members."""
        return replace(self, kept=numbers)

    def resampled(self, shape: Shape, frame: Frame | None = None) -> "Cells":
        """Return the same cells on another lattice over the same domain.

        Args:
            shape: of that lattice.
            frame: samples at coordinates -1 and 1 along (frame, y, x); None: the ends.

        Raises:
            InputError: a cell would have no sample.
        """
        frames = frame_on(None, self.shape) if frame is None else frame
        axes = zip(self.borders, frames, self.shape[:3], shape[:3], strict=True)
        there = [tuple(moved(one, ends, a, b) for one in borders) for borders, ends, a, b in axes]
        found = replace(self, shape=shape, borders=(there[0], there[1], there[2]))
        if any(np.diff(ends).min() < 1 for ends in found.edges):
            raise InputError(
                f"decode: expected a sample in each of {self.factors} cells, found {shape}"
            )
        return found

    @cached_property
    def numbers(self) -> list[int]:
        """The number of each member's cell."""
        return list(range(prod(self.factors))) if self.kept is None else list(self.kept)

    @cached_property
    def starts(self) -> Int[Tensor, "member 3"]:
        """The first (frame, y, x) of each member's cell."""
        return self._along(lambda ends, more: np.maximum(ends[:-1] - more, 0))

    @cached_property
    def sides(self) -> Int[Tensor, "member 3"]:
        """How many samples each member's cell has along (frame, y, x)."""
        return self._along(
            lambda ends, more: (
                np.minimum(ends[1:] + more, ends[-1]) - np.maximum(ends[:-1] - more, 0)
            )
        )

    @cached_property
    def sizes(self) -> Int[Tensor, " member"]:
        """How many samples each member's cell has."""
        return self.sides.prod(1)

    @property
    def present(self) -> Bool[Tensor, "frame y x"]:
        """Which samples have a member."""
        mask = torch.zeros(self.shape[:3], dtype=torch.bool)
        for box in self.boxes:
            mask[box] = True
        return mask

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
        return int(replace(self, kept=None).sizes.max())

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

    def member_at(self, places: Float[Tensor, "sample axis"]) -> Int[Tensor, " sample"]:
        """Return the member that paints each place; -1 where its cell is not kept.

        A place outside the signal belongs to the cell at the border. One within rounding of a
        sample belongs to the sample's cell, whatever its last bit says.

        Args:
            places: along the axes that the signal has, in samples, between them too.
        """
        number = torch.zeros(len(places), dtype=torch.long)
        for column, axis in zip(places.double().T, axes_of(self.shape), strict=True):
            last = max(self.shape[axis] - 1, 1)
            sample = column.round()
            place = torch.where((column - sample).abs() <= last * ROUNDING, sample, column)
            borders = torch.tensor([float(one) for one in self.borders[axis]], dtype=torch.float64)
            number = number * self.factors[axis] + torch.bucketize(place, borders, right=True)
        table = torch.full((prod(self.factors),), -1)
        table[torch.tensor(self.numbers)] = torch.arange(self.members)
        return table[number]

    def _along(self, of_ends: Callable[[np.ndarray, int], np.ndarray]) -> Int[Tensor, "member 3"]:
        """Return a number of each member's cell along each axis, from its edges and overlap."""
        axes = zip(self.edges, self.overlap, strict=True)
        numbers = [torch.from_numpy(of_ends(np.array(ends), more)) for ends, more in axes]
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
