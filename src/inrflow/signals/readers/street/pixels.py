"""From samples to px."""

import numpy as np
from jaxtyping import Float32, Int32, Shaped


def blocks(samples: Shaped[np.ndarray, "v h"], step: int) -> Shaped[np.ndarray, "y step x step"]:
    """Samples grouped by px, `step` of them along each axis."""
    high, wide = samples.shape
    return samples.reshape(high // step, step, wide // step, step)


def mean(colors: Float32[np.ndarray, "v h 3"], step: int) -> Float32[np.ndarray, "y x 3"]:
    """Mean colour of each px's samples."""
    high, wide, _ = colors.shape
    return colors.reshape(high // step, step, wide // step, step, 3).mean((1, 3))


def majority(labels: Int32[np.ndarray, "v h"], step: int) -> Int32[np.ndarray, "y x"]:
    """Most frequent label of each px's samples; the smallest of equally frequent ones."""
    groups = blocks(labels, step)
    result = np.zeros((groups.shape[0], groups.shape[2]), np.int32)
    most = np.zeros(result.shape, int)
    for label in np.unique(labels):
        count = (groups == label).sum((1, 3))
        result[count > most] = label
        most = np.maximum(most, count)
    return result
