"""Which member of a pointwise field paints which samples.

Source: Croppable INRs section 3. Cells are numbered with the first axis slowest. Those of a frame
are consecutive, so that they are one slice of the members.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from math import prod

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.partition import Factors, edges

Box = tuple[slice, slice, slice]


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
    def boxes(self) -> list[Box]:
        """The samples of each member's cell, as slices of (frame, y, x)."""
        sides = [edges(n, c) for n, c in zip(self.shape[:3], self.factors, strict=True)]
        spans = [[slice(a, b) for a, b in pairwise(e)] for e in sides]
        every = list(product(*spans))
        return [every[number] for number in self.numbers]

    def of_frame(self, frame: int) -> slice:
        """Return the members whose cells touch a frame."""
        touched = [m for m, box in enumerate(self.boxes) if box[0].start <= frame < box[0].stop]
        return slice(touched[0], touched[-1] + 1) if touched else slice(0, 0)

    def samples(
        self, members: slice = slice(None), frame: int | None = None
    ) -> tuple[Int[Tensor, "member sample"], Bool[Tensor, "member sample"]]:
        """Return the samples of some members' cells, of all frames or one, and which are real.

        Cells of fewer samples are filled up with their first one, marked False.
        """
        lists = [torch.from_numpy(self._flat(box, frame)) for box in self.boxes[members]]
        most = max(map(len, lists), default=0)
        index = torch.stack([torch.cat([s, s[:1].expand(most - len(s))]) for s in lists])
        sizes = torch.tensor([len(s) for s in lists])
        return index, torch.arange(most)[None] < sizes[:, None]

    def draw(self, count: int, source: torch.Generator) -> Int[Tensor, "member count"]:
        """Return samples drawn from each member's cell on its own, uniformly, with replacement.

        Source: Croppable INRs section 4.2, the released sampling of videos.
        """
        starts = torch.tensor([[side.start for side in box] for box in self.boxes])
        sides = torch.tensor([[side.stop - side.start for side in box] for box in self.boxes])
        shares = torch.rand(self.members, count, 3, generator=source, dtype=torch.float64)
        place = starts[:, None] + (shares * sides[:, None]).long()
        return (place[..., 0] * self.shape[1] + place[..., 1]) * self.shape[2] + place[..., 2]

    def _flat(self, box: Box, frame: int | None) -> Int[np.ndarray, " sample"]:
        """Return the row-major numbers of a box's samples."""
        frames = np.arange(box[0].start, box[0].stop) if frame is None else np.array([frame])
        rows, columns = (np.arange(side.start, side.stop) for side in box[1:])
        _, height, width = self.shape[:3]
        grid = (frames[:, None, None] * height + rows[:, None]) * width + columns
        return grid.ravel()

    def member_at(self, coordinates: Float[Tensor, "sample axis"]) -> Int[Tensor, " sample"]:
        """Return the member that paints each coordinate; -1 where its cell is not kept.

        A coordinate beyond [-1, 1] belongs to the cell at the border.
        """
        number = torch.zeros(len(coordinates), dtype=torch.long)
        factors = [self.factors[axis] for axis in axes_of(self.shape)]
        for column, cells in zip(coordinates.double().T, factors, strict=True):
            # a sample on a border belongs to the upper cell, whatever its last bit says
            place = ((column + 1) / 2 * cells + 1e-6).floor().long()
            number = number * cells + place.clamp(0, cells - 1)
        table = torch.full((prod(self.factors),), -1)
        table[torch.tensor(self.numbers)] = torch.arange(self.members)
        return table[number]
