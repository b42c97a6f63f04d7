"""Clusters of neurons, and whether they are more than slices of a continuum."""

from collections.abc import Iterable, Iterator

import numpy as np
from jaxtyping import Float, Int64
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits


def cluster(
    points: Float[np.ndarray, "neuron axis"], clusters: int
) -> Int64[np.ndarray, " neuron"]:
    """Return the k-means cluster of each point; cluster 0 is the largest.

    Seed 0, best of 10 starts, one thread: the same labels wherever it runs. Where fewer points
    differ than there are clusters, each of those is a cluster.
    """
    distinct = len(np.unique(points, axis=0))
    k = min(clusters, distinct)
    with threadpool_limits(1):
        found = KMeans(k, n_init=10, random_state=0).fit_predict(points)
    rank = np.empty(k, dtype=np.int64)
    rank[np.argsort(-np.bincount(found, minlength=k), kind="stable")] = np.arange(k)
    return rank[found]


def silhouette(
    points: Float[np.ndarray, "neuron axis"], labels: Int64[np.ndarray, " neuron"]
) -> float | None:
    """Return the mean silhouette, -1..1; None unless there are 2 clusters, one with 2 points."""
    if not 2 <= len(np.unique(labels)) < len(labels):
        return None
    with threadpool_limits(1):
        return float(silhouette_score(points, labels))


def gaussian_clouds(
    points: Float[np.ndarray, "neuron axis"], draws: int
) -> Iterator[Float[np.ndarray, "neuron axis"]]:
    """Yield what has no types: as many points of one Gaussian of the same mean and covariance.

    k-means finds k clusters in anything. Only a silhouette above these says that the clusters
    are more than one long cloud cut in k.

    Args:
        points: vectors of neurons.
        draws: number of clouds; seeded.
    """
    generator = np.random.default_rng(0)
    mean, centred = points.mean(0), points - points.mean(0)
    for _ in range(draws):
        # sums of the centred points with normal weights have their covariance in expectation
        weights = generator.standard_normal((len(points), len(points))) / np.sqrt(len(points))
        yield mean + weights @ centred


def with_marginals(
    cloud: Float[np.ndarray, "neuron axis"], points: Float[np.ndarray, "neuron axis"]
) -> Float[np.ndarray, "neuron axis"]:
    """Return the cloud with each axis bent, in order, to the values that the points have there.

    Most neurons are dark in most regions. That skew alone lifts a silhouette, without any gap
    between types: a silhouette should exceed that of these clouds as well.
    """
    ranks = cloud.argsort(0).argsort(0)
    return np.take_along_axis(np.sort(points, 0), ranks, 0)


def null_silhouettes(
    clouds: Iterable[Float[np.ndarray, "neuron axis"]], clusters: int
) -> Float[np.ndarray, " draw"]:
    """Return the silhouettes of clouds cut in k, less those that have none."""
    found = [silhouette(cloud, cluster(cloud, clusters)) for cloud in clouds]
    return np.array([value for value in found if value is not None], dtype=np.float64)
