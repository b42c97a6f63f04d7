"""How much of a shape is painted."""

import numpy as np

from inrflow.measures.psnr import Values

THRESHOLD = 0.5  # inside from here on, as the released O-INR and Local-Global codes have it


def iou(truth: Values, painted: Values) -> float:
    """Return the intersection over union of what is inside.

    Two empty shapes agree everywhere: 1, though 0/0 says nothing. An empty and a filled one: 0.
    """
    real, found = truth >= THRESHOLD, painted >= THRESHOLD
    union = int(np.count_nonzero(real | found))
    return int(np.count_nonzero(real & found)) / union if union else 1.0


def is_occupancy(truth: Values) -> bool:
    """Say whether a volume holds nothing but inside (1) and outside (0)."""
    return bool(((truth == 0) | (truth == 1)).all())
