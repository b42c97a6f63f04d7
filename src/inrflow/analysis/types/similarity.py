"""Do neurons of one cluster paint alike? Correlations of their maps."""

import numpy as np
from jaxtyping import Float, Int64


def correlations(maps: Float[np.ndarray, "some y x"]) -> Float[np.ndarray, "some some"]:
    """Return Pearson's correlation over the pixels of every two maps; none is even."""
    flat = maps.reshape(len(maps), -1).astype(np.float64)
    flat -= flat.mean(1, keepdims=True)
    flat /= np.linalg.norm(flat, axis=1, keepdims=True)
    return flat @ flat.T


def within_between(
    matrix: Float[np.ndarray, "some some"], labels: Int64[np.ndarray, " some"]
) -> tuple[float, float] | None:
    """Return the mean over pairs of one cluster, and over pairs of two; None if either has none.

    Args:
        matrix: correlations.
        labels: cluster of each.
    """
    upper = np.triu(np.ones(matrix.shape, dtype=bool), 1)
    same = labels[:, None] == labels
    if not (upper & same).any() or not (upper & ~same).any():
        return None
    return float(matrix[upper & same].mean()), float(matrix[upper & ~same].mean())


def permuted_similarity(
    matrix: Float[np.ndarray, "some some"], labels: Int64[np.ndarray, " some"], permutations: int
) -> Float[np.ndarray, " permutation"]:
    """Return within minus between with the cluster labels shuffled."""
    generator, found = np.random.default_rng(0), []
    for _ in range(permutations):
        pair = within_between(matrix, generator.permutation(labels))
        if pair is not None:
            found.append(pair[0] - pair[1])
    return np.array(found, dtype=np.float64)
