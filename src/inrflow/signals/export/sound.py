"""The writer of `.wav`: 32 bit numbers."""

from pathlib import Path

import numpy as np
from scipy.io import wavfile

from inrflow.errors import InputError
from inrflow.io.atomic import atomic_file
from inrflow.signals.export.fits import expect
from inrflow.signals.signal import Signal


def write(signal: Signal, path: Path) -> None:
    """Write all channels at the rate of the spacing.

    Raises:
        InputError: no sound, or a rate in Hz that is no whole number, as wav needs it.
    """
    expect(signal.kind == "audio", path, "sound", signal)
    rate = 1 / signal.spacing[2]
    if abs(rate - round(rate)) > 1e-6 * rate:
        raise InputError(
            f"{path}: expected a whole number of samples per s, found {rate:g}: wav holds no "
            "other; write .npy, decode k (n - 1) + 1 of n samples, or read an `every` that divides"
        )
    samples = np.ascontiguousarray(signal.physical[0, 0])
    with atomic_file(path) as part:
        wavfile.write(part, round(rate), samples)
