"""How contributions spread over neurons and pixels (XINC 4.3; Figs. 6, 7, 15, 17, 18)."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float, Float64

from inrflow.analysis.intensity import edges, picture_of, spearman
from inrflow.analysis.measures import Measures
from inrflow.analysis.over_frames import means_over_frames
from inrflow.signals.signal import Signal

POSITIONS = np.linspace(0, 1, 201)  # ranks of neurons, the common length of sorted curves
PIXELS, MAGNITUDES, THRESHOLD = "pixels_per_neuron", "magnitudes", "threshold_"  # kinds of curve
ENOUGH = 30  # neurons of a stage, for the evenness of their number over pixels


def table(measures: Measures) -> pd.DataFrame:
    """Return the `curves` of all definitions."""
    parts = [curves(measures, definition) for definition in measures.definitions]
    return pd.concat(parts, ignore_index=True)


def scalars(measures: Measures, signal: Signal) -> pd.DataFrame:
    """Return the means over frames of `numbers`, a row a number."""
    rows = numbers(measures, signal)
    keys = ("definition", "stage", "frame", "neurons")
    return means_over_frames(rows, [name for name in rows.columns if name not in keys])


def curves(measures: Measures, definition: str) -> pd.DataFrame:
    """Return the curves of one definition, a row a point.

    Columns: definition, stage, frame, kind, position, value. Kinds:
        `pixels_per_neuron`: value = share of the picture where a neuron has more than an equal
            share of the heat, neurons sorted; position = the neuron's rank in 0..1, dead ones
            included as in the paper.
        `magnitudes`: value = |C| (units of the reading) that a share `position` of the entries
            (neuron, pixel) exceed.
        `threshold_SHARE`: one point of the curve before: |C| below which SHARE of the total lies.
    """
    parts = []
    for frame in measures.frames(definition):
        for stage in measures.stages:
            keys = {"definition": definition, "stage": stage, "frame": frame}
            for kind, position, value in _curves(measures, definition, stage, frame):
                points = {"kind": kind, "position": position, "value": value}
                parts.append(pd.DataFrame(keys | points))
    return pd.concat(parts, ignore_index=True)


def _curves(
    measures: Measures, *place: str | int
) -> Iterator[tuple[str, Float[np.ndarray, " n"], Float[np.ndarray, " n"]]]:
    definition, stage, frame = place
    pixels = measures.get(definition, stage, "pixels_per_neuron", frame)
    yield PIXELS, POSITIONS, sorted_curve(pixels / measures.pixels)
    magnitudes = measures.get(definition, stage, "distribution", frame)
    yield MAGNITUDES, np.array(measures.notes["ranks"]), magnitudes
    # the share of entries above a threshold is the mean of the map that counts them
    above = measures.get(definition, stage, "neurons_per_pixel", frame).mean(axis=(1, 2))
    thresholds = measures.get(definition, stage, "thresholds", frame)
    for k, share in enumerate(measures.notes["shares"]):
        yield f"{THRESHOLD}{share:g}", above[k : k + 1], thresholds[k : k + 1]


def sorted_curve(values: Float[np.ndarray, " neuron"]) -> Float64[np.ndarray, " position"]:
    """Return the values in ascending order, resampled to POSITIONS."""
    return np.interp(POSITIONS, np.linspace(0, 1, values.size), np.sort(values))


def numbers(measures: Measures, signal: Signal) -> pd.DataFrame:
    """Return one row per (definition, stage, frame).

    Columns: definition, stage, frame, neurons, then those of `spread` and, for every area share,
    of `coverage` (shares in 0..1; NaN where not defined).

    Raises:
        InputError: the signal is not the one that was measured.
    """
    rows = []
    for definition in measures.definitions:
        for frame in measures.frames(definition):
            reference = edges(picture_of(measures, signal, frame))
            for stage in measures.stages:
                keys = {"definition": definition, "stage": stage, "frame": frame}
                rows.append(keys | _row(measures, definition, stage, frame, reference))
    return pd.DataFrame(rows)


def _row(
    measures: Measures, definition: str, stage: str, frame: int, reference: np.ndarray
) -> dict[str, float]:
    totals, inactive, pixels, magnitudes, maps = (
        measures.get(definition, stage, name, frame)
        for name in ("totals", "inactive", "pixels_per_neuron", "distribution", "neurons_per_pixel")
    )
    row = {"neurons": totals.size, **spread(totals, inactive, pixels / measures.pixels)}
    mean = float(totals.mean()) / measures.pixels
    row["half_mass_entries"] = half_mass(np.array(measures.notes["ranks"]), magnitudes, mean)
    for share, above in zip(measures.notes["shares"], maps, strict=True):
        for name, value in coverage(above, reference, totals.size).items():
            row[f"neurons_per_pixel_{name}_{share:g}"] = value
    return row


def spread(
    totals: Float64[np.ndarray, " neuron"],
    inactive: Bool[np.ndarray, " neuron"],
    pixels: Float[np.ndarray, " neuron"],
) -> dict[str, float]:
    """Return how a stage's neurons share the work.

    Args:
        totals: sum of |C| over the picture.
        inactive: whether the neuron's unit is never active.
        pixels: share of the picture where the neuron has more than an equal share.

    Returns:
        `empty_share`, `inactive_share`: dead neurons by two meanings: an empty map, and a unit
        that is never active. A map can be empty though its unit is active, and the reverse.
        `pixels_per_neuron`: median over neurons that are dead by neither.
        `effective_neurons`: inverse participation of the totals, as a share of all neurons: 1 if
        all have the same total, 1 / N if one has all.
    """
    empty = totals == 0
    alive = pixels[~empty & ~inactive]
    squares = totals.size * float((totals**2).sum())
    return {
        "empty_share": float(empty.mean()),
        "inactive_share": float(inactive.mean()),
        "pixels_per_neuron": float(np.median(alive)) if alive.size else float("nan"),
        "effective_neurons": float(totals.sum()) ** 2 / squares if squares else float("nan"),
    }


def coverage(
    above: Float[np.ndarray, "y x"], reference: Float[np.ndarray, "y x"], neurons: int
) -> dict[str, float]:
    """Return what a map of neurons per pixel looks like.

    Args:
        above: share of the neurons whose |C| exceeds a threshold.
        reference: edges of the picture.
        neurons: how many they are.

    Returns:
        `mean` over pixels, `cv`: coefficient of variation over pixels, `cv_excess`: what of it so
        many independent neurons would not have anyway, so that stages of different size compare
        (NaN under ENOUGH neurons), `edges`: Spearman's correlation with the edges.
    """
    values = above.astype(np.float64)
    mean = float(values.mean())
    cv = float(values.std()) / mean if mean else float("nan")
    excess = float("nan")
    if mean and neurons >= ENOUGH:
        excess = float(np.sqrt(max(cv**2 - (1 - mean) / (mean * neurons), 0)))
    return {"mean": mean, "cv": cv, "cv_excess": excess, "edges": spearman(values, reference)}


def half_mass(
    ranks: Float64[np.ndarray, " rank"], magnitudes: Float[np.ndarray, " rank"], mean: float
) -> float:
    """Return the share of the entries (neuron, pixel) that carries half of the total |C|.

    Args:
        ranks: shares of the entries, ascending from 0 to 1.
        magnitudes: |C| there, from the largest down; taken as linear in between.
        mean: mean |C| over all entries, which the sums of neurons know exactly.
    """
    if mean == 0:
        return float("nan")
    steps = np.diff(ranks) * (magnitudes[1:].astype(np.float64) + magnitudes[:-1]) / 2
    mass = np.concatenate([[0.0], np.cumsum(steps)])
    return float(np.interp(0.5 * mean, mass, ranks))
