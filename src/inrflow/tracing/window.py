"""A window of a frame as samples of the members that paint it, and back.

Tracing writes in windows and views read in windows. Between the two layouts, maps over a picture
and samples of members, there is no other code.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from inrflow.config.networks.axes import Shape
from inrflow.fields.cells import Cells


@dataclass(frozen=True)
class Window:
    """A rectangle of a frame.

    Attributes:
        rows: rows of the frame.
        columns: columns of the frame.
        members: members whose cells touch it, as numbers of the field.
        index: place of each member's samples in the window, row after row; members with fewer
            samples than others are filled up with place 0.
        real: which of them are samples; the others are filling.
    """

    rows: slice
    columns: slice
    members: slice
    index: Int[Tensor, "member sample"]
    real: Bool[Tensor, "member sample"]

    @classmethod
    def of(cls, cells: Cells, frame: int, rows: slice, columns: slice) -> "Window":
        """Cut a window out of a frame."""
        touching = cells.of_frame(frame)
        boxes = [(_both(b[1], rows), _both(b[2], columns)) for b in cells.boxes[touching]]
        inside = [m for m, (y, x) in enumerate(boxes) if y and x]
        first, last = (inside[0], inside[-1] + 1) if inside else (0, 0)
        members = slice(touching.start + first, touching.start + last)
        width = columns.stop - columns.start
        places = [
            (torch.tensor(y)[:, None] * width + torch.tensor(x)).flatten()
            if y and x
            else torch.zeros(0, dtype=torch.long)
            for y, x in boxes[first:last]
        ]
        sizes = torch.tensor([len(place) for place in places], dtype=torch.long)
        index = torch.zeros(len(places), int(sizes.max()) if inside else 0, dtype=torch.long)
        real = torch.arange(index.shape[1])[None] < sizes[:, None]
        for row, place in zip(index, places, strict=True):
            row[: len(place)] = place
        return cls(rows, columns, members, index, real)

    @property
    def size(self) -> tuple[int, int]:
        """(rows, columns) of the window, px."""
        return self.rows.stop - self.rows.start, self.columns.stop - self.columns.start

    @cached_property
    def whole(self) -> bool:
        """Whether one member paints all of it, so that both layouts are the same."""
        return len(self.index) == 1 and self.index.numel() == self.size[0] * self.size[1]

    def samples(self, frame: int, shape: Shape) -> Int[Tensor, "member sample"]:
        """Return the numbers of the samples in the signal."""
        _, width = self.size
        y = self.rows.start + self.index // width
        x = self.columns.start + self.index % width
        return (frame * shape[1] + y) * shape[2] + x

    def split(self, maps: Float[Tensor, "map y x"]) -> Float[Tensor, "member map sample"]:
        """Return maps over the window as samples of the members."""
        if self.whole:
            return maps.flatten(1)[None]
        return maps.flatten(1)[:, self.index].transpose(0, 1)

    def join(self, values: Float[Tensor, "member map sample"]) -> Float[Tensor, "map y x"]:
        """Return the members' samples as maps over the window; 0 where no member is."""
        if self.whole:
            return values[0].unflatten(1, self.size)
        maps = values.new_zeros(values.shape[1], self.size[0] * self.size[1])
        maps[:, self.index[self.real]] = values.transpose(0, 1)[:, self.real]
        return maps.unflatten(1, self.size)


def windows(rows: slice, columns: slice, down: int, across: int) -> Iterator[tuple[slice, slice]]:
    """Yield the windows of at most so many rows and columns that make up a larger one."""
    for top in range(rows.start, rows.stop, down):
        for left in range(columns.start, columns.stop, across):
            yield (
                slice(top, min(top + down, rows.stop)),
                slice(left, min(left + across, columns.stop)),
            )


def _both(side: slice, window: slice) -> range:
    """Return the places in the window that a side has."""
    start, stop = max(side.start, window.start), min(side.stop, window.stop)
    return range(start - window.start, stop - window.start)
