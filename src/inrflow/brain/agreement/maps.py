"""A group test's maps of one method, as the comparison reads them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float32, Float64
from nibabel.affines import voxel_sizes

from inrflow.brain.agreement.regions import Regions, regions
from inrflow.brain.group.written import height_of
from inrflow.brain.scan import Affine, read_volume
from inrflow.config.brain.group_test import GroupTest

SIGNS = {"first": 1, "second": -1}  # which group is larger -> sign of t
FWE = {"first": "p_fwe.nii.gz", "second": "p_fwe_reverse.nii.gz"}
Volume = Float32[np.ndarray, "x y z"]
Clusters = dict[str, Regions]  # direction -> its clusters


@dataclass(frozen=True)
class Maps:
    """Maps of one test.

    Attributes:
        t: of every voxel, 0 outside the mask; above 0 where the first group is larger.
        mask: voxels tested.
        p_fwe: direction -> family-wise p, 1 outside the mask.
        df: degrees of freedom.
        affine: index -> place, mm.
    """

    t: Volume
    mask: Bool[np.ndarray, "x y z"]
    p_fwe: dict[str, Volume]
    df: int
    affine: Affine

    @property
    def sizes(self) -> Float64[np.ndarray, " 3"]:
        """Distance between voxels, mm."""
        return voxel_sizes(self.affine).astype(np.float64)

    def clusters(self, test: GroupTest) -> Clusters:
        """Return clusters of the test's uncorrected threshold, of its extent at least."""
        least = height_of(test, self.df)
        return {name: regions(sign * self.t > least, test.extent) for name, sign in SIGNS.items()}

    def clusters_fwe(self, level: float) -> Clusters:
        """Return clusters of the voxels whose family-wise p is at most a level, however small."""
        return {name: regions(self.mask & (p <= level), 1) for name, p in self.p_fwe.items()}


def read_maps(folder: Path) -> Maps:
    """Read a method's maps, from the folder that the stage `brain-group` left."""
    t, affine = read_volume(folder / "t.nii.gz")
    mask = read_volume(folder / "mask.nii.gz")[0] > 0
    return Maps(
        t,
        mask,
        {name: read_volume(folder / file)[0] for name, file in FWE.items()},
        int(pd.read_csv(folder / "tests.csv")["df"].iloc[0]),
        affine,
    )
