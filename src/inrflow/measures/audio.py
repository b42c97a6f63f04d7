"""How close a painted wave is to the original, in its own units."""

import numpy as np

from inrflow.measures.psnr import Values, decibels, mean_square


def wave_error(truth: Values, painted: Values, value_range: tuple[float, float]) -> float:
    """Return the mean squared error of physical values.

    Args:
        truth: signal units.
        painted: signal units.
        value_range: physical values of 0 and 1: (-1, 1) for audio.
    """
    return mean_square(truth, painted) * (value_range[1] - value_range[0]) ** 2


def snr(truth: Values, painted: Values, value_range: tuple[float, float]) -> float | None:
    """Return 10 log10(sum x^2 / sum e^2) of physical values, dB; undefined for silence.

    Args:
        truth: signal units.
        painted: signal units.
        value_range: physical values of 0 and 1.
    """
    low, high = value_range
    power = float(((low + (high - low) * truth.astype(np.float64)) ** 2).mean())
    return float(decibels(power, wave_error(truth, painted, value_range))) if power > 0 else None
