"""Interpolation along one direction, of arrays that are known at some places."""

from typing import Literal

import numpy as np
from jaxtyping import Float, Float32, Shaped
from scipy.interpolate import CubicSpline, make_interp_spline

How = Literal["nearest", "linear", "cubic", "lanczos"]
LOBES = 3  # of the windowed sinc, to either side


def between(
    how: How,
    known: Float32[np.ndarray, "place ..."],
    places: Shaped[np.ndarray, " place"],
    wanted: Shaped[np.ndarray, " wanted"],
) -> Float32[np.ndarray, "wanted ..."]:
    """Return arrays at the wanted places; before the first known place and after the last, theirs.

    Args:
        how: `nearest` (of two the earlier), `linear`, `cubic` (a spline, not-a-knot at its ends;
            of two or three places a line or a parabola), `lanczos` (windowed sinc of 3 lobes,
            weights that sum to 1; places evenly spaced).
        known: arrays.
        places: where they are known, ascending, two or more.
        wanted: places.
    """
    inside = wanted.clip(places[0], places[-1])
    if how == "nearest":
        return known[np.abs(inside[:, None] - places).argmin(1)]
    if how == "linear":
        return make_interp_spline(places, known, k=1)(inside).astype(np.float32)
    if how == "cubic":
        return CubicSpline(places, known)(inside).astype(np.float32)
    return np.tensordot(lanczos_weights(places, inside), known, 1).astype(np.float32)


def lanczos_weights(
    places: Shaped[np.ndarray, " place"], wanted: Shaped[np.ndarray, " wanted"]
) -> Float[np.ndarray, "wanted place"]:
    """Return how much of each known place a wanted one has; rows sum to 1."""
    x = (wanted[:, None] - places) / (places[1] - places[0])
    weights = np.where(np.abs(x) < LOBES, np.sinc(x) * np.sinc(x / LOBES), 0.0)
    return weights / weights.sum(1, keepdims=True)
