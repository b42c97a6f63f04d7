"""Denoising: a Gaussian, non-local means, total variation; scikit-image's.

Without the true picture a setting is chosen by Stein's unbiased risk estimate, for which the noise
has to be known. On small pictures scikit-image's `calibrate_denoiser`, which need not know it,
takes thirty times as long and comes no closer to the oracle.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import perf_counter

import numpy as np
from skimage.filters import gaussian
from skimage.restoration import denoise_nl_means, denoise_tv_chambolle

from inrflow.restoration.classical.restored import Restored, best, timed
from inrflow.restoration.classical.risk import risk
from inrflow.restoration.measurements.operator import Picture
from inrflow.restoration.measurements.photon import PhotonNoise

SIGMAS = [0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0]  # px
STRENGTHS = [0.4, 0.6, 0.8, 1.0, 1.3]  # of the noise's sd
WEIGHTS = [0.03, 0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.35, 0.5]
TOLERANCE = 1e-5  # of total variation; at the library's, neighbouring weights stop far apart
Method = Callable[..., np.ndarray]


def denoised(operator: PhotonNoise, measured: Picture, truth: Picture, seed: int) -> list[Restored]:
    """Return the measurement as it is, and each method's blind and oracle choice."""
    variance = counted(operator, measured)
    rows = [Restored("measured", "fixed", measured)]
    for name, (method, setting, grid) in methods(float(np.sqrt(variance.mean()))).items():
        run = partial(_run, method)
        tries = [timed(name, partial(run, measured), **{setting: value}) for value in grid]
        start = perf_counter()
        risks = [
            risk(partial(run, **one.settings), measured, one.picture, variance, seed)
            for one in tries
        ]
        spent = perf_counter() - start + sum(one.seconds for one in tries)
        blind = replace(tries[int(np.argmin(risks))], choice="blind", seconds=spent)
        rows += [blind, best(tries, truth)]
    return rows


def counted(operator: PhotonNoise, measured: Picture) -> Picture:
    """Return the noise's variance as the counts tell it: right on average, negative in places."""
    return measured / np.float32(operator.options.photons) + operator.variance(0 * measured)


def methods(sd: float) -> dict[str, tuple[Method, str, list[float]]]:
    """Return name -> (method, setting that is chosen, its values).

    Args:
        sd: of the noise, signal units.
    """
    means = partial(denoise_nl_means, patch_size=5, patch_distance=6, sigma=sd)
    variation = partial(denoise_tv_chambolle, eps=TOLERANCE)
    return {
        "gaussian": (gaussian, "sigma", SIGMAS),
        "nl-means": (means, "h", [strength * sd for strength in STRENGTHS]),
        "total-variation": (variation, "weight", WEIGHTS),
    }


def _run(method: Method, noisy: Picture, **setting: float) -> Picture:
    """Return what a method makes; one of them drops the axis of a single channel."""
    made = method(noisy, channel_axis=-1, **setting)
    return made.astype(np.float32).reshape(noisy.shape)
