"""What one member paints, in tiles that its cell alone fixes.

A matrix product's last bits depend on how many rows it has. So a tile holds samples of one cell,
and which ones does not depend on what is asked for, or on which other cells there are.
"""

from typing import TYPE_CHECKING

import torch
from jaxtyping import Float, Int
from torch import Tensor

if TYPE_CHECKING:
    from inrflow.fields.pointwise import Pointwise

CHUNK = 65_536  # samples of a tile at most
LARGE = 4_000_000  # samples of a cell above which frames are tiled one by one, for memory


class Tiles:
    """The tiles of one member; the last ones painted are kept.

    Attributes:
        part: the member, as a field of its own.
    """

    def __init__(self, field: "Pointwise", member: int) -> None:
        """Prepare a member of a field."""
        self.part = field.select(slice(member, member + 1))
        self._pixels = field.shape[1] * field.shape[2]
        self._index: Tensor | None = None
        if int(self.part.cells.sizes[0]) <= LARGE:
            self._index = self.part.cells.samples()[0][0]
            self._frames = self._index.div(self._pixels, rounding_mode="floor")
        self._painted: dict[int, Tensor] = {}

    def of_frame(
        self, frame: int
    ) -> tuple[Int[Tensor, " sample"], Float[Tensor, "sample channel"]]:
        """Return the pixels of a frame that the member paints, and their values, not clamped."""
        if self._index is None:
            index = self.part.cells.samples(slice(None), frame)[0][0]
            values = torch.cat([self._paint(some) for some in index.split(CHUNK)])
            return index % self._pixels, values
        first, last = torch.searchsorted(self._frames, torch.tensor([frame, frame + 1])).tolist()
        if first == last:
            return self._index[:0], torch.zeros(0, self.part.shape[3], device=self.part.device)
        numbers = range(first // CHUNK, (last - 1) // CHUNK + 1)
        self._painted = {number: self._tile(number) for number in numbers}
        values = torch.cat(list(self._painted.values()))
        begun = numbers[0] * CHUNK
        return self._index[first:last] % self._pixels, values[first - begun : last - begun]

    def _tile(self, number: int) -> Tensor:
        if number in self._painted:
            return self._painted[number]
        return self._paint(self._index[number * CHUNK : (number + 1) * CHUNK])

    def _paint(self, index: Int[Tensor, " sample"]) -> Float[Tensor, "sample channel"]:
        return self.part(self.part.coordinates(index[None].to(self.part.device)))[0]
