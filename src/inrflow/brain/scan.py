"""The noun of this station: a scan as prepared, and the table of a cohort's subjects.

A folder of scans holds for every usable subject `NAME.nii.gz` (float32, intensities as scanned,
canonical orientation) and `NAME_mask.nii.gz`, and `subjects.csv`: a row a subject, usable or not.
"""

from dataclasses import dataclass
from pathlib import Path

import nibabel
import numpy as np
import pandas as pd
from jaxtyping import Bool, Float, Float32

from inrflow.errors import InputError
from inrflow.signals.export.scan import write_image

Affine = Float[np.ndarray, "4 4"]
TABLE = "subjects.csv"
OWN = ["subject", "group", "age", "sex", "visit", "path", "status", "reason", "low", "high"]


@dataclass(frozen=True)
class Scan:
    """A scan.

    Attributes:
        name: of the subject.
        values: intensities, 0 and 1 being `low` and `high`, clipped there.
        mask: of the brain.
        affine: index (x, y, z, 1) -> place (x, y, z, 1), mm; axes to the right, front, top.
        low: intensity that is 0.
        high: intensity that is 1.
    """

    name: str
    values: Float32[np.ndarray, "x y z"]
    mask: Bool[np.ndarray, "x y z"]
    affine: Affine
    low: float
    high: float


def write_volume(values: np.ndarray, affine: Affine, path: Path) -> None:
    """Write a volume (x, y, z) as NIfTI, in its own number type (float32, uint8), places in mm."""
    image = nibabel.Nifti1Image(np.ascontiguousarray(values), affine)
    image.header.set_xyzt_units("mm")
    write_image(image, path)


def read_volume(path: Path) -> tuple[Float32[np.ndarray, "x y z"], Affine]:
    """Read a volume that `write_volume` wrote."""
    image = nibabel.load(path)
    return np.asarray(image.dataobj, np.float32), image.affine


def normalised(values: Float32[np.ndarray, "..."], low: float, high: float) -> np.ndarray:
    """Return intensities with 0 and 1 at `low` and `high`, clipped there, float32."""
    return ((values - np.float32(low)) / np.float32(high - low)).clip(0, 1)


def read_scan(folder: Path, name: str, low: float, high: float) -> Scan:
    """Read a usable subject's scan and mask; `low` and `high` are those of its row."""
    values, affine = read_volume(folder / f"{name}.nii.gz")
    mask, _ = read_volume(folder / f"{name}_mask.nii.gz")
    return Scan(name, normalised(values, low, high), mask > 0, affine, low, high)


def read_subjects(folders: list[Path]) -> pd.DataFrame:
    """Return the tables of several folders under each other, with `folder`; columns as OWN."""
    words = dict.fromkeys(("subject", "group", "sex", "visit", "path", "reason"), str)
    tables = [
        pd.read_csv(
            folder / TABLE,
            dtype=words,
            keep_default_na=False,
            na_values=dict.fromkeys(("age", "low", "high"), ""),
        ).assign(folder=str(folder))
        for folder in folders
    ]
    return pd.concat(tables, ignore_index=True)


def usable(subjects: pd.DataFrame, names: list[str] | None = None) -> pd.DataFrame:
    """Return the rows of scans that can be used, of some names if given.

    Raises:
        InputError: there is none.
    """
    some = subjects if names is None else subjects[subjects["subject"].isin(names)]
    found = some[some["status"] == "ok"].reset_index(drop=True)
    if found.empty:
        reasons = "; ".join(some["reason"].drop_duplicates().head(3)) or "no subject"
        raise InputError(f"cohort: expected a usable scan, found none ({reasons})")
    return found
