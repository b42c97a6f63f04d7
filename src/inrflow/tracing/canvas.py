"""The implicit neural canvas, asked both ways: pixel -> neurons, neuron -> map."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zarr
from jaxtyping import Float
from torch import Tensor

from inrflow.config.names import nearest
from inrflow.errors import InputError
from inrflow.tracing.convolution import ConvolutionView, distinct
from inrflow.tracing.lift import Lift
from inrflow.tracing.pointwise import Layer, PointwiseView
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
        index, later = self.frames.index(frame), self.stages[self.stages.index(stage) :]
        if self.root[stage].attrs["kind"] == "pointwise":
            layers = tuple(Layer.of(self.root[name]) for name in later)
            _refuse_gaps(self.notes, stage, reading)
            return PointwiseView(layers, index, reading)
        group = self.root[stage]
        arrays = (group["contributions"], group["mixture"])
        names = (group.attrs["activation"], group.attrs["output"])
        lift = _lift(group)
        told = distinct(reading, head=lift is None)
        return ConvolutionView(*arrays, *names, index, told, self.size, lift)

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


def _lift(group: zarr.Group) -> Lift | None:
    """Return the lift of a convolution stage; the head needs none."""
    strides, kernel = group.attrs["strides"], group.attrs["kernel"]
    if not strides:
        return None
    return Lift.of_block(group["contributions"].shape[3:], strides, kernel)


def _refuse_gaps(notes: dict[str, Any], stage: str, reading: Reading) -> None:
    """The reading `share` follows the weights to the picture: no later layer may be missing."""
    later = notes["traced"][notes["traced"].index(stage) :]
    if reading == "share" and not set(later) <= set(notes["stages"]):
        raise InputError("reading share: expected all later stages in the canvas; trace them too")
