"""Student's interval of a mean: the one that every table and verdict uses."""

import numpy as np
from jaxtyping import Float
from scipy.stats import t as student

CONFIDENCE = 0.95


def interval(values: Float[np.ndarray, " unit"]) -> tuple[float, float]:
    """Return the ends of the 95 % interval of the mean of two or more independent values."""
    half = student.ppf((1 + CONFIDENCE) / 2, values.size - 1)
    half *= values.std(ddof=1) / np.sqrt(values.size)
    return float(values.mean() - half), float(values.mean() + half)
