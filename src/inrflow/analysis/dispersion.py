"""How unevenly a neuron contributes to the regions of a grouping (XINC section 4.1)."""

import numpy as np
from jaxtyping import Bool, Float64


def deltas(
    sums: Float64[np.ndarray, "neuron region"],
    totals: Float64[np.ndarray, " neuron"],
    areas: Float64[np.ndarray, " region"],
    pixels: int,
) -> Float64[np.ndarray, "neuron region"]:
    """Return (S - E) / E: S the sum of |C| over a region, E what its area alone would give.

    Args:
        sums: S.
        totals: sum of |C| over the picture; E = total x area / pixels.
        areas: px of each region; an empty region has no delta: NaN.
        pixels: px of the picture.

    A neuron without any contribution has no delta either: NaN.
    """
    expected = totals[:, None] * areas[None] / pixels
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, (sums - expected) / expected, np.nan)


def variance(delta: Float64[np.ndarray, "neuron region"]) -> Float64[np.ndarray, " neuron"]:
    """Return each neuron's unbiased variance over the regions that exist; NaN for fewer than 2."""
    exists: Bool[np.ndarray, "neuron region"] = np.isfinite(delta)
    count = exists.sum(axis=1)
    filled = np.where(exists, delta, 0)
    mean = filled.sum(axis=1) / np.maximum(count, 1)
    squares = (np.where(exists, delta - mean[:, None], 0) ** 2).sum(axis=1)
    return np.where(count >= 2, squares / np.maximum(count - 1, 1), np.nan)
