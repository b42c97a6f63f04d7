"""Images as nilearn's viewer wants them: not too large, nor too coarse, where they belong."""

import nibabel
import numpy as np
from nibabel.affines import apply_affine, from_matvec
from nibabel.processing import resample_to_output

from inrflow.brain.pages.images import Place, nilearn_image

MOST = 10_000_000  # voxels a page holds: of more a scan's page grows beyond some 20 MB
HAIR = 1e-6  # of a voxel, above what rounding leaves
COARSE, TIMES = 3.0, 3  # mm from which on a voxel is split, in an odd number along each axis


def fits(image: nibabel.Nifti1Image) -> bool:
    """Return whether a page can hold an image as fine as it is."""
    return int(np.prod(image.shape)) <= MOST


def viewable(image: nibabel.Nifti1Image) -> nibabel.Nifti1Image:
    """Return an image for `view_img`; not to be used for anything else, see `moved`."""
    if not fits(image):
        times = (np.prod(image.shape) / MOST) ** (1 / 3)
        image = resample_to_output(image, np.array(image.header.get_zooms()) * times, order=1)
    straight = nilearn_image().reorder_img(image, resample="nearest")
    if min(straight.header.get_zooms()) >= COARSE:
        straight = split(straight)
    return moved(straight)


def start(image: nibabel.Nifti1Image, place: Place) -> Place:
    """Return where the page of an image begins: a voxel's centre, the nearest to a place, mm.

    The script does not round the number of the slice that it begins with: a part of a slice would
    shift the mosaic that it cuts slices from, and a hair less could be another row of it.
    """
    index = np.rint(apply_affine(np.linalg.inv(image.affine), place))
    x, y, z = apply_affine(image.affine, index + HAIR).tolist()
    return x, y, z


def split(image: nibabel.Nifti1Image) -> nibabel.Nifti1Image:
    """Return an image whose voxels are split; the viewer's cross, one voxel wide, hides less."""
    values = np.asarray(image.dataobj)
    for axis in range(3):
        values = values.repeat(TIMES, axis)
    # the first part's centre lies before that of the voxel
    start = np.full(3, (1 / TIMES - 1) / 2)
    affine = image.affine @ from_matvec(np.eye(3) / TIMES, start)
    return nibabel.Nifti1Image(values, affine)


def moved(image: nibabel.Nifti1Image) -> nibabel.Nifti1Image:
    """Return an image moved back by a voxel along each axis.

    The script in nilearn's page counts voxels from 0 to show them and from 1 to tell where they
    lie, and `view_img` starts it a voxel too low: without this all is a voxel off.
    """
    affine = image.affine @ from_matvec(np.eye(3), [-1, -1, -1])
    return nibabel.Nifti1Image(np.asarray(image.dataobj), affine)
