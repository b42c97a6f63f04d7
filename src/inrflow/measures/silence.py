"""How much noise a painted wave has where the original is silent.

Source: Croppable INRs says that local networks paint less of it than one large network; this is a
number for it.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool
from scipy.ndimage import maximum_filter1d

from inrflow.measures.psnr import Values, decibels

WINDOW = 80  # samples: 10 ms at 8 kHz
SHARE = 0.01  # of the peak


@dataclass(frozen=True)
class Noise:
    """The error of a wave over its silent samples.

    Attributes:
        rms: root mean squared error, physical units.
        snr: rms of the whole original over that error, dB; at most 200.
        samples: share of the wave that is silent.
    """

    rms: float
    snr: float
    samples: float


def silent(wave: Values, window: int = WINDOW, share: float = SHARE) -> Bool[np.ndarray, " sample"]:
    """Return which samples are silent: all channels stay below a share of the peak around them.

    Args:
        wave: physical values.
        window: length of the surroundings, samples; half of it on either side.
        share: of the largest magnitude.
    """
    loudness = np.abs(wave).max(axis=(0, 1, 3))
    around = maximum_filter1d(loudness, 2 * (window // 2) + 1, mode="constant")
    return around < share * loudness.max()


def silence_error(
    truth: Values,
    painted: Values,
    value_range: tuple[float, float],
    window: int = WINDOW,
    share: float = SHARE,
) -> Noise | None:
    """Return the error over the silent samples; None where there are none, or nothing else.

    Args:
        truth: signal units.
        painted: signal units.
        value_range: physical values of 0 and 1: (-1, 1) for audio.
        window: length of the surroundings that have to be silent, samples.
        share: of the peak, that silence stays below.
    """
    low, high = value_range
    wave = low + (high - low) * truth.astype(np.float64)
    where = silent(wave, window, share)
    if not where.any():
        return None
    errors = (high - low) * (truth[:, :, where].astype(np.float64) - painted[:, :, where])
    error = float((errors**2).mean())
    snr = float(decibels(float((wave**2).mean()), error))
    return Noise(error**0.5, snr, float(where.mean()))
