"""The noun of this station: the average brain of ICBM152 in MNI space, as nilearn bundles it."""

from functools import cache

import nibabel
import numpy as np
from jaxtyping import Bool, Float, Float32
from scipy.ndimage import gaussian_filter, map_coordinates

from inrflow.brain.scan import Affine
from inrflow.signals.paths import resolve

# read without nilearn, whose import takes longer than all that is done here
FILE = "wheel:nilearn/datasets/data/mni_icbm152_t1_tal_nlin_sym_09a_converted.nii.gz"
BRAIN = 0.2  # of the template's range; nilearn's mask is what lies above
MILLILITRES = 1883.0  # of that mask at 1 mm

Places = Float[np.ndarray, "3 ..."]


@cache
def template(resolution: int = 1) -> tuple[Float32[np.ndarray, "x y z"], Affine]:
    """Return the template at 1 mm, skull-stripped, 0 to 1, as scans of a resolution see it.

    A voxel of a coarse scan sees the mean over itself. A Gaussian stands for that mean, with the
    standard deviation of a box so wide.

    Args:
        resolution: distance between the voxels of those scans, mm.
    """
    image = nibabel.load(resolve(FILE))
    values = np.asarray(image.dataobj, np.float32)
    if resolution > 1:
        gaussian_filter(values, np.sqrt((resolution**2 - 1) / 12), output=values, truncate=3)
    return values / np.float32(np.asarray(image.dataobj).max()), image.affine


def lattice(resolution: int) -> tuple[tuple[int, int, int], Affine]:
    """Return shape and affine of every n-th voxel of the template, n mm apart.

    They are those of nilearn's `load_mni152_template(resolution)`, which for some resolutions has
    one more, empty, at the far ends.
    """
    values, affine = template()
    shape = tuple(-(-count // resolution) for count in values.shape)
    return shape, affine @ np.diag([resolution] * 3 + [1.0])


def places_of(shape: tuple[int, ...], affine: Affine, x: int) -> Float32[np.ndarray, "3 y z"]:
    """Return where the voxels of one sagittal slice lie, mm."""
    at = np.stack(np.meshgrid([x], *map(np.arange, shape[1:]), indexing="ij"))[:, 0]
    return (np.tensordot(affine[:3, :3], at, 1) + affine[:3, 3, None, None]).astype(np.float32)


def sampled(
    values: Float32[np.ndarray, "x y z"], affine: Affine, places: Places, mode: str = "constant"
) -> Float32[np.ndarray, "..."]:
    """Return a volume's values at places, mm, linear between voxels.

    Args:
        values: of the volume.
        affine: its index -> place, mm.
        places: (3, ...), mm.
        mode: what lies outside, as scipy names it; constant: 0.
    """
    back = np.linalg.inv(affine)
    at = np.tensordot(back[:3, :3], places, 1)
    at += back[:3, 3].reshape(3, *[1] * (places.ndim - 1))
    return map_coordinates(values, at, order=1, mode=mode)


def brain_on(shape: tuple[int, ...], affine: Affine) -> Bool[np.ndarray, "x y z"]:
    """Return the template's brain on another lattice in MNI space."""
    values, own = template()
    slices = (sampled(values, own, places_of(shape, affine, x)) for x in range(shape[0]))
    return np.stack([one > BRAIN for one in slices])
