"""What readers of NIfTI files have in common: where voxels lie, and what a torn file raises."""

import gzip
import zlib
from pathlib import Path

import nibabel
import numpy as np
from jaxtyping import Float64

from inrflow.errors import InputError

MILLIMETRES = {"meter": 1e3, "mm": 1.0, "micron": 1e-3}  # a file that tells no unit means mm
DAMAGE = (OSError, EOFError, ValueError, zlib.error, gzip.BadGzipFile)


def affine_of(image: nibabel.Nifti1Pair) -> Float64[np.ndarray, "4 4"]:
    """Return index (x, y, z, 1) -> place (x, y, z, 1), mm, whatever the file's unit."""
    affine = image.affine.astype(np.float64)
    affine[:3] *= MILLIMETRES.get(image.header.get_xyzt_units()[0], 1.0)
    return affine


def unreadable(path: Path, expected: str, error: Exception) -> InputError:
    """Return the error of a file that could not be read as what was expected."""
    reason = " ".join(str(error).split())[:120]
    return InputError(f"{path}: expected {expected}, could not read it ({reason})")
