"""The group test as its definition reads: one voxel, one order of the subjects at a time."""

from itertools import combinations

import numpy as np


def t_by_regression(values: np.ndarray, code: np.ndarray, covariates: np.ndarray) -> float:
    """Return t of the code's coefficient in a least squares fit with an intercept."""
    design = np.column_stack([code, np.ones(len(code)), covariates])
    coefficients, *_ = np.linalg.lstsq(design, values, rcond=None)
    freedom = len(values) - design.shape[1]
    variance = ((values - design @ coefficients) ** 2).sum() / freedom
    return coefficients[0] / np.sqrt(variance * np.linalg.inv(design.T @ design)[0, 0])


def freedman_lane(
    values: np.ndarray, code: np.ndarray, covariates: np.ndarray, rows: np.ndarray
) -> np.ndarray:
    """Return t (order, voxel): residuals of the covariates are exchanged and put back."""
    nuisance = np.column_stack([np.ones(len(code)), covariates])
    fitted = nuisance @ np.linalg.pinv(nuisance) @ values
    found = np.empty((len(rows), values.shape[1]))
    for number, row in enumerate(rows):
        # as the design's rows go by `row`, the residuals go by its inverse
        again = fitted + (values - fitted)[np.argsort(row)]
        found[number] = [t_by_regression(y, code, covariates) for y in again.T]
    return found


def sums_of_all(values: np.ndarray, count: int) -> np.ndarray:
    """Return the sum (assignment, voxel) of the first group, for all assignments."""
    return np.array([values[list(c)].sum(0) for c in combinations(range(len(values)), count)])


def shares(found: np.ndarray, observed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return p uncorrected and family-wise of statistics (order, voxel), larger ones extreme."""
    near = 1e-7
    alone = (found >= observed - near).mean(0)
    together = (found.max(1)[:, None] >= observed - near).mean(0)
    return alone, together
