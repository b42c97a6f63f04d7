"""Do small, dark objects get less contribution: what is omitted, and what must be represented?

XINC section 4.1: even what a network leaves out has to be represented first.
"""

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float
from skimage.color import rgb2gray

from inrflow.analysis.correlation import spearman
from inrflow.analysis.groupings import levels
from inrflow.analysis.measures import Measures
from inrflow.signals.signal import Segments, Signal

BLACK = 0.1  # luminance below which pixels and objects are near black
COLUMNS = ["definition", "stage", "frame", "grouping", "name", "pixels", "share", "luminance"]
COLUMNS += ["density", "error"]
PICTURE = "picture"  # stands for the stage in measures that belong to none


def table(
    measures: Measures,
    signal: Signal,
    errors: Float[np.ndarray, "frame y x"],
    segments: Segments | None,
) -> pd.DataFrame:
    """Return contribution and error of every segment and every level of luminance.

    Args:
        measures: of one fit.
        signal: the clip.
        errors: squared error of the fit, mean over channels, of every frame of the clip.
        segments: of the clip, if it has any.

    Returns:
        COLUMNS. `share`: of the picture's pixels; `luminance`: mean inside; `density`: |C| per
        px, summed over neurons, over the picture's; `error`: mean inside. No rows for what is
        absent from a frame, nor for stages that contribute nothing there.
    """
    found = []
    for definition in measures.definitions:
        for frame in measures.frames(definition):
            about = _about(signal, errors, segments, frame)
            for stage in measures.stages:
                densities = density(measures, definition, stage, frame)
                found += [
                    (definition, stage, frame, *key, *about[key][:3], value, about[key][3])
                    for key, value in densities.items()
                    if key in about
                ]
    return pd.DataFrame(found, columns=COLUMNS)


def density(
    measures: Measures, definition: str, stage: str, frame: int
) -> dict[tuple[str, str], float]:
    """Return (grouping, region) -> |C| per px over the picture's, for regions that are there."""
    whole = float(measures.get(definition, stage, "totals", frame).sum())
    if whole == 0:
        return {}
    areas = measures.areas(definition, frame)
    sums = measures.get(definition, stage, "regions", frame).sum(axis=0, dtype=np.float64)
    scale, found = measures.pixels / whole, {}
    for grouping, (part, names) in measures.groupings(definition).items():
        if grouping in ("segments", "levels"):
            for name, area, value in zip(names, areas[part], sums[part], strict=True):
                if area > 0:
                    found[grouping, name] = float(value / area * scale)
    return found


def scalars(rows: pd.DataFrame) -> pd.DataFrame:
    """Return `definition, stage, measure, value`, means over frames; what is undefined: no row.

    `density_near_black`: of all pixels darker than BLACK. `density_black_object`: mean of the
    segments that are as dark. `density_size_spearman`, `error_size_spearman` (stage `picture`):
    with the size of segments, over the segments of a frame. `completeness`: share of the
    contribution that the levels account for; 1, as they cover the picture.
    """
    found = []
    for (definition, stage, _), part in rows.groupby(["definition", "stage", "frame"], sort=False):
        measured = _of_frame(part)
        for measure, value in measured.items():
            where = PICTURE if measure == "error_size_spearman" else stage
            if value is not None:
                found.append((definition, where, measure, value))
    columns = ["definition", "stage", "measure", "value"]
    tidy = pd.DataFrame(found, columns=columns)
    return tidy.groupby(columns[:3], sort=False)["value"].mean().reset_index()


def near_black(name: str) -> bool:
    """Return whether a level of luminance ends at or below BLACK."""
    return (*levels.EDGES, 1.0)[levels.NAMES.index(name)] <= BLACK


def _of_frame(part: pd.DataFrame) -> dict[str, float | None]:
    bands, objects = (part[part["grouping"] == g] for g in ("levels", "segments"))
    dark = bands[[near_black(name) for name in bands["name"]]]
    black = objects.loc[objects["luminance"] < BLACK, "density"]
    sizes = objects["share"].to_numpy()
    return {
        "density_near_black": _pooled(dark),
        "density_black_object": None if black.empty else float(black.mean()),
        "density_size_spearman": spearman(sizes, objects["density"].to_numpy()),
        "error_size_spearman": spearman(sizes, objects["error"].to_numpy()),
        "completeness": float((bands["density"] * bands["share"]).sum()),
    }


def _pooled(part: pd.DataFrame) -> float | None:
    if part.empty:
        return None
    return float(np.average(part["density"], weights=part["pixels"]))


def _about(
    signal: Signal,
    errors: Float[np.ndarray, "frame y x"],
    segments: Segments | None,
    frame: int,
) -> dict[tuple[str, str], tuple[int, float, float, float]]:
    """Return (grouping, region) -> pixels, share, mean luminance, mean error."""
    picture = signal.values[frame]
    light, bands, found = rgb2gray(picture), levels.of(picture), {}
    masks: dict[tuple[str, str], Bool[np.ndarray, "y x"]] = {
        ("levels", name): bands == place for place, name in enumerate(levels.NAMES)
    }
    for row in segments.table if segments else []:
        masks["segments", row["name"]] = segments.labels[frame] == row["id"]
    for key, mask in masks.items():
        if mask.any():
            inside = float(light[mask].mean()), float(errors[frame][mask].mean())
            found[key] = (int(mask.sum()), float(mask.mean()), *inside)
    return found
