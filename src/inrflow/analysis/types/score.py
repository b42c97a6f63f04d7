"""Numbers that answer whether neurons form types, beside their nulls."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int64

from inrflow.analysis.types.clusters import (
    gaussian_clouds,
    null_silhouettes,
    silhouette,
    with_marginals,
)
from inrflow.analysis.types.mixing import mixing, permuted_mixing
from inrflow.analysis.types.similarity import correlations, permuted_similarity, within_between


@dataclass(frozen=True)
class Nulls:
    """How much is drawn for the nulls.

    Attributes:
        permutations: shuffles of seeds and of clusters.
        draws: Gaussian clouds.
    """

    permutations: int
    draws: int


def clustering_scores(
    vectors: Float[np.ndarray, "neuron region"],
    labels: Int64[np.ndarray, " neuron"],
    clusters: int,
    nulls: Nulls,
) -> dict[str, float]:
    """Return the silhouette, and mean and 95 % quantile of it for clouds that have no types.

    `silhouette_null`: Gaussian clouds. `silhouette_skewed`: the same with the vectors' marginals.
    """
    found = silhouette(vectors, labels)
    if found is None:
        return {}
    clouds = list(gaussian_clouds(vectors, nulls.draws))
    skewed = [with_marginals(cloud, vectors) for cloud in clouds]
    scores = {"silhouette": found}
    for name, some in (("silhouette_null", clouds), ("silhouette_skewed", skewed)):
        null = null_silhouettes(some, clusters)
        if len(null):
            scores[name] = float(null.mean())
            scores[f"{name}_high"] = float(np.quantile(null, 0.95))
    return scores


def mixing_scores(
    labels: Int64[np.ndarray, " neuron"], seeds: Int64[np.ndarray, " neuron"], nulls: Nulls
) -> dict[str, float]:
    """Return the mixing of seeds, its null's mean and 5 and 95 % quantiles, and their ratio.

    Nothing where all neurons are of one seed.
    """
    if len(np.unique(seeds)) < 2:
        return {}
    found, null = mixing(labels, seeds), permuted_mixing(labels, seeds, nulls.permutations)
    low, high = np.quantile(null, (0.05, 0.95))
    scores = {
        "mixing": found,
        "mixing_null": float(null.mean()),
        "mixing_null_low": float(low),
        "mixing_null_high": float(high),
    }
    if null.mean() > 0:
        scores["mixing_ratio"] = found / float(null.mean())
    return scores


def similarity_scores(
    maps: Float[np.ndarray, "some y x"], labels: Int64[np.ndarray, " some"], nulls: Nulls
) -> dict[str, float]:
    """Return the mean correlation of maps within and between clusters, and their difference.

    `similarity_null` and `similarity_null_high` are mean and 95 % quantile of the difference
    with the clusters shuffled. The clusters were made from these maps' means over regions, so
    that some difference is certain; what matters is its size.
    """
    matrix = correlations(maps)
    pair = within_between(matrix, labels)
    if pair is None:
        return {}
    null = permuted_similarity(matrix, labels, nulls.permutations)
    return {
        "similarity_within": pair[0],
        "similarity_between": pair[1],
        "similarity": pair[0] - pair[1],
        "similarity_null": float(null.mean()),
        "similarity_null_high": float(np.quantile(null, 0.95)),
    }
