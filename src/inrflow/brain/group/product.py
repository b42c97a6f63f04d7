"""The permutation test of all voxels as matrix products over chunks of voxels.

The correlation r of a voxel's values with the groups' code, both less what the covariates explain,
grows with t = r sqrt(df / (1 - r^2)): r of some orders of the subjects and a chunk of voxels is one
matrix product, and its ranks give p. Memory grows with chunk x (subjects + BATCH).
"""

from collections.abc import Callable, Iterator

import numpy as np
from jaxtyping import Bool, Float, Float64, Int64

from inrflow.brain.group.design import Design, without
from inrflow.brain.group.difference import Difference

BATCH = 128  # orders at once: their counts fit into 8 bits
# differences of r that are rounding; so identity counts itself, and ties of tied data count
TIE = 1e-9
NOTHING = 1e-10  # share of a voxel's variation that rounding leaves where covariates explain all

Read = Callable[[int, int], Float[np.ndarray, "subject voxel"]]
Values = Float64[np.ndarray, "subject voxel"]
Correlations = Float64[np.ndarray, "order voxel"]
Orders = Int64[np.ndarray, "order subject"]


def difference(read: Read, voxels: int, design: Design, orders: Orders, chunk: int) -> Difference:
    """Return t and p of every voxel.

    Args:
        read: (first, one past the last) voxel -> their values, all subjects.
        voxels: how many there are.
        design: groups and covariates.
        orders: of the subjects, identity among them.
        chunk: voxels worked on at once; results do not depend on it.

    Returns:
        p is the share of orders whose r is as large as the observed one, at this voxel
        (uncorrected) or at the voxel where it is largest (family-wise).
    """
    observed, above, below = np.empty(voxels), np.empty(voxels), np.empty(voxels)
    largest, smallest = np.full(len(orders), -np.inf), np.full(len(orders), np.inf)
    for start in range(0, voxels, chunk):
        part = slice(start, min(start + chunk, voxels))
        rest = residuals(read(part.start, part.stop).astype(np.float64), design)
        observed[part] = sum(design.tested[:, None] * rest)
        counts = np.zeros((2, part.stop - part.start), np.int64)
        for rows, found in correlations(rest, design, orders):
            counts[0] += counted(found >= observed[part] - TIE)
            counts[1] += counted(found <= observed[part] + TIE)
            largest[rows] = np.maximum(largest[rows], found.max(1))
            smallest[rows] = np.minimum(smallest[rows], found.min(1))
        above[part], below[part] = counts / len(orders)
    return Difference(
        t=t_of(observed, design.freedom),
        p=above,
        p_reverse=below,
        p_fwe=share_as_large(largest, observed),
        p_fwe_reverse=share_as_large(-smallest, -observed),
    )


def residuals(values: Values, design: Design) -> Values:
    """Return values less what intercept and covariates explain, a voxel's norm 1, or all 0."""
    centred = without(values, design.nuisance[:, :1])
    rest = without(centred, design.nuisance[:, 1:])
    left, all_of_it = sum(rest**2), sum(centred**2)
    explained = left <= NOTHING**2 * all_of_it
    return np.where(explained, 0, rest / np.sqrt(np.where(explained, 1, left)))


def correlations(
    rest: Values, design: Design, orders: Orders
) -> Iterator[tuple[slice, Correlations]]:
    """Yield which orders, and the partial correlation of every voxel under them.

    Exchanging residuals and regressing again what covariates then explain (Freedman and Lane) is
    taking the rows of code and covariates in another order: what they explain of the norm, which
    was 1, is taken off it. The intercept explains nothing in any order.
    """
    for start in range(0, len(orders), BATCH):
        rows = slice(start, min(start + BATCH, len(orders)))
        found = design.tested[orders[rows]] @ rest
        if design.nuisance.shape[1] > 1:
            left = np.ones_like(found)
            for column in design.nuisance.T[1:]:
                left -= (column[orders[rows]] @ rest) ** 2
            found /= np.sqrt(np.maximum(left, TIE))
        yield rows, found


def counted(reached: Bool[np.ndarray, "order voxel"]) -> Int64[np.ndarray, " voxel"]:
    """Return in how many of at most 255 orders something holds."""
    return np.add.reduce(reached.view(np.uint8), axis=0, dtype=np.uint8).astype(np.int64)


def share_as_large(
    extremes: Float64[np.ndarray, " order"], observed: Float64[np.ndarray, " voxel"]
) -> Float64[np.ndarray, " voxel"]:
    """Return the share of orders whose largest r is as large as the observed one."""
    less = np.searchsorted(np.sort(extremes), observed - TIE)
    return (len(extremes) - less) / len(extremes)


def t_of(r: Float64[np.ndarray, " voxel"], freedom: int) -> Float64[np.ndarray, " voxel"]:
    """Return t of partial correlations."""
    return r * np.sqrt(freedom / np.maximum(1 - r**2, np.finfo(np.float64).eps))
