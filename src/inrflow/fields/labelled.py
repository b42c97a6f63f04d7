"""Cells of any form: one member a label of a label map.

Source: Croppable INRs, future work: partitions that follow objects.
"""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.frame import Frame
from inrflow.config.networks.partition import Labels
from inrflow.errors import InputError

NOWHERE = -1  # the number of samples in no cell


@dataclass(frozen=True)
class Labelled:
    """The cells of a label map; the same questions as `Cells` answers.

    Attributes:
        shape: the signal's (frames, height, width, channels).
        labels: the map.
        kept: numbers of the cells that have a member, ascending; None: all.
        overlap: none; for cells of a grid alone.
    """

    shape: Shape
    labels: Labels
    kept: tuple[int, ...] | None = None
    overlap: tuple[int, int, int] = (0, 0, 0)

    def __post_init__(self) -> None:
        """Hold the map against the signal."""
        sides, samples = self.labels.shape, sum(count for _, count in self.labels.runs)
        if sides != tuple(self.shape[:3]) or samples != prod(sides):
            raise InputError(
                f"network.partition: expected a label map of {self.shape[:3]} samples, found one "
                f"of {sides} with {samples} in its runs"
            )
        numbers = {number for number, _ in self.labels.runs}
        missing = set(self.numbers) - numbers
        if missing or min(numbers) < NOWHERE or not self.labels.count:
            raise InputError(
                "network.partition: expected a label map of cells numbered from 0, none left out "
                f"but those cropped away, found numbers {str(sorted(numbers))[:60]}"
            )
        if any(self.overlap):
            raise InputError("recipe.overlap: expected cells on a grid, found a label map")

    @property
    def members(self) -> int:
        """Number of members: cells that are kept."""
        return self.labels.count if self.kept is None else len(self.kept)

    @property
    def numbers(self) -> list[int]:
        """The number of each member's cell."""
        return list(range(self.labels.count)) if self.kept is None else list(self.kept)

    def keeping(self, numbers: tuple[int, ...]) -> "Labelled":
        """Return the same map with other members."""
        return replace(self, kept=numbers)

    def resampled(self, shape: Shape, frame: Frame | None = None) -> "Labelled":
        """Return the same cells; refuse another lattice than the label map's."""
        if tuple(shape) == tuple(self.shape):
            return self
        raise InputError(
            f"decode: expected the lattice of the label map {self.shape[:3]}, found {shape[:3]}"
        )

    @cached_property
    def owner(self) -> Int[Tensor, " sample"]:
        """The member of each sample, row-major; -1 where there is none."""
        numbers, counts = zip(*self.labels.runs, strict=True)
        cells = torch.from_numpy(np.repeat(numbers, counts))
        table = torch.full((self.labels.count + 1,), -1)  # the last for -1: in no cell
        table[torch.tensor(self.numbers)] = torch.arange(self.members)
        return table[cells]

    @cached_property
    def sizes(self) -> Int[Tensor, " member"]:
        """How many samples each member's cell has."""
        return torch.bincount(self.owner[self.owner >= 0], minlength=self.members)

    @property
    def largest(self) -> int:
        """Samples of the largest cell that the map knows, kept or not."""
        sizes = Counter()
        for number, count in self.labels.runs:
            sizes[number] += count
        return max(size for number, size in sizes.items() if number != NOWHERE)

    @property
    def present(self) -> Bool[Tensor, "frame y x"]:
        """Which samples have a member."""
        return (self.owner >= 0).unflatten(0, self.shape[:3])

    def of_frame(self, frame: int) -> slice:
        """Return all members: any of them may touch a frame."""
        return slice(0, self.members)

    def samples(
        self, members: slice = slice(None), frame: int | None = None
    ) -> tuple[Int[Tensor, "member sample"], Bool[Tensor, "member sample"]]:
        """Return the samples of some members' cells, of all frames or one, and which are real.

        Cells of fewer samples are filled up with their first one, or 0, marked False.
        """
        pixels = self.shape[1] * self.shape[2]
        first = 0 if frame is None else frame * pixels
        owner = self.owner if frame is None else self.owner[first : first + pixels]
        of = [torch.nonzero(owner == m)[:, 0] for m in range(self.members)[members]]
        counts = torch.tensor([len(one) for one in of])
        index = pad_sequence(of, batch_first=True)
        real = torch.arange(index.shape[1])[None] < counts[:, None]
        if index.shape[1]:
            index = torch.where(real, index, index[:, :1])
        return index + first, real

    def draw(self, count: int, sources: list[torch.Generator]) -> Int[Tensor, "member count"]:
        """Return samples drawn from each member's cell on its own, uniformly, with replacement."""
        index, _ = self.samples()
        shares = torch.stack(
            [torch.rand(count, generator=one, dtype=torch.float64) for one in sources]
        )
        return index.gather(1, (shares * self.sizes[:, None]).long())

    def member_at(self, places: Float[Tensor, "sample axis"]) -> Int[Tensor, " sample"]:
        """Return the member of the sample nearest to each place; -1 where it has none."""
        number = torch.zeros(len(places), dtype=torch.long)
        sides = {axis: self.shape[axis] for axis in axes_of(self.shape)}
        for column, side in zip(places.double().T, sides.values(), strict=True):
            number = number * side + column.round().long().clamp(0, side - 1)
        return self.owner[number]
