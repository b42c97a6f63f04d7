"""The reader `audio`: a wav file."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float64
from scipy.io import wavfile
from scipy.signal import resample_poly

from inrflow.config.readers.audio import Audio
from inrflow.errors import InputError
from inrflow.signals.paths import resolve
from inrflow.signals.signal import Signal
from inrflow.signals.sound import sound

Options = Audio
FILTER = "low pass of scipy.signal.resample_poly (Kaiser, beta 5)"


def read(options: Audio) -> Signal:
    """Read the chosen seconds.

    Raises:
        InputError: no wav, torn, empty, silent or not finite; seconds that it does not have.
    """
    samples, rate = load(resolve(options.path))
    samples = _chosen(options, samples, rate)
    source: dict[str, Any] = {"reader": "audio", "path": options.path, "channels": options.channels}
    if options.channels == "mean":
        samples = samples.mean(axis=1, keepdims=True)
    if options.every > 1:
        samples = resample_poly(samples, 1, options.every, axis=0)
        source |= {"every": options.every, "filter": FILTER}
    return sound(samples, rate / options.every, source)


def load(path: Path) -> tuple[Float64[np.ndarray, "sample channel"], int]:
    """Return a wav file's samples, full scale of integers being 1, and its rate in Hz.

    Raises:
        InputError: no wav, torn, empty, or with a sample that is not finite.
    """
    try:
        with warnings.catch_warnings(action="error", category=wavfile.WavFileWarning):
            # chunks of notes, which editors leave behind, are no damage
            warnings.filterwarnings("ignore", "Chunk", wavfile.WavFileWarning)
            rate, stored = wavfile.read(path)
    except Exception as error:  # a parser of bytes raises whatever they lead it to
        reason = " ".join(str(error).split())[:120]
        raise InputError(f"{path}: expected a wav file, could not read it ({reason})") from None
    if not stored.size or not rate:
        raise InputError(
            f"{path}: expected sound, found {len(stored)} samples at a rate of {rate} Hz"
        )
    samples = _scaled(stored.reshape(len(stored), -1))
    if bad := np.count_nonzero(~np.isfinite(samples)):
        raise InputError(f"{path}: expected finite samples, found {bad} that are NaN or infinite")
    return samples, rate


def _scaled(stored: np.ndarray) -> Float64[np.ndarray, "sample channel"]:
    """Return samples with the full scale of integers at 1; 24 bit come in the upper 3 bytes."""
    if stored.dtype == np.uint8:
        return (stored.astype(np.float64) - 128) / 128
    scale = 2.0 ** (8 * stored.itemsize - 1) if stored.dtype.kind == "i" else 1.0
    return stored.astype(np.float64) / scale


def _chosen(
    options: Audio, samples: Float64[np.ndarray, "sample channel"], rate: int
) -> Float64[np.ndarray, "chosen channel"]:
    """Return the samples of the chosen seconds; raises InputError if the file has not got them."""
    there = len(samples)
    first = round(options.start * rate)
    last = there if options.stop is None else round(options.stop * rate)
    if first >= last or last > there:
        end = "the end" if options.stop is None else f"{options.stop:g}"
        raise InputError(
            f"{options.path}: expected seconds within 0..{there / rate:g}, "
            f"found the range {options.start:g}..{end}"
        )
    return samples[first:last]
