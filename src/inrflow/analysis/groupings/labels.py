"""All label maps of a clip, and the table of their regions."""

from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
from jaxtyping import Int32

from inrflow.analysis.groupings import gabor, grid
from inrflow.analysis.groupings.clusters import kmeans, rgb
from inrflow.signals.signal import Segments, Signal
from inrflow.signals.store import read_arrays, write_arrays


@dataclass(frozen=True)
class Labels:
    """Label maps of the measured frames.

    Attributes:
        maps: name -> label of each pixel, (frame, y, x); -1 belongs to no region.
        frames: frame numbers.
        names: label map -> names of its regions, in the order of the labels.
    """

    maps: dict[str, Int32[np.ndarray, "frame y x"]]
    frames: list[int]
    names: dict[str, list[str]]

    def write(self, path: Path) -> None:
        """Write the maps as one file."""
        write_arrays(path, "labels", self.maps, {"frames": self.frames, "names": self.names})

    @classmethod
    def read(cls, path: Path) -> "Labels":
        """Read the maps; raises InputError for anything else."""
        maps, header = read_arrays(path, "labels")
        return cls(maps, header["frames"], header["names"])


def make_labels(
    signal: Signal,
    segments: Segments | None,
    frames: list[int],
    clusters: int,
    cells: tuple[int, int],
) -> Labels:
    """Group the pixels of some frames in every way that a definition asks for.

    Args:
        signal: the clip.
        segments: its segments, if it has any.
        frames: frame numbers.
        clusters: k of the RGB and Gabor clusters.
        cells: (rows, columns) of the grid.
    """
    pictures, size = [signal.values[frame] for frame in frames], signal.shape[1:3]
    maps = {
        "rgb": np.stack([rgb(p, clusters) for p in pictures]),
        "gabor": np.stack([kmeans(gabor.bank(p), clusters) for p in pictures]),
        "gabor_released": np.stack([_released(p, clusters) for p in pictures]),
        "grid": np.stack([grid.rectangles(*size, *cells)] * len(frames)),
        "grid_released": np.stack([grid.interleaved(*size, *cells)] * len(frames)),
    }
    counts = {name: prod(cells) if name.startswith("grid") else clusters for name in maps}
    names = {name: [str(i) for i in range(count)] for name, count in counts.items()}
    if segments is not None:
        ids = [row["id"] for row in segments.table]
        maps["segments"] = _positions(segments.labels[frames], ids)
        names["segments"] = [row["name"] for row in segments.table]
    return Labels(maps, list(frames), names)


def _released(picture: np.ndarray, clusters: int) -> Int32[np.ndarray, "y x"]:
    """The wrapped features of a flat picture can hold fewer values than clusters."""
    features = gabor.released_bank(picture)
    distinct = len(np.unique(features.reshape(-1, features.shape[-1]), axis=0))
    return kmeans(features, min(clusters, distinct), starts=10)  # the default of its scikit-learn


def _positions(labels: Int32[np.ndarray, "..."], ids: list[int]) -> Int32[np.ndarray, "..."]:
    """Replace segment ids by their place in the table; void and unknown ids become -1."""
    if not ids:
        return np.full_like(labels, -1)
    order = np.argsort(ids)
    found = np.searchsorted(np.asarray(ids)[order], labels)
    place = order[np.minimum(found, len(ids) - 1)]
    return np.where(np.asarray(ids)[place] == labels, place, -1).astype(np.int32)
