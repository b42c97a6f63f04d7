"""Interpolation of kept frames along time: what a user would try first."""

import numpy as np
from jaxtyping import Float32

from inrflow.config.oinr.sequences import Classical
from inrflow.signals.between import between

Values = Float32[np.ndarray, "frame y x channel"]


def interpolated(method: Classical, values: Values, kept: list[int]) -> Values:
    """Return all frames, worked out from the kept ones; after the last of them, the last.

    Args:
        method: `nearest` (of two the earlier), `linear`, `cubic` (a spline; of two or three frames
            a line or a parabola).
        values: the whole sequence; frames that are not kept are not read.
        kept: numbers of frames, ascending.
    """
    return between(method, values[kept], np.array(kept), np.arange(len(values)))
