"""In which orders subjects exchange their groups."""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from jaxtyping import Int64

from inrflow.brain.group.design import Design


@dataclass(frozen=True)
class Orders:
    """Orders of the subjects; identity is one of them.

    Attributes:
        rows: each the subject whose group and covariates a place takes.
        possible: different assignments there are; infinity beyond the range of a float.
        exact: whether these are all assignments, each once.
    """

    rows: Int64[np.ndarray, "order subject"]
    possible: float
    exact: bool


def orders(design: Design, most: int, seed: int) -> Orders:
    """Return the orders of a test.

    Without covariates only who is in which group matters. If there are no more than `most` such
    assignments each is taken once, and p values are exact: that share of equally probable
    assignments whose statistic is as large. Else identity and most - 1 random orders are taken,
    drawn with repetition. With covariates orders are always drawn: residuals are exchanged
    (Freedman and Lane), and p is exact only in the limit of many subjects.

    Args:
        design: groups and covariates.
        most: orders that identity counts among.
        seed: of the draw.
    """
    count = design.subjects
    if design.covariates.shape[1]:
        return Orders(_drawn(count, most, seed), _float(math.factorial(count)), False)
    possible = math.comb(count, int(design.first.sum()))
    if possible <= most:
        return Orders(_every(design), float(possible), True)
    return Orders(_drawn(count, most, seed), _float(possible), False)


def _every(design: Design) -> Int64[np.ndarray, "order subject"]:
    """Return one order an assignment of the subjects to the groups."""
    first, second = np.flatnonzero(design.first), np.flatnonzero(~design.first)
    places = np.array(list(combinations(range(design.subjects), len(first))))
    rows = np.empty((len(places), design.subjects), np.int64)
    taken = np.zeros(rows.shape, bool)
    np.put_along_axis(taken, places, True, axis=1)
    rows[taken] = np.tile(first, len(rows))
    rows[~taken] = np.tile(second, len(rows))
    return rows


def _drawn(subjects: int, count: int, seed: int) -> Int64[np.ndarray, "order subject"]:
    """Return identity and random orders."""
    rows = np.tile(np.arange(subjects), (count, 1))
    rows[1:] = np.random.default_rng(seed).permuted(rows[1:], axis=1)
    return rows


def _float(count: int) -> float:
    """Return a count as a float, or infinity."""
    try:
        return float(count)
    except OverflowError:
        return math.inf
