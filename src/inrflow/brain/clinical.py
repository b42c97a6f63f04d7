"""The noun of this station: a clinical scan, which has some slices of a volume alone.

A folder of clinical scans holds `NAME.nii.gz` of every usable subject (intensities as scanned; an
affine whose step along the axis is the gap), `slices.json`, and those subjects' rows of the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float32

from inrflow.brain.scan import normalised, read_subjects, read_volume
from inrflow.brain.slices import Slices

SLICES = "slices.json"


@dataclass(frozen=True)
class Clinical:
    """A clinical scan.

    Attributes:
        name: of the subject.
        values: measured slices, 0 and 1 being `low` and `high`, clipped there.
        scanned: the same slices, intensities as scanned.
        slices: which of the volume's they are.
        low: intensity that is 0.
        high: intensity that is 1.
    """

    name: str
    values: Float32[np.ndarray, "slab row column"]
    scanned: Float32[np.ndarray, "slab row column"]
    slices: Slices
    low: float
    high: float


def read_clinical(folder: Path, names: list[str] | None = None) -> Iterator[Clinical]:
    """Yield a folder's clinical scans, of some names if given, in the table's order.

    A folder of bad scans alone yields none.
    """
    subjects = read_subjects([folder])
    slices = Slices.read(folder / SLICES) if len(subjects) else None
    for _, one in subjects.iterrows():
        if names is not None and one["subject"] not in names:
            continue
        volume, _ = read_volume(folder / f"{one['subject']}.nii.gz")
        scanned = slices.across(volume)
        low, high = float(one["low"]), float(one["high"])
        values = normalised(scanned, low, high)
        yield Clinical(str(one["subject"]), values, scanned, slices, low, high)
