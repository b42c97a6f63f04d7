"""K-means clusters of pixels."""

import numpy as np
from jaxtyping import Float32, Int32
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from inrflow.errors import InputError


def kmeans(features: np.ndarray, clusters: int, starts: int = 1) -> Int32[np.ndarray, "y x"]:
    """Cluster the pixels of a picture by their features (y, x, feature).

    Seed 0, as in the released code. One thread, so that labels do not depend on how many there
    are.

    Args:
        features: (y, x, feature).
        clusters: k.
        starts: initialisations, of which the best is kept.

    Raises:
        InputError: fewer distinct pixels than clusters.
    """
    height, width = features.shape[:2]
    flat = features.reshape(height * width, -1)
    distinct = len(np.unique(flat, axis=0))
    if distinct < clusters:
        raise InputError(
            f"xinc.clusters: expected at most {distinct}, the distinct pixels of the picture, "
            f"found {clusters}"
        )
    with threadpool_limits(1):
        labels = KMeans(clusters, n_init=starts, random_state=0).fit_predict(flat)
    return labels.reshape(height, width).astype(np.int32)


def rgb(picture: Float32[np.ndarray, "y x 3"], clusters: int) -> Int32[np.ndarray, "y x"]:
    """Cluster pixels by colour in [0, 1]."""
    return kmeans(np.ascontiguousarray(picture, dtype=np.float32), clusters)
