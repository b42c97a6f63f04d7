"""Stein's unbiased risk estimate: the error of a denoised picture, without the true one.

E |f(y) - x|^2 = E |f(y) - y|^2 - sum(var) + 2 E sum(var df/dy) for Gaussian noise of known
variance; the last sum is estimated along one random direction (Ramani, Blu and Unser 2008).
Photon noise is nearly Gaussian at tens of photons, and counts tell their own variance.
"""

from collections.abc import Callable

import numpy as np

from inrflow.restoration.measurements.operator import Picture

STEP = 0.1  # of the noise's sd: how far the picture is moved to see what the method makes of it


def risk(
    denoise: Callable[[Picture], Picture],
    measured: Picture,
    denoised: Picture,
    variance: Picture,
    seed: int,
) -> float:
    """Return an estimate of a denoised picture's mean squared error.

    Args:
        denoise: the method.
        measured: the noisy picture.
        denoised: what the method makes of it.
        variance: of the noise, sample by sample; estimates without bias will do.
        seed: of the direction.
    """
    direction = np.random.default_rng(seed).choice([-1.0, 1.0], measured.shape)
    step = STEP * np.sqrt(variance.mean())
    moved = denoise((measured + step * direction).astype(np.float32))
    divergence = variance * direction * (moved - denoised) / step
    return float((np.square(denoised - measured) - variance + 2 * divergence).mean())
