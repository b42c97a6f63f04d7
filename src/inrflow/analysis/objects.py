"""Contributions of a neuron to the objects of a clip over time (XINC Figs. 8, 19)."""

from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float64

from inrflow.analysis import constancy
from inrflow.analysis.categories import grouped
from inrflow.analysis.measures import Measures

Values = Float64[np.ndarray, "neuron instance frame"]
SAMPLED = 8  # neurons a stage whose values the table holds
SEED = 0
COLUMNS = ["definition", "stage", "neuron", "neurons", "frame", "name", "category", "thing"]
COLUMNS += ["color", "pixels", "persistent", "value", "median"]


def table(measures: Measures, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return values of some neurons, and medians over all, for every object and frame.

    Args:
        measures: of one fit.
        rows: the segments' table, in the order of the region axis.

    Returns:
        COLUMNS. `pixels`: of the object in the frame; `value`: contribution per px, normalised as
        in `normalised`; `median`: of the
        `neurons` of the stage that are not dead; `persistent`: a neuron is the same one in all
        frames. No row for an object in a frame where it is absent; no row at all for a clip
        without segments.
    """
    parts = [
        _rows(measures, rows, definition, stage)
        for definition in _with_segments(measures)
        for stage in measures.stages
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def scalars(measures: Measures, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return `definition, stage, measure, value`; what is undefined is left out.

    Measures over time are made where neurons persist. For other fields the rest is the mean of
    the frames.
    """
    found = [
        (definition, stage, measure, value)
        for definition in _with_segments(measures)
        for stage in measures.stages
        for measure, value in _scalars(density(measures, definition, stage), rows, measures)
    ]
    return pd.DataFrame(found, columns=["definition", "stage", "measure", "value"])


def density(measures: Measures, definition: str, stage: str) -> Values:
    """Return |C| per px of every segment; NaN where it is absent.

    XINC writes 0 for absent segments, which would read as "contributes nothing".
    """
    part, _ = measures.groupings(definition)["segments"]
    frames = []
    for frame in measures.frames(definition):
        areas = measures.areas(definition, frame)[part].astype(np.float64)
        sums = measures.get(definition, stage, "regions", frame)[:, part].astype(np.float64)
        frames.append(sums / np.where(areas > 0, areas, np.nan))
    return np.stack(frames, axis=-1)


def normalised(values: Values, persistent: bool) -> Values:
    """Return a neuron's values over their sum; NaN where it contributes nothing.

    The sum runs over all frames and segments where neurons persist, else over a frame's segments.
    """
    sums = np.nansum(values, axis=(1, 2) if persistent else 1, keepdims=True)
    return values / np.where(sums > 0, sums, np.nan)


def _with_segments(measures: Measures) -> list[str]:
    return [d for d in measures.definitions if "segments" in measures.groupings(d)]


def _rows(
    measures: Measures, rows: list[dict[str, Any]], definition: str, stage: str
) -> pd.DataFrame:
    values = normalised(density(measures, definition, stage), measures.persistent)
    numbers = np.flatnonzero(np.isfinite(values).any(axis=(1, 2)))
    generator = np.random.default_rng([SEED, measures.stages.index(stage)])
    chosen = generator.choice(numbers, min(SAMPLED, len(numbers)), replace=False)
    part, _ = measures.groupings(definition)["segments"]
    areas = {f: measures.areas(definition, f)[part] for f in measures.frames(definition)}
    found = []
    for place, row in enumerate(rows):
        for index, frame in enumerate(measures.frames(definition)):
            here = values[:, place, index]
            here = here[np.isfinite(here)]
            if here.size == 0:
                continue
            pixels = int(areas[frame][place])
            key = [row["name"], row["category"], row["thing"], _hex(row["color"]), pixels]
            middle = float(np.median(here))
            for neuron in chosen.tolist():
                value = float(values[neuron, place, index])
                if np.isfinite(value):
                    ends = [definition, stage, neuron, len(numbers), frame]
                    found.append([*ends, *key, measures.persistent, value, middle])
    return pd.DataFrame(found, columns=COLUMNS)


def _scalars(
    values: Values, rows: list[dict[str, Any]], measures: Measures
) -> list[tuple[str, float]]:
    found: dict[str, float | None] = {}
    if measures.persistent:
        found["object_constancy"] = constancy.share_between(values)
        found["object_cv"] = constancy.variation(values)
        found["object_cv_null"] = constancy.variation(constancy.mixed(values, SEED))
        profiles = [constancy.mean_over_frames(values)]
    else:
        profiles = list(np.moveaxis(values, -1, 0))
    found["object_evenness"] = _mean([constancy.evenness(p) for p in profiles])
    each = [grouped(profile, rows, SEED) for profile in profiles]
    for measure in dict.fromkeys(key for one in each for key in one):
        found[measure] = _mean([one.get(measure) for one in each])
    return [(measure, value) for measure, value in found.items() if value is not None]


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _hex(color: list[int]) -> str:
    return "#" + "".join(f"{value:02x}" for value in color)
