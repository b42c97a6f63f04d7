"""Peak signal-to-noise ratio, dB. Values are in signal units: [0, 1], so the range is 1."""

import numpy as np
from jaxtyping import Float

FLOOR = 1e-20  # of the peak's power: an error under it counts as this one, 200 dB
Values = Float[np.ndarray, "frame y x channel"]


def psnr(truth: Values, painted: Values) -> Float[np.ndarray, " frame"]:
    """Return the PSNR of each frame in dB: 10 log10(1 / MSE), data range 1, no clamping."""
    return decibels(1.0, _squares(truth, painted))


def mean_square(truth: Values, painted: Values) -> float:
    """Return the mean squared error over the whole array at once."""
    return float(_squares(truth, painted).mean())


def _squares(truth: Values, painted: Values) -> Float[np.ndarray, " frame"]:
    """Return the mean squared error of each frame; in float64, which fits for a frame at a time."""
    pairs = zip(truth, painted, strict=True)
    return np.array([((a.astype(np.float64) - b) ** 2).mean() for a, b in pairs])


def decibels(power: float, error: float | Float[np.ndarray, " frame"]) -> np.ndarray | float:
    """Return 10 log10(power / error), at most 200 dB, so that a perfect copy has a number.

    Args:
        power: square of the peak, or power of the signal; above 0.
        error: mean squared error, in the same units.
    """
    return 10 * np.log10(power / np.maximum(error, power * FLOOR))
