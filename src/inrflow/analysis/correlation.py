"""Rank correlations that are None where they are undefined."""

import numpy as np
import pandas as pd
from jaxtyping import Float64, Real

LEAST = 4  # pairs of values; with fewer a rank correlation says nothing


def pearson(a: Real[np.ndarray, " n"], b: Real[np.ndarray, " n"]) -> float | None:
    """Return the correlation of two lists; None for fewer than LEAST pairs or a constant list."""
    if len(a) < LEAST or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    left, right = (x.astype(np.float64) - x.mean(dtype=np.float64) for x in (a, b))
    scale = np.sqrt((left**2).sum() * (right**2).sum())
    return float((left * right).sum() / scale) if scale > 0 else None


def spearman(a: Real[np.ndarray, " n"], b: Real[np.ndarray, " n"]) -> float | None:
    """Return the correlation of the ranks of two lists, ties sharing their mean rank."""
    return pearson(_ranks(a), _ranks(b))


def partial(
    a: Real[np.ndarray, " n"], b: Real[np.ndarray, " n"], given: Real[np.ndarray, " n"]
) -> float | None:
    """Return the rank correlation of two lists that a third does not account for.

    None where one of the three correlations is undefined, or the third list is one of the two.
    """
    ab, ag, bg = spearman(a, b), spearman(a, given), spearman(b, given)
    if ab is None or ag is None or bg is None:
        return None
    left = (1 - ag**2) * (1 - bg**2)
    return float((ab - ag * bg) / np.sqrt(left)) if left > 1e-12 else None


def _ranks(values: Real[np.ndarray, " n"]) -> Float64[np.ndarray, " n"]:
    return pd.Series(values).rank().to_numpy()
