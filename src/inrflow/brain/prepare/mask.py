"""The brain mask of a scan."""

from pathlib import Path

import nibabel
import numpy as np
from jaxtyping import Bool

from inrflow.brain.cohorts.subject import Subject
from inrflow.brain.prepare.grid import on_grid
from inrflow.brain.prepare.volume import opened, read
from inrflow.brain.scan import Affine
from inrflow.brain.template import MILLILITRES, brain_on
from inrflow.errors import InputError

LEAST = 0.5  # of the template's brain, for a scan to lie in its space


class Masks:
    """The masks of a cohort's scans; the template's is resampled once."""

    def __init__(self, kind: str, resample: bool) -> None:
        """Take the options `mask` and `resample` of the cohort."""
        self.kind, self.resample = kind, resample
        self._template: tuple[tuple[int, ...], Affine, Bool[np.ndarray, "x y z"]] | None = None

    def of(self, subject: Subject, scan: nibabel.Nifti1Image) -> Bool[np.ndarray, "x y z"]:
        """Return the mask of a subject's scan, which lies on the cohort's grid.

        Raises:
            InputError: there is none: the scan lies outside the template's brain, is positive
                nowhere or everywhere, or the mask's file is bad.
        """
        if self.kind == "template":
            return self._of_template(subject.path, scan)
        if self.kind == "positive":
            return _positive(subject.path, np.asarray(scan.dataobj) > 0)
        return self._of_file(subject.own(self.kind), scan)

    def _of_template(self, path: Path, scan: nibabel.Nifti1Image) -> Bool[np.ndarray, "x y z"]:
        known = self._template
        if known is None or known[0] != scan.shape or (known[1] != scan.affine).any():
            known = (scan.shape, scan.affine, brain_on(scan.shape, scan.affine))
            self._template = known
        voxel = abs(np.linalg.det(scan.affine[:3, :3])) / 1000  # ml
        share = known[2].sum() * voxel / MILLILITRES
        if share < LEAST:
            raise InputError(
                f"{path}: expected a scan in MNI space, found one that holds {share:.0%} of the "
                "template's brain; register it, or set `mask`"
            )
        return known[2]

    def _of_file(self, path: Path, scan: nibabel.Nifti1Image) -> Bool[np.ndarray, "x y z"]:
        image = on_grid(path, read(path, opened(path)), scan, self.resample, "nearest")
        return np.asarray(image.dataobj) > 0


def _positive(path: Path, found: Bool[np.ndarray, "x y z"]) -> Bool[np.ndarray, "x y z"]:
    """Return a mask that is neither empty nor full; the scan is then skull-stripped."""
    if found.all() or not found.any():
        where = "everywhere" if found.all() else "nowhere"
        raise InputError(f"{path}: expected a skull-stripped scan, found one positive {where}")
    return found
