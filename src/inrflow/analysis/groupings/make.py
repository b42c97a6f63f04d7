"""Grouping the pixels of a clip in every way that a definition asks for."""

from dataclasses import dataclass
from math import prod

import numpy as np
from jaxtyping import Int32

from inrflow.analysis.groupings import gabor, grid, levels
from inrflow.analysis.groupings.clusters import kmeans, rgb
from inrflow.analysis.groupings.labels import Labels
from inrflow.signals.signal import Segments, Signal


@dataclass(frozen=True)
class Choice:
    """What to group.

    Attributes:
        frames: frames under the corrected definition.
        compared: frames under the other definitions, some of `frames`.
        clusters: k of the RGB and Gabor clusters.
        cells: (rows, columns) of the grid.
    """

    frames: list[int]
    compared: list[int]
    clusters: int
    cells: tuple[int, int]


def make_labels(signal: Signal, segments: Segments | None, choice: Choice) -> Labels:
    """Group the pixels of some frames in every way that a definition asks for.

    Args:
        signal: the clip.
        segments: its segments, if it has any.
        choice: frames and numbers of regions.
    """
    frames, compared, k = choice.frames, choice.compared, choice.clusters
    size, values = signal.shape[1:3], signal.values
    maps = {
        "rgb": np.stack([rgb(values[f], k) for f in frames]),
        "gabor": np.stack([kmeans(gabor.bank(values[f]), k) for f in frames]),
        "gabor_released": np.stack([_released(values[f], k) for f in compared]),
        "grid": np.stack([grid.rectangles(*size, *choice.cells)] * len(frames)),
        "grid_released": np.stack([grid.interleaved(*size, *choice.cells)] * len(compared)),
        "levels": np.stack([levels.of(values[f]) for f in frames]),
    }
    names = {"levels": levels.NAMES}
    for name in maps.keys() - names.keys():
        count = prod(choice.cells) if name.startswith("grid") else k
        names[name] = [str(i) for i in range(count)]
    if segments is not None:
        ids = [row["id"] for row in segments.table]
        maps["segments"] = _positions(segments.labels[frames], ids)
        names["segments"] = [row["name"] for row in segments.table]
    at = {name: list(compared if name.endswith("_released") else frames) for name in maps}
    return Labels(maps, at, names, list(compared))


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
