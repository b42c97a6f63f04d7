"""PSNR as released codes compute it, dB: to stand beside their papers' tables, not to rank by.

All take signal units; `painted` is what the field paints, not clamped.
"""

import numpy as np
from jaxtyping import Float

from inrflow.measures.psnr import Values, decibels, mean_square, psnr


def psnr_8bit(truth: Values, painted: Values) -> float:
    """Return the mean over frames of the picture clamped and rounded to 1/255 (XINC's FFN)."""
    return float(psnr(truth, np.round(np.clip(painted, 0, 1) * 255) / 255).mean())


def psnr_unclamped(truth: Values, painted: Values) -> float:
    """Return the mean over frames of the picture as painted (XINC's NeRV)."""
    return float(psnr(truth, painted).mean())


def psnr_minmax(truth: Values, painted: Values) -> float:
    """Return the PSNR of arrays that are each stretched from their own extremes to 0..255.

    Peak 255, not clamped: the images of the released Local-Global code (its Tables 1, 3, 4, 8, 9,
    10, 13). One sample that overshoots squeezes all others, so it lies below the ordinary PSNR.
    """
    return float(decibels(255.0**2, mean_square(_stretched(truth), _stretched(painted))))


def psnr_whole(truth: Values, painted: Values) -> float:
    """Return the PSNR of clamped values, their square averaged over the whole clip at once.

    The videos of the released Local-Global code (its Tables 2 to 4). At most the mean over
    frames, and lower the more the frames differ.
    """
    return float(decibels(1.0, mean_square(truth, np.clip(painted, 0, 1))))


def psnr_downstream(truth: Values, painted: Values) -> float:
    """Return -10 log10 MSE over the whole array, not clamped.

    The downstream tasks of the released Local-Global code (its Tables 14, 15).
    """
    return float(decibels(1.0, mean_square(truth, painted)))


def psnr_oinr(truth: Values, painted: Values) -> float | None:
    """Return 10 log10(max(truth) / MSE): the released O-INR helper, its peak not squared.

    Equal to `psnr_downstream` where the truth's maximum is 1; undefined for a black picture.
    """
    peak = float(truth.max())
    return float(decibels(peak, mean_square(truth, painted))) if peak > 0 else None


def psnr_audio(truth: Values, painted: Values, value_range: tuple[float, float]) -> float:
    """Return 10 log10(1 / MSE) of the wave divided by its largest magnitude, not clamped.

    The audio of the released Local-Global code (its Tables 11, 12): the peak is 1 although the
    range is 2, so it lies 6.02 dB below a PSNR of that range. Silence is divided by nothing.

    Args:
        truth: signal units.
        painted: signal units.
        value_range: physical values of 0 and 1.
    """
    low, high = value_range
    largest = float(np.abs(low + (high - low) * truth.astype(np.float64)).max()) or 1.0
    return float(decibels(1.0, mean_square(truth, painted) * ((high - low) / largest) ** 2))


def _stretched(values: Values) -> Float[np.ndarray, "frame y x channel"]:
    """Return values stretched to 0..255; even ones become 0, as OpenCV has it."""
    wide = values.astype(np.float64)
    span = wide.max() - wide.min()
    return (wide - wide.min()) * (255 / span if span > 0 else 0.0)
