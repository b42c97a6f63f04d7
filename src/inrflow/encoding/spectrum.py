"""How power is spread over frequencies: of a signal, of what a field paints, of its error.

A Fourier coefficient's power is |F|^2 / N^2, N the number of samples, so that all of them sum to
the mean square (Parseval). No window is applied: opposite edges that differ leak into all
frequencies, in a signal and its copy alike.
"""

from math import prod

import numpy as np
import pandas as pd
from jaxtyping import Float

from inrflow.errors import InputError
from inrflow.measures.psnr import Values
from inrflow.signals.signal import Kind

AXES = {"image": (1, 2), "video": (1, 2), "audio": (2,), "volume": (0, 1, 2)}
RINGS = 256  # at most, from 0 to half a cycle a sample


def spectrum(values: Values, kind: Kind) -> pd.DataFrame:
    """Return the radially averaged power spectrum.

    Pictures and frames are transformed over (y, x), waves over time, volumes over (slice, y, x);
    frames and channels are averaged. Frequencies above 0.5 are the corners of the plane.

    Args:
        values: signal or physical units; the power's unit is their square.
        kind: the signal's.

    Returns:
        One row a ring: frequency (mean of its coefficients, cycles per sample), power (mean of a
        coefficient), coefficients (their number).

    Raises:
        InputError: a signal of one sample.
    """
    axes = tuple(axis for axis in AXES[kind] if values.shape[axis] > 1)
    if not axes:
        raise InputError(f"spectrum: expected more than one sample, found shape {values.shape}")
    sides = [values.shape[axis] for axis in axes]
    transformed = np.fft.fftn(values.astype(np.float64), axes=axes) / prod(sides)
    others = tuple(axis for axis in range(values.ndim) if axis not in axes)
    power = (np.abs(transformed) ** 2).mean(axis=others).ravel()
    radius = _radius(sides)
    rings = min(min(sides) // 2, RINGS)
    ring = np.rint(radius * 2 * rings).astype(np.int64)
    number = np.bincount(ring)
    kept = number > 0
    means = [np.bincount(ring, weights)[kept] / number[kept] for weights in (radius, power)]
    return pd.DataFrame({"frequency": means[0], "power": means[1], "coefficients": number[kept]})


def spectra(truth: Values, painted: Values, kind: Kind) -> pd.DataFrame:
    """Return the spectra of a signal, its copy and the error, beside each other.

    Args:
        truth: the signal.
        painted: what the field paints, in the same units.
        kind: the signal's.

    Returns:
        Columns frequency (cycles per sample), coefficients, signal, painted, error (powers).
    """
    found = spectrum(truth, kind).rename(columns={"power": "signal"})
    found["painted"] = spectrum(painted, kind)["power"]
    found["error"] = spectrum(painted - truth, kind)["power"]
    return found[["frequency", "coefficients", "signal", "painted", "error"]]


def _radius(sides: list[int]) -> Float[np.ndarray, " coefficient"]:
    """Return the frequency of every coefficient, cycles per sample, in the transform's order."""
    grids = np.meshgrid(*(np.fft.fftfreq(side) for side in sides), indexing="ij")
    return np.sqrt(sum(grid**2 for grid in grids)).ravel()
