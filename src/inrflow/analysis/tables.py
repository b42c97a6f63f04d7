"""The workflow's stages `dispersion` and `tables`: one row a neuron, then medians."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.dispersion import deltas, variance
from inrflow.analysis.measures import Measures
from inrflow.io.atomic import atomic_file

KEYS = ["signal", "field", "seed", "definition", "reading", "stage", "grouping"]
FLAT = 1e-4  # largest |delta| of a map that counts as even: float32 sums leave about 1e-6
FIT_COLUMNS = [
    "psnr",
    "psnr_unclamped",
    "psnr_8bit",
    "ssim",
    "parameters",
    "fixed_numbers",
    "bits_per_pixel",
    "steps",
]


def tabulate_dispersion(params: dict[str, Any], *, measures: Path, table: Path) -> None:
    """Write the dispersion of every neuron of one fit.

    Args:
        params: `signal`, `field`, `seed`.
        measures: input.
        table: output, parquet.
    """
    rows = dispersion_table(Measures.read(measures))
    for place, key in enumerate(("signal", "field", "seed")):
        rows.insert(place, key, params[key])
    with atomic_file(table) as part:
        rows.to_parquet(part)


def summarise(
    params: dict[str, Any],
    *,
    metrics: list[Path],
    dispersions: list[Path],
    fits: Path,
    grouping: Path,
) -> None:
    """Write the tables of all fits.

    Args:
        params: `fits`: [signal, field, seed] of every metrics file, in their order.
        metrics: inputs, json.
        dispersions: inputs, parquet.
        fits: output, csv, quality and size of every fit.
        grouping: output, csv, medians of the dispersions.
    """
    rows = []
    for (signal, field, seed), path in zip(params["fits"], metrics, strict=True):
        record = json.loads(path.read_text())
        names = {"signal": signal, "field": field, "seed": seed}
        rows.append(names | {key: record[key] for key in FIT_COLUMNS})
    with atomic_file(fits) as part:
        pd.DataFrame(rows).to_csv(part, index=False, float_format="%.6g")
    # one file at a time: the rows of all fits together need not fit in memory
    medians = pd.concat([summary(pd.read_parquet(path)) for path in dispersions])
    with atomic_file(grouping) as part:
        medians.to_csv(part, index=False, float_format="%.6g")


def dispersion_table(measures: Measures) -> pd.DataFrame:
    """Return one row per (frame, definition, stage, grouping, neuron).

    Columns: frame, definition, reading, stage, grouping, neuron, regions (those that exist in
    the frame), dead (no contribution anywhere), flat (the same everywhere: an inactive unit, of
    which only its share of the bias is left), variance and std of the deltas (no unit).
    """
    parts = []
    for name in measures.notes["regions"]:
        for stage in measures.notes["stages"]:
            for index, frame in enumerate(measures.notes["frames"]):
                parts += _groupings(measures, name, stage, index, frame)
    table = pd.concat(parts, ignore_index=True)
    return table.astype(dict.fromkeys(("definition", "reading", "stage", "grouping"), "category"))


def _groupings(
    measures: Measures, name: str, stage: str, index: int, frame: int
) -> list[pd.DataFrame]:
    """Return the rows of one frame and stage, one table a grouping."""
    sums = measures.arrays[f"{name}/{stage}/regions"][index].astype(np.float64)
    totals = measures.arrays[f"{name}/{stage}/totals"][index]
    areas = measures.arrays[f"{name}/areas"][index].astype(np.float64)
    pixels, start, found = int(np.prod(measures.notes["size"])), 0, []
    definition = DEFINITIONS[name]
    for grouping, names in measures.notes["regions"][name]:
        some = slice(start, start := start + len(names))
        inside, its_areas = sums[:, some], areas[some]
        if grouping == "segments":
            inside, its_areas = with_other(inside, its_areas, totals, pixels, definition.other)
        delta = deltas(inside, totals, its_areas, pixels)
        found.append((grouping, int((its_areas > 0).sum()), delta))
    dead, flat = silent(totals, [delta for _, _, delta in found])
    common = {"frame": frame, "definition": name, "reading": definition.reading, "stage": stage}
    common |= {"neuron": np.arange(len(totals)), "dead": dead, "flat": flat}
    parts = []
    for grouping, count, delta in found:
        spread = variance(np.abs(delta) if grouping in definition.absolute else delta)
        rows = common | {"grouping": grouping, "regions": count}
        parts.append(pd.DataFrame(rows | {"variance": spread, "std": np.sqrt(spread)}))
    return parts


def silent(totals: np.ndarray, found: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return which neurons are dead (a zero map) and which flat (no region stands out).

    Args:
        totals: sum of |C| over the picture.
        found: deltas of every grouping, (neuron, region).
    """
    dead = totals == 0
    largest = np.nanmax(np.where(dead[:, None], 0, np.abs(np.concatenate(found, axis=1))), axis=1)
    return dead, ~dead & (largest < FLAT)


def with_other(
    sums: np.ndarray, areas: np.ndarray, totals: np.ndarray, pixels: int, other: str
) -> tuple[np.ndarray, np.ndarray]:
    """Append the pseudo-instance 'other' to the segments' sums and areas.

    `complement`: the pixels of no segment (nothing, where segments cover the picture). `union`:
    all segments together, as the released code has it.
    """
    inside, area = sums.sum(axis=1), areas.sum()
    if other == "complement":
        inside, area = np.maximum(totals - inside, 0), pixels - area
    return np.column_stack([sums, inside]), np.append(areas, area)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return medians over the neurons and frames of each fit, one row per KEYS.

    Columns: frames, regions (median over frames), neurons, dead and flat (mean over frames),
    and median and quartiles of std and the median of variance over the other neurons.
    """
    groups = table.groupby(KEYS, observed=True, sort=True)
    frames = groups["frame"].nunique()
    speaking = table[~table["dead"] & ~table["flat"]].groupby(KEYS, observed=True, sort=True)
    std = speaking["std"]
    columns = {
        "frames": frames,
        "regions": groups["regions"].median(),
        "neurons": (groups.size() / frames).round().astype(int),
        "dead": groups["dead"].sum() / frames,
        "flat": groups["flat"].sum() / frames,
        "median_std": std.median(),
        "q25_std": std.quantile(0.25),
        "q75_std": std.quantile(0.75),
        "median_variance": speaking["variance"].median(),
    }
    return pd.DataFrame(columns).reset_index()
