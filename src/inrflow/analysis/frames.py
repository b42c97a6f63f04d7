"""Which frames are measured."""

import numpy as np


def spaced(available: list[int], count: int) -> list[int]:
    """Return `count` of the available frames, evenly spaced, the first one included."""
    places = np.linspace(0, len(available) - 1, min(count, len(available)))
    return [available[i] for i in np.unique(places.round().astype(int))]
