"""A cohort as a lab may have it: scans in one space, each stored in another order of its axes."""

import csv
from pathlib import Path

import nibabel
import numpy as np
from nibabel.affines import apply_affine, from_matvec
from nibabel.orientations import axcodes2ornt, io_orientation, ornt_transform

SHAPE, SIDES, CORNER, TILT = (14, 15, 13), (10.0, 9.0, 11.0), (-62.0, -97.0, -48.0), 0.1  # mm, rad
STORED = ["LAS", "RAS", "PSR", "ASL", "LPI", "IRP", "RAS"]  # where a file's axes go
GROUPS = ["CN", "AD", "CN", "AD", "CN", "AD", "CN"]
TORN = "p7"
# in every third coronal slice, so that it is measured
BRIGHT, DIFFERENT = (4, 6, 8), (9, 9, 4)
MASK = (slice(2, 12), slice(1, 14), slice(2, 11))


def affine() -> np.ndarray:
    """Return index -> place, mm, of axes to the right, front and top, a little oblique."""
    cos, sin = np.cos(TILT), np.sin(TILT)
    turn = np.array([[1, 0, 0], [0, cos, -sin], [0, sin, cos]])
    return from_matvec(turn @ np.diag(SIDES), CORNER)


def place(index: tuple[int, int, int]) -> np.ndarray:
    """Return where a voxel lies, mm."""
    return apply_affine(affine(), index)


def inside() -> np.ndarray:
    """Return the brain mask that comes with every scan."""
    mask = np.zeros(SHAPE, np.uint8)
    mask[MASK] = 1
    return mask


def scan(number: int) -> np.ndarray:
    """Return noise with one voxel brighter than all, and one by which the groups differ."""
    random = np.random.default_rng(number)
    values = random.uniform(40, 60, SHAPE)
    values[BRIGHT] = 200
    values[DIFFERENT] = (150 if GROUPS[number] == "CN" else 100) + random.normal(0, 0.05)
    return values.astype(np.float32)


def stored(values: np.ndarray, codes: str, path: Path) -> None:
    """Write a volume with its axes in another order and to other sides."""
    image = nibabel.Nifti1Image(values, affine())
    wanted = ornt_transform(io_orientation(image.affine), axcodes2ornt(codes))
    nibabel.save(image.as_reoriented(wanted), path)


def write_lab(folder: Path) -> Path:
    """Write scans, masks and a table of them; the last scan's file is torn.

    Returns:
        The table.
    """
    folder.mkdir(parents=True)
    rows = [["subject", "path", "group", "age"]]
    for number, codes in enumerate(STORED):
        name = f"p{number + 1}"
        stored(scan(number), codes, folder / f"{name}.nii.gz")
        stored(inside(), codes, folder / f"{name}_mask.nii.gz")
        rows.append([name, f"{name}.nii.gz", GROUPS[number], str(70 + number)])
    torn = folder / f"{TORN}.nii.gz"
    torn.write_bytes(torn.read_bytes()[:2000])
    with (folder / "scans.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return folder / "scans.csv"
