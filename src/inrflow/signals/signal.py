"""The nouns of this station: `Signal`, `Segments`, `Flow`; one file each."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Float32, Float64, Int32

from inrflow.errors import InputError
from inrflow.signals.store import read_arrays, write_arrays


@dataclass(frozen=True)
class Signal:
    """Values on a regular lattice.

    Attributes:
        values: colours in [0, 1] (signal units).
        time: position of each frame in the clip, frames; float64 because a NeRV embedding
            multiplies it by up to 1.4e8 (XINC section 4).
        source: where it came from: reader, file, frame numbers in the file, resize filter.
    """

    values: Float32[np.ndarray, "frame y x channel"]
    time: Float64[np.ndarray, " frame"]
    source: dict[str, Any]

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(frames, height, width, channels)."""
        return self.values.shape

    def write(self, path: Path) -> None:
        """Write the signal as one file."""
        arrays = {"values": self.values, "time": self.time}
        axes = ["frame", "y", "x", "channel"]
        header = {"axes": axes, "value_range": [0.0, 1.0], "source": self.source}
        write_arrays(path, "frames", arrays, header)

    @classmethod
    def read(cls, path: Path) -> "Signal":
        """Read a signal; raises InputError for anything else."""
        arrays, header = read_arrays(path, "frames")
        return cls(arrays["values"], arrays["time"], header["source"])


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
