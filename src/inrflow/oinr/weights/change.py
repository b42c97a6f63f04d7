"""What changes in a picture: where its edges are, or how its values are spread.

Two numbers that do not see each other's half of the paper's reading (early layers are shape, late
ones colour and texture): shifting or scaling all values leaves edges, moving samples about leaves
their values.
"""

import numpy as np
from jaxtyping import Float

from inrflow.measures.psnr import Values


def edges_changed(before: Values, after: Values) -> float:
    """Return 1 minus the correlation of gradients: 0 for the same shapes, 1 for unrelated ones.

    2 where light and dark have changed places; gradients are central differences over all axes
    that have samples. A picture without edges has no shape in common with any: 1.
    """
    one, other = _gradients(before), _gradients(after)
    scale = np.sqrt((one**2).sum() * (other**2).sum())
    return float(1 - (one * other).sum() / scale) if scale > 0 else 1.0


def values_changed(before: Values, after: Values) -> float:
    """Return the distance of the histograms of both, signal units, a mean over channels.

    The earth mover's distance of one channel: the mean difference of values in order of size.
    """
    one, other = (
        np.sort(v.reshape(-1, v.shape[3]).astype(np.float64), axis=0) for v in (before, after)
    )
    return float(np.abs(one - other).mean())


def _gradients(values: Values) -> Float[np.ndarray, "axis frame y x channel"]:
    axes = [axis for axis in range(3) if values.shape[axis] > 1]
    exact = values.astype(np.float64)
    return np.stack([np.gradient(exact, axis=axis) for axis in axes])
