"""Estimated optical flow, for signals that do not know their own."""

from itertools import pairwise

import numpy as np
from jaxtyping import Float32
from skimage.color import rgb2gray
from skimage.registration import optical_flow_tvl1

from inrflow.signals.signal import Flow, Signal


def estimate(signal: Signal) -> Flow:
    """Estimate the flow by TV-L1 (Zach et al. 2007) on luminance.

    Good for small displacements; large ones are underestimated. The last frame has none.
    """
    grey = [rgb2gray(frame) for frame in signal.values]
    displacement = np.zeros((*signal.shape[:3], 2), dtype=np.float32)
    for t, (now, then) in enumerate(pairwise(grey)):
        displacement[t] = _pair(now, then)
    valid = np.ones(signal.shape[:3], dtype=bool)
    valid[-1] = False
    return Flow(displacement, valid, "TV-L1")


def _pair(now: np.ndarray, then: np.ndarray) -> Float32[np.ndarray, "y x 2"]:
    # registration warps its second argument onto its first: reference = the earlier frame
    return np.moveaxis(optical_flow_tvl1(now, then), 0, -1).astype(np.float32)
