"""The reader `formula`: a made picture whose derivatives are known exactly."""

import numpy as np

from inrflow.config.readers.formula import Formula
from inrflow.signals.formula import Sum, lattice
from inrflow.signals.signal import Signal

Options = Formula


def read(options: Formula) -> Signal:
    """Sample the formula; 0 and 1 are the least and the largest sample."""
    told = options.model_dump(include={"hills", "waves", "highest", "seed"})
    values, _, _ = Sum.drawn(**told).at(lattice(options.height, options.width))
    low, high = float(values.min()), float(values.max())
    scaled = ((values - low) / (high - low)).clip(0, 1)[None, ..., None].astype(np.float32)
    source = {"reader": "formula"} | told
    return Signal(scaled, np.zeros(1), source, "image", (low, high))
