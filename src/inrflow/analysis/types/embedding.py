"""The map of neurons in two dimensions (UMAP; XINC section 4.6)."""

import warnings
from types import ModuleType

import numpy as np
from jaxtyping import Float
from numba.core.dispatcher import Dispatcher
from sklearn.metrics import euclidean_distances
from threadpoolctl import threadpool_limits

from inrflow.analysis.few import FEW_POINTS


def embed(
    vectors: Float[np.ndarray, "neuron region"], neighbors: int, min_dist: float
) -> Float[np.ndarray, "neuron 2"]:
    """Return coordinates in the plane, no unit; seed 42, as in the released code.

    Args:
        vectors: what the neurons are like.
        neighbors: size of the neighbourhoods that are preserved; fewer than the neurons.
        min_dist: least distance in the plane, 0..1.
    """
    if len(vectors) < FEW_POINTS:
        return _principal(vectors)
    # an import of seconds, which few neurons do not need
    from umap import UMAP, layouts, umap_, utils  # noqa: PLC0415

    _keep_compiled(utils, layouts, umap_)
    # one job: with a seed UMAP takes no more, and says so; distances all at once: UMAP would call
    # a function a pair
    options = {"n_neighbors": neighbors, "min_dist": min_dist, "random_state": 42, "n_jobs": 1}
    umap = UMAP(metric="precomputed", **options)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "using precomputed metric")
        return umap.fit_transform(euclidean_distances(vectors)).astype(np.float64)


def _keep_compiled(*modules: ModuleType) -> None:
    """Let what UMAP compiles outlast the process: compiling takes far longer than laying out."""
    for module in modules:
        for function in vars(module).values():
            if isinstance(function, Dispatcher):
                function.enable_caching()


def neighbors_of(asked: int, sampled: int, there: int) -> int:
    """Return the neighbours that take up the same share of a sample as `asked` of all neurons.

    At least 5, the least of the released numbers, and fewer than the neurons of the sample.
    """
    return max(2, min(max(5, round(asked * sampled / there)), sampled - 1))


def _principal(vectors: Float[np.ndarray, "neuron region"]) -> Float[np.ndarray, "neuron 2"]:
    """Return the first two principal components."""
    centred = vectors - vectors.mean(0)
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    both = (left * values)[:, :2]
    return np.pad(both, ((0, 0), (0, 2 - both.shape[1])))
