"""A cohort's volumes, smoothed, as a file that is read voxel by voxel.

Volumes come one by one and voxels in chunks, so that memory does not grow with the cohort but by
the chunk's own rows.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float32, Int64
from nibabel.affines import voxel_sizes
from scipy.ndimage import gaussian_filter

from inrflow.brain.scan import Affine, normalised, read_volume
from inrflow.errors import InputError

FWHM = 2 * math.sqrt(2 * math.log(2))  # full width at half maximum of a Gaussian of sd 1
Volume = Float32[np.ndarray, "x y z"]


@dataclass(frozen=True)
class Lattice:
    """Where a cohort's voxels lie.

    Attributes:
        mask: voxels within every subject's mask.
        affine: index (x, y, z, 1) -> place, mm.
    """

    mask: Bool[np.ndarray, "x y z"]
    affine: Affine


@dataclass(frozen=True)
class Volumes:
    """A cohort's volumes in a file (subject, voxel of the lattice's mask), float32.

    Attributes:
        path: of the file.
        subjects: number of its rows.
        inside: number of its columns.
        varied: columns whose values are not one and the same for all subjects.
        mask: the voxels of these columns.
        anatomy: mean volume, not smoothed.
    """

    path: Path
    subjects: int
    inside: int
    varied: Int64[np.ndarray, " voxel"]
    mask: Bool[np.ndarray, "x y z"]
    anatomy: Volume

    def read(self, start: int, stop: int) -> Float32[np.ndarray, "subject voxel"]:
        """Return some of the varied voxels; by plain reads: pages of a map would count as ours."""
        columns = self.varied[start:stop]
        first, count = int(columns[0]), int(columns[-1] - columns[0]) + 1
        found = np.empty((self.subjects, len(columns)), np.float32)
        for subject, row in enumerate(found):
            at = 4 * (subject * self.inside + first)
            row[:] = np.fromfile(self.path, "<f4", count, offset=at)[columns - first]
        return found

    def volume(self, values: np.ndarray, outside: float) -> Volume:
        """Return values of the varied voxels as a volume, with another value elsewhere."""
        found = np.full(self.mask.shape, outside, np.float32)
        found[self.mask] = values
        return found


def lattice_of(subjects: pd.DataFrame) -> Lattice:
    """Return the lattice that all scans share, and the voxels within all masks.

    Args:
        subjects: rows of usable subjects; their folders hold their masks.

    Raises:
        InputError: scans differ in shape or place, or no voxel is within all masks.
    """
    found = None
    for path in _paths(subjects, subjects["folder"], "_mask"):
        values, affine = read_volume(path)
        found = found or Lattice(values > 0, affine)
        expect_lattice(values, affine, found, path)
        found.mask[:] &= values > 0
    if not found.mask.any():
        raise InputError("masks: expected voxels within every subject's, found none")
    return found


def gathered(
    subjects: pd.DataFrame, folders: list[Path], lattice: Lattice, fwhm: float, path: Path
) -> Volumes:
    """Write a cohort's volumes, 0 to 1, smoothed, voxels within the mask.

    Args:
        subjects: rows of usable subjects: subject, low, high.
        folders: of each subject's volume, intensities as scanned.
        lattice: where voxels lie, and which are taken.
        fwhm: of the smoothing, mm.
        path: output, the file.

    Raises:
        InputError: a volume lies elsewhere or is not finite, or no voxel varies.
    """
    total = np.zeros(lattice.mask.shape)
    lowest, highest = np.float32(np.inf), np.float32(-np.inf)
    levels = zip(subjects["low"], subjects["high"], strict=True)
    with path.open("wb") as file:
        for one, (low, high) in zip(_paths(subjects, folders), levels, strict=True):
            values, affine = read_volume(one)
            expect_lattice(values, affine, lattice, one)
            if not np.isfinite(values).all():
                raise InputError(f"{one}: expected finite intensities, found others")
            values = normalised(values, float(low), float(high))
            total += values
            row = smoothed(values, lattice.affine, fwhm)[lattice.mask]
            lowest, highest = np.minimum(lowest, row), np.maximum(highest, row)
            row.astype("<f4").tofile(file)
    varied = np.flatnonzero(highest > lowest)
    if not len(varied):
        raise InputError(f"{folders[0]}: expected volumes that differ, found none that do")
    mask = np.zeros_like(lattice.mask)
    mask[lattice.mask] = highest > lowest
    anatomy = (total / len(subjects)).astype(np.float32)
    return Volumes(path, len(subjects), highest.size, varied, mask, anatomy)


def smoothed(values: Volume, affine: Affine, fwhm: float) -> Volume:
    """Return a volume convolved with a Gaussian of a width in mm, as far as its voxels are apart.

    The volume's border goes on beyond it. The brain's does not: as in SPM and nilearn, voxels
    near it take in what lies outside, and nothing is divided by the mask's share.
    """
    return gaussian_filter(values, fwhm / FWHM / voxel_sizes(affine), mode="nearest")


def expect_lattice(values: Volume, affine: Affine, lattice: Lattice, path: Path) -> None:
    """Refuse a volume of another shape or at another place than the first one."""
    if values.shape != lattice.mask.shape:
        raise InputError(f"{path}: expected shape {lattice.mask.shape}, found {values.shape}")
    if not np.allclose(affine, lattice.affine, atol=1e-3):
        first, other = (np.round(one[:3], 3).tolist() for one in (lattice.affine, affine))
        raise InputError(f"{path}: expected the first scan's affine {first}, found {other}")


def _paths(subjects: pd.DataFrame, folders: "list | pd.Series", ending: str = "") -> list[Path]:
    """Return the file of each subject."""
    names = subjects["subject"]
    return [Path(f) / f"{n}{ending}.nii.gz" for f, n in zip(folders, names, strict=True)]
