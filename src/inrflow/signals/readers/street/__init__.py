"""The reader `street`: a made panoptic video with exact segments and flow."""

import numpy as np

from inrflow.config.readers.street import Street
from inrflow.signals.readers.street import clip
from inrflow.signals.signal import Flow, Segments, Signal

Options = Street


def read(options: Street) -> Signal:
    """Draw the frames."""
    times = np.arange(options.frames, dtype=np.float64)
    values = clip.frames(options) * np.float32(options.exposure)
    return Signal(values, times, {"reader": "street", "seed": options.seed})


def segments(options: Street) -> Segments:
    """Draw the segments."""
    return Segments(*clip.segments(options))


def flow(options: Street) -> Flow:
    """Work out the exact flow."""
    return Flow(*clip.flow(options), "exact")
