"""A cohort's volumes under the test that the configuration asks for."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from inrflow.brain.group.by_nilearn import family_wise
from inrflow.brain.group.design import Design
from inrflow.brain.group.permutations import Orders
from inrflow.brain.group.product import difference
from inrflow.brain.group.volumes import Volumes
from inrflow.brain.scan import Affine
from inrflow.config.brain.group_test import GroupTest


@dataclass(frozen=True)
class Tested:
    """A test of all voxels.

    Attributes:
        maps: t, p, ... by the names of their files, of the voxels that vary.
        permutations: orders of the subjects, identity among them.
        possible: different assignments, or with covariates orders, that there are.
        exact: whether these are all assignments, each once.
    """

    maps: dict[str, Float64[np.ndarray, " voxel"]]
    permutations: int
    possible: float
    exact: bool


def tested(
    volumes: Volumes, design: Design, orders: Orders, test: GroupTest, affine: Affine
) -> Tested:
    """Return the maps of the engine that was asked for, and of clusters enhanced if asked for."""
    by_nilearn = {}
    if test.engine == "nilearn" or test.tfce:
        values = volumes.read(0, len(volumes.varied))
        by_nilearn = family_wise(values, design, test, volumes.mask, affine)
    if test.engine == "nilearn":
        return Tested(by_nilearn, test.permutations, orders.possible, False)
    found = difference(volumes.read, len(volumes.varied), design, orders.rows, test.chunk).maps()
    found |= {name: value for name, value in by_nilearn.items() if name.startswith("tfce")}
    return Tested(found, len(orders.rows), orders.possible, orders.exact)
