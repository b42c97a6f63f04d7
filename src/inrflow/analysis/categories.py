"""Do neurons treat things of one category alike (XINC section 4.4)?"""

from itertools import combinations
from typing import Any

import numpy as np
from jaxtyping import Float64

from inrflow.analysis.correlation import pearson

Profiles = Float64[np.ndarray, "neuron instance"]
DRAWS = 999  # permutations of the categories


def grouped(profiles: Profiles, rows: list[dict[str, Any]], seed: int) -> dict[str, float]:
    """Compare pairs of things of one category with pairs of different categories.

    Args:
        profiles: |C| per px of every segment; NaN where it is absent.
        rows: the segments' table, in the same order.
        seed: of the permutations.

    Returns:
        Mean correlation over neurons of the profiles within and between categories, the gap of
        the two, and the gap's mean if categories are dealt out at random; empty if there is no
        pair of one of the two sorts. Crowds are no instances.
    """
    logs = relative(profiles)
    there = np.isfinite(logs).any(axis=0)
    things = [i for i, row in enumerate(rows) if row["thing"] and not row.get("crowd") and there[i]]
    known = {}
    for a, b in combinations(range(len(things)), 2):
        value = _correlation(logs[:, things[a]], logs[:, things[b]])
        if value is not None:
            known[a, b] = value
    categories = np.array([rows[i]["category"] for i in things])
    first = _gap(known, categories)
    if first is None:
        return {}
    generator = np.random.default_rng(seed)
    draws = [_gap(known, generator.permutation(categories)) for _ in range(DRAWS)]
    null = [same - other for same, other in (draw for draw in draws if draw is not None)]
    same, other = first
    return {
        "category_same": same,
        "category_other": other,
        "category_gap": same - other,
        "category_gap_null": float(np.mean(null)),
    }


def relative(profiles: Profiles) -> Profiles:
    """Return the logarithm of each value over the neuron's mean; NaN for 0 and for absent."""
    positive = np.where(profiles > 0, profiles, np.nan)
    count = np.isfinite(profiles).sum(axis=1, keepdims=True)
    mean = np.nansum(positive, axis=1, keepdims=True) / np.maximum(count, 1)
    return np.log(positive / np.where(mean > 0, mean, np.nan))


def _correlation(
    a: Float64[np.ndarray, " neuron"], b: Float64[np.ndarray, " neuron"]
) -> float | None:
    both = np.isfinite(a) & np.isfinite(b)
    return pearson(a[both], b[both])


def _gap(known: dict[tuple[int, int], float], categories: np.ndarray) -> tuple[float, float] | None:
    same = [v for (a, b), v in known.items() if categories[a] == categories[b]]
    other = [v for (a, b), v in known.items() if categories[a] != categories[b]]
    return (float(np.mean(same)), float(np.mean(other))) if same and other else None
