"""Dispersion of every neuron over every grouping, one row a neuron (XINC section 4.1)."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from inrflow.analysis.definitions import DEFINITIONS, GROUPINGS
from inrflow.analysis.dispersion import chance, deltas, explained, variance, variation
from inrflow.analysis.measures import Measures

FLAT = 1e-4  # largest |delta| of a map that counts as even: float32 sums leave about 1e-6


def dispersion_tables(measures: Measures) -> Iterator[pd.DataFrame]:
    """Yield one row per (grouping, neuron), one table per (definition, frame, stage).

    Columns: frame, definition, reading, stage, grouping, neuron, regions (those that exist in
    the frame), dead (no contribution anywhere), flat (the same everywhere: an inactive unit, of
    which only its share of the bias is left); variance of the signed and of the absolute deltas
    and their square roots `signed_std`, `absolute_std` (no unit); `absolute`, whether the
    definition takes the absolute ones; chance (expected signed variance under random labels);
    explained (adjusted share of the map's variance that lies between the regions; NaN where
    regions overlap, as is `chance`, or leave pixels out).
    """
    for name in measures.definitions:
        for frame in measures.frames(name):
            for stage in measures.stages:
                parts = _groupings(measures, name, stage, frame)
                if parts:
                    yield pd.concat(parts, ignore_index=True)


def _groupings(measures: Measures, name: str, stage: str, frame: int) -> list[pd.DataFrame]:
    """Return the rows of one frame and stage, one table a grouping."""
    sums = measures.get(name, stage, "regions", frame).astype(np.float64)
    totals = measures.get(name, stage, "totals", frame)
    cv2 = variation(totals, measures.get(name, stage, "squares", frame), measures.pixels)
    areas, pixels = measures.areas(name, frame).astype(np.float64), measures.pixels
    definition, found = DEFINITIONS[name], {}
    for grouping, (some, _) in measures.groupings(name).items():
        inside, its = sums[:, some], areas[some]
        if grouping not in GROUPINGS or not its.any():
            continue  # a frame without masks says nothing of segments, nor of what is beside them
        if grouping == "segments":
            inside, its = with_other(inside, its, totals, pixels, definition.other)
        found[grouping] = (deltas(inside, totals, its, pixels), its)
    if not found:
        return []
    dead, flat = silent(totals, [delta for delta, _ in found.values()])
    common = {"frame": frame, "definition": name, "reading": definition.reading, "stage": stage}
    common |= {"neuron": np.arange(len(totals)), "dead": dead, "flat": flat}
    parts = []
    for grouping, (delta, its) in found.items():
        rows = common | {"grouping": grouping, "regions": int((its > 0).sum())}
        rows["absolute"] = grouping in definition.absolute
        apart = grouping != "segments" or definition.other == "complement"
        parts.append(pd.DataFrame(rows | _numbers(delta, its, cv2, pixels, apart)))
    return parts


def _numbers(
    delta: np.ndarray, areas: np.ndarray, cv2: np.ndarray, pixels: int, apart: bool
) -> dict[str, np.ndarray]:
    """Return the columns; where regions overlap (not `apart`) chance says nothing of them."""
    signed, absolute = variance(delta), variance(np.abs(delta))
    nothing = np.full(len(delta), np.nan)
    whole = apart and areas.sum() == pixels
    share = explained(delta, cv2, areas, pixels) if whole else nothing
    numbers = {
        "signed_variance": signed,
        "signed_std": np.sqrt(signed),
        "absolute_variance": absolute,
        "absolute_std": np.sqrt(absolute),
        "chance": chance(cv2, areas, pixels) if apart else nothing,
        "explained": share,
    }
    return {key: values.astype(np.float32) for key, values in numbers.items()}


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


def own(rows: pd.DataFrame, dispersion: str) -> pd.Series:
    """Return the `std` or `variance` that each row's definition takes: signed or absolute."""
    return rows[f"absolute_{dispersion}"].where(rows["absolute"], rows[f"signed_{dispersion}"])


def summary(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return medians over the neurons and frames of each group of keys.

    Columns: frames, regions (median over frames), neurons, dead and flat (mean over frames), and
    over the other neurons: median and quartiles of std (the definition's own), medians of
    signed_std, absolute_std, variance, explained, and of `excess`: variance over chance.
    """
    table = table.assign(
        std=own(table, "std"),
        variance=own(table, "variance"),
        excess=table["signed_variance"] / table["chance"].where(table["chance"] > 0),
    )
    groups = table.groupby(keys, observed=True, sort=True)
    frames = groups["frame"].nunique()
    speaking = table[~table["dead"] & ~table["flat"]].groupby(keys, observed=True, sort=True)
    columns = {
        "frames": frames,
        "regions": groups["regions"].median(),
        "neurons": (groups.size() / frames).round().astype(int),
        "dead": groups["dead"].sum() / frames,
        "flat": groups["flat"].sum() / frames,
        "median_std": speaking["std"].median(),
        "q25_std": speaking["std"].quantile(0.25),
        "q75_std": speaking["std"].quantile(0.75),
        "median_signed_std": speaking["signed_std"].median(),
        "median_absolute_std": speaking["absolute_std"].median(),
        "median_variance": speaking["variance"].median(),
        "median_explained": speaking["explained"].median(),
        "median_excess": speaking["excess"].median(),
    }
    return pd.DataFrame(columns).reset_index()
