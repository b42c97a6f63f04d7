"""Regions in which the loss is told: segments where there are masks, else luminance levels."""

import numpy as np
from jaxtyping import Bool

from inrflow.analysis.faithfulness.curves import WHOLE
from inrflow.analysis.few import FEW
from inrflow.analysis.groupings.labels import Labels
from inrflow.signals.signal import Segments

Mask = Bool[np.ndarray, "frame y x"]


def regions_of(
    labels: Labels, segments: Segments | None, frames: list[int], largest: int
) -> dict[str, Mask]:
    """Return name -> its pixels in the frames, the whole picture first.

    None of the others has fewer than FEW pixels in all frames together. Where there are segments
    only the darkest level of luminance is told: segments stand for all that can be seen.

    Args:
        labels: label maps.
        segments: which segments are things, if there are masks.
        frames: frame numbers.
        largest: how many of the largest segments stand for themselves.
    """
    levels = _maps(labels, "levels", frames)
    found = {WHOLE: np.ones_like(levels, dtype=bool)}
    if segments is None or "segments" not in labels.maps:
        found |= {f"luminance {n}": levels == i for i, n in enumerate(labels.names["levels"])}
    else:
        found |= _segments(labels, segments, frames, largest)
        found |= {f"luminance {labels.names['levels'][0]}": levels == 0}
    return {name: mask for name, mask in found.items() if name == WHOLE or mask.sum() >= FEW}


def _segments(
    labels: Labels, segments: Segments, frames: list[int], largest: int
) -> dict[str, Mask]:
    maps, names = _maps(labels, "segments", frames), labels.names["segments"]
    things = [place for place, row in enumerate(segments.table) if row["thing"]]
    stuff = [place for place, row in enumerate(segments.table) if not row["thing"]]
    found = {"things": np.isin(maps, things), "stuff": np.isin(maps, stuff)}
    areas = np.array([(maps == place).sum() for place in range(len(names))])
    for place in np.argsort(-areas, kind="stable")[:largest]:
        found[f"segment {names[place]}"] = maps == place
    return found


def _maps(labels: Labels, name: str, frames: list[int]) -> np.ndarray:
    return np.stack([labels.at(name, frame) for frame in frames])
