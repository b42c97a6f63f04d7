"""The writer of `.png`: one frame, 8 bit."""

from pathlib import Path

import imageio.v3 as imageio
import numpy as np

from inrflow.io.atomic import atomic_file
from inrflow.signals.export.fits import expect
from inrflow.signals.signal import Signal


def write(signal: Signal, path: Path) -> None:
    """Write the one frame, rounded to 1/255; raises InputError for anything else.

    A clip or a volume of several frames is refused: one name stands for one picture.
    """
    frames, _, _, channels = signal.shape
    fits = signal.kind != "audio" and frames == 1 and channels in (1, 3)
    expect(fits, path, "one frame of 1 or 3 channels", signal)
    picture = np.rint(signal.values[0].clip(0, 1) * 255).astype(np.uint8)
    with atomic_file(path) as part:
        imageio.imwrite(part, picture[..., 0] if channels == 1 else picture)
