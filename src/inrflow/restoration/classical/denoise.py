"""Denoising: a Gaussian, non-local means, total variation; scikit-image's.

Without the true picture a setting is chosen by J-invariance (Batson and Royer 2019): pixels are
told from their neighbours alone, and the setting that tells them best is taken.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import perf_counter

import numpy as np
from skimage.filters import gaussian
from skimage.restoration import calibrate_denoiser, denoise_nl_means, denoise_tv_chambolle

from inrflow.restoration.classical.restored import Restored, best, timed
from inrflow.restoration.measurements.operator import Picture
from inrflow.restoration.measurements.photon import PhotonNoise

SIGMAS = [0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0]  # px
WEIGHTS = [0.03, 0.05, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.4, 0.6]
STRENGTHS = [0.4, 0.6, 0.8, 1.0, 1.3]  # of the noise's sd
LARGE = 20_000  # samples from which one of the sixteen masks of J-invariance is enough
Method = Callable[..., np.ndarray]


def denoised(operator: PhotonNoise, measured: Picture, truth: Picture, _: int) -> list[Restored]:
    """Return the measurement as it is, and each method's blind and oracle choice."""
    rows = [Restored("measured", "fixed", measured)]
    for name, (method, setting, grid) in methods(noise(operator, measured)).items():
        make = partial(_run, method, measured)
        value, seconds = calibrated(method, measured, setting, grid)
        blind = timed(name, make, **{setting: value})
        rows.append(replace(blind, choice="blind", seconds=blind.seconds + seconds))
        rows.append(best((timed(name, make, **{setting: one}) for one in grid), truth))
    return rows


def noise(operator: PhotonNoise, measured: Picture) -> float:
    """Return the noise's sd, root mean square over the samples, as the counts tell it."""
    return float(np.sqrt(operator.variance(np.clip(measured, 0, None)).mean()))


def methods(sd: float) -> dict[str, tuple[Method, str, list[float]]]:
    """Return name -> (method, setting that is chosen, its values).

    Args:
        sd: of the noise, signal units.
    """
    means = partial(denoise_nl_means, patch_size=5, patch_distance=6, sigma=sd)
    return {
        "gaussian": (gaussian, "sigma", SIGMAS),
        "nl-means": (means, "h", [strength * sd for strength in STRENGTHS]),
        "total-variation": (denoise_tv_chambolle, "weight", WEIGHTS),
    }


def calibrated(
    method: Method, measured: Picture, setting: str, grid: list[float]
) -> tuple[float, float]:
    """Return the value of a setting that J-invariance chooses, and the seconds of the choice."""
    start = perf_counter()
    _, (tested, losses) = calibrate_denoiser(
        measured,
        partial(method, channel_axis=-1),
        {setting: grid},
        approximate_loss=measured.size > LARGE,
        extra_output=True,
    )
    return float(tested[int(np.argmin(losses))][setting]), perf_counter() - start


def _run(method: Method, measured: Picture, **setting: float) -> Picture:
    return method(measured, channel_axis=-1, **setting).astype(np.float32)
