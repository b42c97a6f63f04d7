"""The implicit neural canvas, asked both ways: pixel -> neurons, neuron -> map."""

import json
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import zarr
from jaxtyping import Float
from torch import Tensor

from inrflow.config.names import nearest
from inrflow.errors import InputError
from inrflow.fields.cells import Cells
from inrflow.tracing.convolution import ConvolutionView
from inrflow.tracing.layer import Layer
from inrflow.tracing.pointwise import PointwiseView
from inrflow.tracing.readings import Reading, check_reading
from inrflow.tracing.store import FORMAT, RECORD

View = PointwiseView | ConvolutionView


@dataclass(frozen=True)
class Canvas:
    """A canvas on disk.

    Attributes:
        root: the Zarr group.
        notes: its attributes: network, seed, frames, shape, versions.
    """

    root: zarr.Group
    notes: dict[str, Any]

    @classmethod
    def open(cls, store: Path) -> "Canvas":
        """Open a store after checking that it is whole.

        Raises:
            InputError: not a canvas, or files missing or of another size: Zarr itself would
                read a missing chunk as zeros.
        """
        record = Path(store) / RECORD
        if not record.is_file():
            raise InputError(f"{store}: expected a finished canvas, found no {RECORD} in it")
        for name, size in _sizes(record).items():
            file = Path(store) / name
            found = file.stat().st_size if file.is_file() else None
            if found != size:
                raise InputError(f"{file}: expected {size} bytes, found {found or 'nothing'}")
        root = zarr.open_group(store, mode="r")
        if root.attrs.get("format") != FORMAT:
            raise InputError(
                f"{store}: expected {FORMAT!r}, found format {root.attrs.get('format')!r}"
            )
        return cls(root, dict(root.attrs))

    @property
    def stages(self) -> list[str]:
        """Names of the stages, in order."""
        return self.notes["stages"]

    @property
    def frames(self) -> list[int]:
        """Frame numbers that are stored."""
        return self.notes["frames"]

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of the picture, px."""
        return tuple(self.notes["shape"][1:3])

    def completeness_error(self, stage: str) -> float:
        """Return the largest |sum of contributions - mixture| of a stage, over all frames."""
        return self.root[stage].attrs["completeness_error"]

    def view(self, stage: str, frame: int, reading: Reading = "share") -> View:
        """Return one stage of one frame under a reading.

        Raises:
            InputError: unknown stage or reading, a frame that is not stored, or a reading that
                needs later stages that were not stored.
        """
        check_reading(reading)
        if stage not in self.stages:
            raise InputError(f"stage: unknown name {stage!r}{nearest(stage, self.stages)}")
        if frame not in self.frames:
            raise InputError(f"frame: expected one of {self.frames}, found {frame}")
        index = self.frames.index(frame)
        if self.root[stage].attrs["kind"] == "convolution":
            return ConvolutionView.of(self.root[stage], index, reading, self.size)
        reached = self._reached(stage) if reading == "share" else [stage]
        members = self._members(frame)
        layers = {name: Layer.of(self.root[name], members) for name in reached}
        return PointwiseView(layers, self.cells, frame, index, reading)

    @cached_property
    def cells(self) -> Cells:
        """Which member of a pointwise field paints which samples."""
        kept, edges = self.notes["cells"]["kept"], self.notes["cells"]["edges"]
        frames, rows, columns = (tuple(map(Fraction, ends[1:-1])) for ends in edges)
        return Cells(tuple(self.notes["shape"]), (frames, rows, columns), kept and tuple(kept))

    @property
    def pointwise(self) -> bool:
        """Whether samples do not see each other, so that the paper's neurons are units."""
        return self.notes["cells"] is not None

    @property
    def persistent(self) -> bool:
        """Whether a neuron is the same one in all frames: no frame has networks of its own."""
        return not self.pointwise or len(self.notes["cells"]["edges"][0]) == 2

    def _members(self, frame: int) -> slice:
        """Return which of the stored members paint a frame."""
        touching = self.cells.of_frame(frame)
        count = touching.stop - touching.start
        first = self.notes["members"].index(touching.start) if count else 0
        return slice(first, first + count)

    def _reached(self, stage: str) -> list[str]:
        """Return a stage and those that its neurons reach, in order.

        Raises:
            InputError: one of them was not stored.
        """
        reached = [stage]
        for name in self.notes["traced"]:
            if name not in reached and set(self.notes["sources"][name]) & set(reached):
                reached.append(name)
        if not set(reached) <= set(self.stages):
            raise InputError(
                "reading share: expected all later stages in the canvas; trace them too"
            )
        return reached

    def map_of(
        self, stage: str, neuron: int, frame: int, reading: Reading = "share"
    ) -> Float[Tensor, "y x"]:
        """Return where one neuron paints: its map over the picture."""
        return self.view(stage, frame, reading).map_of(neuron)

    def neurons_at(
        self, stage: str, y: int, x: int, frame: int, reading: Reading = "share"
    ) -> Float[Tensor, " neuron"]:
        """Return who paints one pixel: the value of every neuron of a stage there."""
        height, width = self.size
        if not (0 <= y < height and 0 <= x < width):
            raise InputError(
                f"pixel: expected y from 0 to {height - 1} and x from 0 to {width - 1}, "
                f"found ({y}, {x})"
            )
        return self.view(stage, frame, reading).at(y, x)


def _sizes(record: Path) -> dict[str, int]:
    try:
        return json.loads(record.read_text())
    except ValueError:
        raise InputError(f"{record}: expected a record of files, found it torn") from None
