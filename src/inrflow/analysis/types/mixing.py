"""Do the seeds share their types? Mixing of seeds within clusters (XINC Fig. 14)."""

import numpy as np
from jaxtyping import Float, Int64


def mixing(labels: Int64[np.ndarray, " neuron"], seeds: Int64[np.ndarray, " neuron"]) -> float:
    """Return how evenly seeds mix within clusters: 0, each cluster of one seed, to 1, evenly.

    The entropy of a cluster's seeds over that of as many equally frequent seeds as there are,
    averaged over clusters weighted by their sizes.

    Args:
        labels: cluster of each neuron.
        seeds: seed of each neuron; two or more different ones.
    """
    _, whose = np.unique(seeds, return_inverse=True)
    _, where = np.unique(labels, return_inverse=True)
    table = np.zeros((where.max() + 1, whose.max() + 1))
    np.add.at(table, (where, whose), 1)
    sizes = table.sum(1)
    shares = table / sizes[:, None]
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    entropies = -(shares * logs).sum(1) / np.log(table.shape[1])
    return float(np.average(entropies, weights=sizes))


def permuted_mixing(
    labels: Int64[np.ndarray, " neuron"], seeds: Int64[np.ndarray, " neuron"], permutations: int
) -> Float[np.ndarray, " permutation"]:
    """Return the mixing of neurons whose seeds are shuffled: what no difference looks like.

    Small clusters mix less than evenly by chance alone, so that 1 is not the value to expect.
    """
    generator = np.random.default_rng(0)
    found = [mixing(labels, generator.permutation(seeds)) for _ in range(permutations)]
    return np.array(found, dtype=np.float64)
