"""Structural similarity (Wang et al. 2004): Gaussian window, sigma 1.5, 11 samples, range 1.

Statistics are the population's, the mean is over the windows that lie inside: what the released
Local-Global code computes by pytorch_msssim. Signals smaller than a window have none: NaN.
"""

from functools import partial

import numpy as np
from jaxtyping import Float
from skimage.metrics import structural_similarity

from inrflow.measures.psnr import Values

WINDOW = 11  # samples
similarity = partial(
    structural_similarity,
    data_range=1.0,
    channel_axis=-1,
    gaussian_weights=True,
    sigma=1.5,
    use_sample_covariance=False,
)


def ssim(truth: Values, painted: Values) -> Float[np.ndarray, " frame"]:
    """Return the SSIM of each frame; of a volume: of each slice."""
    if min(truth.shape[1:3]) < WINDOW:
        return np.full(len(truth), np.nan)
    return np.array([similarity(a, b) for a, b in zip(truth, painted, strict=True)])


def ssim_volume(truth: Values, painted: Values) -> float:
    """Return the SSIM of a whole volume under a three-dimensional window."""
    if min(truth.shape[:3]) < WINDOW:
        return float("nan")
    return float(similarity(truth, painted))
