"""Where contributions change from frame to frame, and whether something moves there (Fig. 9)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float, Float32, Int8
from scipy.ndimage import distance_transform_edt

from inrflow.analysis.correlation import partial, spearman
from inrflow.analysis.few import FEW
from inrflow.analysis.measures import Measures
from inrflow.signals.signal import Flow, Signal

REGIONS = ("away", "near", "uncovered", "moving")  # in the order of the labels
COLUMNS = ["definition", "stage", "frame", "region", "pixels", "measure", "value"]
SCALARS = {
    ("spearman", "picture"): "motion_spearman",
    ("spearman", "moving"): "motion_spearman_moving",
    ("spearman", "near"): "motion_spearman_near",
    ("spearman", "away"): "motion_spearman_away",
    ("ratio", "moving"): "motion_ratio_moving",
    ("ratio", "near"): "motion_ratio_near",
    ("ratio", "away"): "motion_ratio_away",
    ("ratio", "uncovered"): "motion_ratio_uncovered",
    ("change_spearman", "picture"): "change_spearman",
    ("partial", "picture"): "motion_partial",
}


@dataclass(frozen=True)
class Moved:
    """What moved into one frame.

    Attributes:
        labels: place in REGIONS of each pixel.
        speed: of the point that arrives at a pixel, px per frame; the fastest of several, NaN
            where none arrives.
    """

    labels: Int8[np.ndarray, "y x"]
    speed: Float32[np.ndarray, "y x"]


def regions(flow: Flow, frame: int, threshold: float, near: float) -> Moved:
    """Tell the pixels of a frame by what the flow from the frame before brings there.

    `moving`: a moving point arrives. `uncovered`: new, because no point arrives (it was hidden, or
    came from outside) or a moving one has left. `near`: no further than `near` px from those.
    `away`: the rest.

    Args:
        flow: of the clip.
        frame: not the first.
        threshold: speed above which a point moves, px per frame.
        near: px.
    """
    before = np.linalg.norm(flow.displacement[frame - 1], axis=-1)
    speed = _arrivals(flow.displacement[frame - 1], flow.valid[frame - 1])
    if not (before > threshold).any():
        return Moved(np.zeros(before.shape, dtype=np.int8), speed)
    moving = np.nan_to_num(speed) > threshold
    # a point that leaves or is hidden uncovers its place too: here validity does not count
    uncovered = ((before > threshold) | np.isnan(speed)) & ~moving
    touched = moving | uncovered
    far = distance_transform_edt(~touched) > near if touched.any() else np.ones_like(touched)
    labels = np.select([moving, uncovered, ~far], [3, 2, 1], 0).astype(np.int8)
    return Moved(labels, speed)


def table(
    measures: Measures, flow: Flow, signal: Signal, threshold: float, near: float
) -> pd.DataFrame:
    """Hold the fluctuation of every stage and frame against what moved.

    Args:
        measures: of one fit; a field whose neurons do not persist has no fluctuation, no rows.
        flow: of the clip.
        signal: the clip.
        threshold: speed above which a point moves, px per frame.
        near: px around moving and uncovered pixels.

    Returns:
        COLUMNS. `measure`: `ratio` (mean fluctuation of the region over the picture's),
        `spearman` (with speed, over pixels where a point arrives), `change_spearman` (with the
        mean |change| of the colours), `partial` (with speed, given that change). Frames into
        which nothing moves, regions of fewer than FEW px, and what is undefined, have no rows.
    """
    frames = {f for d in measures.definitions for f in measures.frames(d) if f > 0}
    moved = {f: regions(flow, f, threshold, near) for f in frames if measures.persistent}
    found = []
    for definition in measures.definitions:
        for frame in measures.frames(definition):
            if frame not in moved or not (moved[frame].labels > 1).any():
                continue
            change = np.abs(signal.values[frame] - signal.values[frame - 1]).mean(axis=-1)
            for stage in measures.stages:
                fluctuation = measures.get(definition, stage, "fluctuation", frame)
                if np.isfinite(fluctuation).all():
                    rows = compare(fluctuation, moved[frame], change)
                    found += [(definition, stage, frame, *row) for row in rows]
    return pd.DataFrame(found, columns=COLUMNS)


def compare(
    fluctuation: Float[np.ndarray, "y x"], moved: Moved, change: Float[np.ndarray, "y x"]
) -> list[tuple[str, int, str, float]]:
    """Return (region, pixels, measure, value) of one map; what is undefined is left out."""
    chosen = {name: moved.labels == place for place, name in enumerate(REGIONS)}
    chosen = {"picture": np.ones_like(moved.labels, dtype=bool)} | chosen
    mean, found = float(fluctuation.mean()), []
    for name, pixels in chosen.items():
        if np.count_nonzero(pixels) < FEW:
            continue
        here = _correlations(fluctuation, moved.speed, change, pixels & np.isfinite(moved.speed))
        if mean > 0:
            here["ratio"] = float(fluctuation[pixels].mean()) / mean
        count = int(pixels.sum())
        found += [(name, count, key, value) for key, value in here.items() if value is not None]
    return found


def scalars(rows: pd.DataFrame) -> pd.DataFrame:
    """Return `definition, stage, measure, value`: the rows of `table`, averaged over frames."""
    names = [SCALARS.get(key) for key in zip(rows["measure"], rows["region"], strict=True)]
    named = rows.assign(measure=names).dropna(subset=["measure"])
    keys = ["definition", "stage", "measure"]
    return named.groupby(keys, sort=False)["value"].mean().reset_index()


def _arrivals(
    displacement: Float32[np.ndarray, "y x 2"], valid: Bool[np.ndarray, "y x"]
) -> Float32[np.ndarray, "y x"]:
    """Return the speed of what arrives at each pixel, the fastest; NaN for nothing.

    Points go to the nearest pixel. Where that leaves gaps, all pixels less than one px away count:
    points drawn apart by less than two leave no hole in what they are of.
    """
    points = np.argwhere(valid)
    steps = displacement[valid]
    places, speeds = steps + points, np.linalg.norm(steps, axis=-1)
    nearest = _fastest(np.rint(places), speeds, valid.shape)
    low, high = np.floor(places), np.ceil(places)
    corners = [
        low,
        high,
        np.stack([low[:, 0], high[:, 1]], 1),
        np.stack([high[:, 0], low[:, 1]], 1),
    ]
    around = np.max([_fastest(corner, speeds, valid.shape) for corner in corners], axis=0)
    speed = np.where(nearest >= 0, nearest, around)
    return np.where(speed >= 0, speed, np.float32(np.nan))


def _fastest(
    places: Float[np.ndarray, "point 2"], speeds: Float32[np.ndarray, " point"], size: tuple
) -> Float32[np.ndarray, "y x"]:
    """Return the largest speed that falls on each pixel; -1 for none."""
    inside = ((places >= 0) & (places < size)).all(axis=1)
    speed = np.full(size, -1, dtype=np.float32)
    np.maximum.at(speed, tuple(places[inside].astype(np.int64).T), speeds[inside])
    return speed


def _correlations(
    fluctuation: Float[np.ndarray, "y x"],
    speed: Float[np.ndarray, "y x"],
    change: Float[np.ndarray, "y x"],
    pixels: Bool[np.ndarray, "y x"],
) -> dict[str, float | None]:
    a, b, c = fluctuation[pixels], speed[pixels], change[pixels]
    return {
        "spearman": spearman(a, b),
        "change_spearman": spearman(a, c),
        "partial": partial(a, b, c),
    }
