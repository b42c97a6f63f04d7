"""Connected regions of voxels, and which of them meet something else."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int32
from scipy import ndimage

Mask = Bool[np.ndarray, "x y z"]
Sizes = Float64[np.ndarray, " 3"]


@dataclass(frozen=True)
class Regions:
    """Voxels that share faces, numbered from 1.

    Attributes:
        labels: number of each voxel's region; 0: of none.
        count: regions.
    """

    labels: Int32[np.ndarray, "x y z"]
    count: int

    @property
    def inside(self) -> Mask:
        """Voxels of any region."""
        return self.labels > 0

    def meet(self, other: Mask) -> Bool[np.ndarray, " region"]:
        """Return which regions share a voxel with a mask."""
        return np.bincount(self.labels[other], minlength=self.count + 1)[1:] > 0


def regions(inside: Mask, extent: int) -> Regions:
    """Return the regions of a mask that have some voxels at least.

    Faces connect, as in nilearn's tables of clusters.
    """
    labels, _ = ndimage.label(inside)
    sizes = np.bincount(labels.ravel())
    keep = sizes >= extent
    keep[0] = False
    numbers = np.where(keep, np.cumsum(keep), 0).astype(np.int32)
    return Regions(numbers[labels], int(keep.sum()))


def far_from(found: Regions, other: Mask, tolerance: float, sizes: Sizes) -> int:
    """Return how many regions have no voxel within a distance of a mask.

    Args:
        found: the regions.
        other: the mask; of an empty one all are far.
        tolerance: mm, between centres of voxels.
        sizes: of a voxel, mm.
    """
    if not other.any():
        return found.count
    near = ndimage.distance_transform_edt(~other, sampling=sizes) <= tolerance
    return int(np.count_nonzero(~found.meet(near)))
