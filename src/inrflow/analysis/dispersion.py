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


def chance(
    variation: Float64[np.ndarray, " neuron"], areas: Float64[np.ndarray, " region"], pixels: int
) -> Float64[np.ndarray, " neuron"]:
    """Return the expected variance of the deltas if pixels were dealt to the regions at random.

    The permutation null in closed form. Regions of A px drawn without replacement from N pixels
    whose |C| has the coefficient of variation cv have deltas of variance
    cv^2 (N - A) / (A (N - 1)) and covariance -cv^2 / (N - 1); the unbiased variance over the
    regions has the mean cv^2 N / (N - 1) mean(1 / A).

    Args:
        variation: cv^2 of |C| over the pixels.
        areas: px of each region, which do not overlap; empty ones count for nothing.
        pixels: N.
    """
    there = areas[areas > 0]
    if there.size == 0:
        return np.full(variation.shape, np.nan)
    return variation * pixels / (pixels - 1) * (1 / there).mean()


def explained(
    delta: Float64[np.ndarray, "neuron region"],
    variation: Float64[np.ndarray, " neuron"],
    areas: Float64[np.ndarray, " region"],
    pixels: int,
) -> Float64[np.ndarray, " neuron"]:
    """Return the share of the variance of |C| over pixels that lies between the regions.

    Adjusted for the number of regions k (epsilon squared), so that groupings of different number
    and size compare and random labels explain 0 on average: 1 - (1 - R^2) (N - 1) / (N - k).
    Regions must cover the picture and not overlap. NaN for an even map and for less than 2 regions.
    """
    count = int((areas > 0).sum())
    between = (np.nan_to_num(delta) ** 2 * areas).sum(axis=1) / pixels
    if count < 2 or count >= pixels:
        return np.full(variation.shape, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(variation > 0, between / variation, np.nan)
    return 1 - (1 - share) * (pixels - 1) / (pixels - count)


def variation(
    totals: Float64[np.ndarray, " neuron"], squares: Float64[np.ndarray, " neuron"], pixels: int
) -> Float64[np.ndarray, " neuron"]:
    """Return cv^2, the squared coefficient of variation of |C| over pixels; NaN without any."""
    mean = totals / pixels
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(mean > 0, np.maximum(squares / pixels / mean**2 - 1, 0), np.nan)
