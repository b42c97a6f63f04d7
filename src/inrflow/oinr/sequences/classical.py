"""Interpolation of kept frames along time: what a user would try first."""

import numpy as np
from jaxtyping import Float32
from scipy.interpolate import CubicSpline, make_interp_spline

from inrflow.config.oinr.sequences import Classical

Values = Float32[np.ndarray, "frame y x channel"]


def interpolated(method: Classical, values: Values, kept: list[int]) -> Values:
    """Return all frames, worked out from the kept ones; after the last of them, the last.

    Args:
        method: `nearest` (of two the earlier), `linear`, `cubic` (a spline; of two or three frames
            a line or a parabola).
        values: the whole sequence; frames that are not kept are not read.
        kept: numbers of frames, ascending.
    """
    known, places = np.array(kept), values[kept]
    times = np.arange(len(values)).clip(known[0], known[-1])
    if method == "nearest":
        return places[np.abs(times[:, None] - known).argmin(1)]
    if method == "linear":
        return make_interp_spline(known, places, k=1)(times).astype(np.float32)
    return CubicSpline(known, places)(times).astype(np.float32)
