"""The nouns of this station: `Signal`, `Segments`, `Flow`; one file each."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from jaxtyping import Bool, Float32, Float64, Int32

from inrflow.errors import InputError
from inrflow.signals.store import read_arrays, write_arrays

Kind = Literal["image", "video", "audio", "volume"]
AXES = ["frame", "y", "x", "channel"]


@dataclass(frozen=True)
class Signal:
    """Values on a regular lattice.

    Every kind has the same four axes: an image has one frame, a sound one frame and one row, a
    volume has its slices as frames.

    Attributes:
        values: in [0, 1] (signal units), whatever they stand for.
        time: position of each frame in the clip, frames; float64 because a NeRV embedding
            multiplies it by up to 1.4e8 (XINC section 4).
        source: where it came from: reader, file, frame numbers in the file, resize filter.
        kind: what the lattice is of.
        value_range: what 0 and 1 stand for: (-1, 1) for a sound, intensities for a scan.
        spacing: distance between samples along (frame, y, x), in `units`.
        units: unit of each of these axes; empty where the axis has none.
    """

    values: Float32[np.ndarray, "frame y x channel"]
    time: Float64[np.ndarray, " frame"]
    source: dict[str, Any]
    kind: Kind = "video"
    value_range: tuple[float, float] = (0.0, 1.0)
    spacing: tuple[float, float, float] = (1.0, 1.0, 1.0)
    units: tuple[str, str, str] = ("frame", "px", "px")

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(frames, height, width, channels)."""
        return self.values.shape

    @property
    def physical(self) -> Float32[np.ndarray, "frame y x channel"]:
        """The values in the unit of what was measured: 0 and 1 become the ends of the range."""
        low, high = map(np.float32, self.value_range)
        return low + (high - low) * self.values

    @property
    def described(self) -> dict[str, Any]:
        """All but the numbers, as JSON can hold it: what a fit keeps to decode by."""
        told = self.described_as(self.kind, self.value_range, self.spacing, self.units)
        return told | {"source": self.source}

    @staticmethod
    def described_as(
        kind: Kind,
        value_range: tuple[float, float],
        spacing: tuple[float, float, float],
        units: tuple[str, str, str],
    ) -> dict[str, Any]:
        """Return a description of a signal of unknown source."""
        lattice = {"value_range": value_range, "spacing": spacing, "units": units}
        return {"signal": kind, **lattice, "source": {}}

    @classmethod
    def of(
        cls,
        values: Float32[np.ndarray, "frame y x channel"],
        time: Float64[np.ndarray, " frame"],
        described: dict[str, Any],
    ) -> "Signal":
        """Make a signal of its numbers and what `described` says of them."""
        lattice = (tuple(described[key]) for key in ("value_range", "spacing", "units"))
        return cls(values, time, described["source"], described["signal"], *lattice)

    def write(self, path: Path) -> None:
        """Write the signal as one file."""
        header = {"axes": AXES, **self.described}
        write_arrays(path, "frames", {"values": self.values, "time": self.time}, header)

    @classmethod
    def read(cls, path: Path) -> "Signal":
        """Read a signal; raises InputError for anything else."""
        arrays, header = read_arrays(path, "frames")
        if "signal" not in header:
            raise InputError(f"{path}: expected frames with their kind, found an older file's")
        return cls.of(arrays["values"], arrays["time"], header)


@dataclass(frozen=True)
class Segments:
    """Panoptic segments of a clip.

    Attributes:
        labels: segment id of each pixel; 0 is void.
        table: one dictionary a segment: id, category, name, thing, color (r, g, b in 0..255);
            `crowd` is true where one segment holds several things, and may be left out.
        annotated: numbers of the frames that have masks, ascending; None given: all. The other
            frames are labelled 0 everywhere, which says nothing about their pixels.
    """

    labels: Int32[np.ndarray, "frame y x"]
    table: list[dict[str, Any]]
    annotated: list[int] | None = None

    def __post_init__(self) -> None:
        """Name the annotated frames where none are given: `annotated` is a list from here on."""
        if self.annotated is None:
            object.__setattr__(self, "annotated", list(range(len(self.labels))))

    def write(self, path: Path) -> None:
        """Write the segments as one file."""
        header = {"table": self.table, "annotated": self.annotated}
        write_arrays(path, "masks", {"labels": self.labels}, header)

    @classmethod
    def read(cls, path: Path, shape: tuple[int, ...]) -> "Segments":
        """Read segments and hold them against the signal's shape (frames, height, width, ...)."""
        arrays, header = read_arrays(path, "masks")
        if arrays["labels"].shape != tuple(shape[:3]):
            raise InputError(
                f"{path}: expected masks of (frames, height, width) {tuple(shape[:3])} "
                f"like the frames, found {arrays['labels'].shape}"
            )
        return cls(arrays["labels"], header["table"], header["annotated"])


@dataclass(frozen=True)
class Flow:
    """Optical flow from each frame to the next.

    Attributes:
        displacement: (dy, dx) of the point seen at a pixel, px per frame.
        valid: False in the last frame, where the point leaves, or is hidden in the next frame
            (known for made signals; an estimate is valid everywhere but in the last frame).
        method: `exact` or the name of the estimator.
    """

    displacement: Float32[np.ndarray, "frame y x 2"]
    valid: Bool[np.ndarray, "frame y x"]
    method: str

    def write(self, path: Path) -> None:
        """Write the flow as one file."""
        arrays = {"displacement": self.displacement, "valid": self.valid.astype(np.uint8)}
        header = {"method": self.method, "unit": "px per frame", "components": ["y", "x"]}
        write_arrays(path, "flow", arrays, header)

    @classmethod
    def read(cls, path: Path) -> "Flow":
        """Read a flow; raises InputError for anything else."""
        arrays, header = read_arrays(path, "flow")
        return cls(arrays["displacement"], arrays["valid"].astype(bool), header["method"])
