"""A small cohort as prepared: scans, masks and table, the first group brighter at one place."""

from pathlib import Path

import numpy as np
import pandas as pd
from nibabel.affines import apply_affine

from inrflow.brain.scan import OWN, TABLE, write_volume

SHAPE = (12, 14, 10)
# voxels of 4 x 3 x 5 mm, flipped left to right
AFFINE = np.array([[-4.0, 0, 0, 22], [0, 3, 0, -20], [0, 0, 5, -25], [0, 0, 0, 1]])
PLACE = (2.0, 4.0, -5.0)  # mm, a voxel's centre: (5, 8, 4)
LOW, HIGH = 100.0, 1100.0


def subjects(each: int) -> pd.DataFrame:
    """Return a table whose groups take turns."""
    rows = [
        {
            "subject": f"s{n}",
            "group": ("CN", "AD")[n % 2],
            "age": 70 + n * n % 11,
            "sex": "FMM"[n % 3],
        }
        for n in range(2 * each)
    ]
    table = pd.DataFrame(rows).reindex(columns=OWN)
    return table.assign(status="ok", reason="", visit="", path="", low=LOW, high=HIGH)


def volume(subject: pd.Series, seed: int) -> np.ndarray:
    """Return a subject's intensities."""
    rng = np.random.default_rng([seed, int(subject["subject"][1:])])
    places = apply_affine(AFFINE, np.moveaxis(np.indices(SHAPE), 0, -1))
    bump = np.exp(-((places - PLACE) ** 2).sum(-1) / (2 * 4**2))
    values = 500 + 20 * rng.normal(size=SHAPE) + 200 * bump * (subject["group"] == "CN")
    return values.astype(np.float32)


def mask(subject: pd.Series) -> np.ndarray:
    """Return a subject's mask: all but the border, and one slice less for one subject."""
    inside = np.zeros(SHAPE, bool)
    inside[1:-1, 1:-1, 1:-1] = True
    inside[1] &= subject["subject"] != "s2"
    return inside


def write_part(folder: Path, table: pd.DataFrame, seed: int = 0) -> Path:
    """Write usable subjects' scans and masks, and the table."""
    write_volumes(folder, table, seed)
    for _, one in table[table["status"] == "ok"].iterrows():
        write_volume(mask(one).astype(np.uint8), AFFINE, folder / f"{one['subject']}_mask.nii.gz")
    table.to_csv(folder / TABLE, index=False)
    return folder


def write_volumes(folder: Path, table: pd.DataFrame, seed: int) -> Path:
    """Write usable subjects' volumes."""
    for _, one in table[table["status"] == "ok"].iterrows():
        write_volume(volume(one, seed), AFFINE, folder / f"{one['subject']}.nii.gz")
    return folder
