"""One volume of a NIfTI file, or why there is none."""

from pathlib import Path

import nibabel
import numpy as np

from inrflow.errors import InputError
from inrflow.signals.nifti import DAMAGE, affine_of, unreadable

CONVERT = "convert it first, as `dcm2niix -z y -o OUT FOLDER` does"


def opened(path: Path) -> nibabel.Nifti1Pair:
    """Return a file's image after a look at its header; values are not read.

    Raises:
        InputError: no file, no NIfTI, not of three axes (others of length 1 may follow), empty,
            no orientation told.
    """
    if not path.is_file():
        found = f"a folder; if of DICOM, {CONVERT}" if path.is_dir() else "nothing there"
        raise InputError(f"{path}: expected a NIfTI file, found {found}")
    try:
        if _is_dicom(path):
            raise InputError(f"{path}: expected a NIfTI file, found DICOM; {CONVERT}")
        image = nibabel.load(path)
    except (*DAMAGE, nibabel.filebasedimages.ImageFileError) as error:
        raise unreadable(path, "a NIfTI file", error) from None
    if not isinstance(image, nibabel.Nifti1Pair):
        raise InputError(f"{path}: expected a NIfTI file, found {type(image).__name__}")
    _expect_volume(path, image)
    return image


def grid_of(image: nibabel.Nifti1Pair) -> nibabel.Nifti1Image:
    """Return an image of zeros, in no memory, where `canonical` puts an image's voxels."""
    return canonical(image, np.broadcast_to(np.uint8(0), image.shape[:3]))


def read(path: Path, image: nibabel.Nifti1Pair) -> nibabel.Nifti1Image:
    """Return the canonical image of a file that `opened` opened, float32.

    Raises:
        InputError: the file is torn, or its values are not finite or all the same.
    """
    try:
        values = image.get_fdata(dtype=np.float32, caching="unchanged")
    except DAMAGE as error:
        raise unreadable(path, "a NIfTI file", error) from None
    bad = values.size - int(np.count_nonzero(np.isfinite(values)))
    if bad:
        raise InputError(f"{path}: expected finite values, found {bad} that are NaN or infinite")
    if values.min() == values.max():
        raise InputError(f"{path}: expected values that differ, found {values.min():g} throughout")
    return canonical(image, values.reshape(image.shape[:3]))


def canonical(image: nibabel.Nifti1Pair, values: np.ndarray) -> nibabel.Nifti1Image:
    """Return an image's values on axes to the right, front and top, places in mm.

    Axes go there as closely as may be: an oblique affine stays oblique, and voxels keep their
    sides.
    """
    return nibabel.as_closest_canonical(nibabel.Nifti1Image(values, affine_of(image)))


def _expect_volume(path: Path, image: nibabel.Nifti1Pair) -> None:
    """Refuse what is no volume of real numbers that lies somewhere."""
    shape = image.shape
    if len(shape) < 3 or set(shape[3:]) - {1}:
        raise InputError(f"{path}: expected one volume of 3 axes, found {len(shape)}: {shape}")
    if 0 in shape:
        raise InputError(f"{path}: expected voxels, found an empty volume: {shape}")
    if image.get_data_dtype().kind not in "buif":
        raise InputError(f"{path}: expected real numbers, found {image.get_data_dtype()}")
    if not (image.header["sform_code"] or image.header["qform_code"]):
        raise InputError(
            f"{path}: expected an orientation, found none: sform and qform have code 0"
        )
    size = np.linalg.det(image.affine[:3, :3])
    if not np.isfinite(image.affine).all() or size == 0:
        raise InputError(f"{path}: expected an affine of voxels that fill space, found a flat one")


def _is_dicom(path: Path) -> bool:
    """Return whether a file is DICOM, by its 129th to 132nd byte or its ending."""
    with open(path, "rb") as file:
        file.seek(128)
        return file.read(4) == b"DICM" or path.suffix.lower() in (".dcm", ".ima")
