"""The writer of `.npy`: anything, exactly."""

from pathlib import Path

import numpy as np

from inrflow.io.atomic import atomic_file
from inrflow.signals.signal import Signal


def write(signal: Signal, path: Path) -> None:
    """Write physical values, float32 (frame, y, x, channel)."""
    with atomic_file(path) as part:
        np.save(part, signal.physical, allow_pickle=False)
