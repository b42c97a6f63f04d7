"""Wav files of integers, written byte by byte."""

import wave
from pathlib import Path

import numpy as np


def write_pcm(path: Path, samples: np.ndarray, bits: int, rate: int) -> Path:
    """Write whole numbers (sample, channel) as PCM; 8 bit are stored from 0 up."""
    stored = samples + 128 if bits == 8 else samples
    lowest = stored.astype("<i8")[..., None].view(np.uint8)[..., : bits // 8]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(bits // 8)
        file.setframerate(rate)
        file.writeframes(lowest.tobytes())
    return path
