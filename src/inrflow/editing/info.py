"""What a fit's file holds: cells, bytes, parameters, and what a crop would leave of them.

From the header alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from inrflow.config.networks.axes import Shape
from inrflow.editing.rows import own_rows
from inrflow.errors import InputError
from inrflow.fields.cells import Cells
from inrflow.fields.pointwise import cells_of
from inrflow.fields.resolve import options_of
from inrflow.fitting.fit import header_of
from inrflow.signals.partial import PartialFile


@dataclass(frozen=True)
class Contents:
    """What a fit's file holds.

    Attributes:
        architecture: of its network.
        shape: the whole signal's (frames, height, width, channels).
        cells: cells that have a network; None: the field has none.
        partition: cells of the whole signal.
        kept: samples in those cells, as a share of the signal's.
        a_cell: numbers that one cell takes with it.
        shared: numbers that no crop removes.
        parameters: how many of all numbers are trained; the others a network fixes or observes.
        header_bytes: of the file, before its arrays.
        bytes: of the file.
    """

    architecture: str
    shape: tuple[int, ...]
    cells: int | None
    partition: tuple[int, ...]
    kept: float
    a_cell: int
    shared: int
    parameters: int
    header_bytes: int
    bytes: int

    @property
    def numbers(self) -> int:
        """Numbers stored: cells times those of one, and the shared ones."""
        return (self.cells or 0) * self.a_cell + self.shared

    def lines(self) -> Iterator[str]:
        """Yield what there is to say, line by line."""
        frames, height, width, channels = self.shape
        yield f"{self.architecture} on {frames}x{height}x{width} samples of {channels} channels"
        if self.cells is None:
            yield f"no cells: {self.numbers} numbers, all or nothing"
        else:
            of = "x".join(map(str, self.partition)) or "a label map"
            yield f"cells: {self.cells} kept of {of}, {self.kept:.1%} of the samples"
            yield f"numbers: {self.numbers} = {self.cells} x {self.a_cell} + {self.shared} shared"
        yield f"parameters: {self.parameters} of them"
        yield f"bytes: {self.bytes}, of them {self.header_bytes} header"


def contents(path: Path) -> Contents:
    """Return what a fit's file holds.

    Raises:
        InputError: no fit, or one of another version or of a network unknown here.
    """
    with PartialFile(path, "fit") as file:
        header, shapes, before = header_of(file), file.shapes, file.bytes_before
    shape, network = tuple(header["shape"]), header["network"]
    every, size = sum(map(prod, shapes.values())), path.stat().st_size
    try:
        told = _of_cells(network, shape, every)
        trained = options_of(network).parameters(shape)
    except InputError as error:
        raise InputError(f"{path}: expected a network of this version: {error}") from None
    return Contents(network["architecture"], shape, *told, trained, before, size)


def _of_cells(
    network: dict[str, Any], shape: Shape, every: int
) -> tuple[int | None, tuple[int, ...], float, int, int]:
    """Return cells, partition, kept, a_cell and shared of `Contents`."""
    if network.get("partition") is None:
        return (None, (), 1.0, 0, every)
    cells = cells_of(options_of(network), shape)
    grid = cells.factors if isinstance(cells, Cells) else ()
    share = int(cells.sizes.sum()) / prod(shape[:3])
    own = sum(own_rows(network, shape).values())
    return (cells.members, grid, share, own, every - cells.members * own)
