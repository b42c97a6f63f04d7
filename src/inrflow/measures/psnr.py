"""Peak signal-to-noise ratio, dB. Values are in signal units: [0, 1], so the range is 1."""

import numpy as np
from jaxtyping import Float

FLOOR = 1e-20  # of the peak's power: an error under it counts as this one, 200 dB
Values = Float[np.ndarray, "frame y x channel"]


def psnr(truth: Values, painted: Values) -> Float[np.ndarray, " frame"]:
    """Return the PSNR of each frame in dB: 10 log10(1 / MSE), data range 1, no clamping."""
    errors = (truth.astype(np.float64) - painted) ** 2
    return decibels(1.0, errors.reshape(len(errors), -1).mean(axis=1))


def mean_square(truth: Values, painted: Values) -> float:
    """Return the mean squared error over the whole array at once."""
    return float(((truth.astype(np.float64) - painted) ** 2).mean())


def decibels(power: float, error: float | Float[np.ndarray, " frame"]) -> np.ndarray | float:
    """Return 10 log10(power / error), at most 200 dB, so that a perfect copy has a number.

    Args:
        power: square of the peak, or power of the signal; above 0.
        error: mean squared error, in the same units.
    """
    return 10 * np.log10(power / np.maximum(error, power * FLOOR))
