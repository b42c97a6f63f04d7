"""The grid that all scans of a cohort share."""

from collections.abc import Iterable
from itertools import product
from pathlib import Path

import nibabel
import numpy as np

from inrflow.brain.prepare.volume import grid_of, opened
from inrflow.errors import InputError

NEAR = 0.01  # of a voxel: by so much corners of one grid may lie apart


def first_grid(paths: Iterable[Path]) -> nibabel.Nifti1Image:
    """Return the grid of the first file that has one; raises InputError if none does."""
    reason = "no subject"
    for path in paths:
        try:
            return grid_of(opened(path))
        except InputError as error:
            reason = str(error)
    raise InputError(f"cohort: expected a scan that can be read, found none ({reason})")


def on_grid(
    path: Path, image: nibabel.Nifti1Image, grid: nibabel.Nifti1Image, resample: bool, how: str
) -> nibabel.Nifti1Image:
    """Return an image on the cohort's grid.

    Args:
        path: its file, for the error.
        image: canonical.
        grid: of the first subject.
        resample: whether an image on another grid is resampled, by its affine alone.
        how: linear or nearest.

    Raises:
        InputError: the image lies on another grid and is not to be resampled.
    """
    if _alike(image, grid):
        return nibabel.Nifti1Image(image.dataobj, grid.affine)
    if not resample:
        raise InputError(
            f"{path}: expected the grid of the first subject, {_told(grid)}, "
            f"found {_told(image)}; register the scans, or set `resample`"
        )
    from nilearn.image import resample_to_img  # noqa: PLC0415 (slow to import)

    return resample_to_img(image, grid, interpolation=how, force_resample=True, copy_header=True)


def _alike(image: nibabel.Nifti1Image, grid: nibabel.Nifti1Image) -> bool:
    """Return whether two grids have the same shape and, nearly, the same corners."""
    if image.shape != grid.shape:
        return False
    corners = np.array([(*at, 1) for at in product(*[(0, count - 1) for count in grid.shape])])
    apart = (image.affine - grid.affine)[:3] @ corners.T
    return bool(np.abs(apart).max() <= NEAR * min(grid.header.get_zooms()))


def _told(image: nibabel.Nifti1Image) -> str:
    """Return a grid in words."""
    shape, sides = "x".join(map(str, image.shape)), image.header.get_zooms()
    corner = ", ".join(f"{x:.1f}" for x in image.affine[:3, 3])
    return f"{shape} voxels of {'x'.join(f'{side:.3g}' for side in sides)} mm from ({corner})"
