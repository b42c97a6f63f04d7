"""Choosing clips that differ: greedy farthest points."""

import json

import numpy as np
import pandas as pd
from jaxtyping import Float64

FEATURES = [
    "instances_per_frame",
    "categories_per_frame",
    "size_median",
    "size_spread",
    "compactness",
    "elongation",
]


def distances(clips: pd.DataFrame) -> Float64[np.ndarray, "clip clip"]:
    """Return how much clips differ: in numbers and in categories, with equal weight.

    Numbers: root mean square of the standardised differences, in standard deviations; one that is
    the same everywhere counts 0. Categories: Jaccard distance, 0 to 1.
    """
    values = clips[FEATURES].to_numpy(float)
    spread = values.std(axis=0)
    scaled = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    apart = np.sqrt(((scaled[:, None] - scaled[None]) ** 2).mean(axis=-1))
    sets = [set(json.loads(text)) for text in clips["categories"]]
    return apart + np.array([[_jaccard(a, b) for b in sets] for a in sets])


def farthest(apart: Float64[np.ndarray, "clip clip"], count: int) -> list[int]:
    """Return the most typical clip, then again and again the one farthest from those taken.

    Ties go to the first; no more are returned than there are.
    """
    taken = [int(np.argmin(apart.sum(axis=0)))]
    while len(taken) < min(count, len(apart)):
        nearest = apart[taken].min(axis=0)
        nearest[taken] = -1.0
        taken.append(int(np.argmax(nearest)))
    return taken


def _jaccard(a: set[str], b: set[str]) -> float:
    return 1 - len(a & b) / len(a | b) if a | b else 0.0
