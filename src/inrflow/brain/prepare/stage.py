"""The workflow's stage `brain-scans`: one part of a cohort, as the study reads it."""

from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pandas as pd
from jaxtyping import Float32

from inrflow.brain.cohorts.found import subjects
from inrflow.brain.cohorts.subject import Subject
from inrflow.brain.prepare.grid import first_grid, on_grid
from inrflow.brain.prepare.mask import Masks
from inrflow.brain.prepare.volume import opened, read
from inrflow.brain.scan import OWN, TABLE, write_volume
from inrflow.config.brain.cohort import Cohort, Intensity
from inrflow.config.brain.study import Brain
from inrflow.config.check import check
from inrflow.errors import InputError
from inrflow.io.atomic import atomic_directory, write_text


def prepare_scans(params: dict[str, Any], *, made: Path | None = None, scans: Path) -> None:
    """Write the scans of some subjects, canonical, on one grid, with masks and a table.

    Scans are read one after the other. What is wrong with any of them is told at the end, so that
    one run names them all.

    Args:
        params: `cohort` options; `subjects`, names in their order; `name` of the cohort.
            What else is in it makes a changed table seen.
        made: input, the folder of a made cohort.
        scans: output, folder: NAME.nii.gz, NAME_mask.nii.gz, subjects.csv.

    Raises:
        InputError: a scan cannot be used and the cohort's `bad` is fatal, or none can be used of
            a cohort that is one part.
    """
    name = params["name"]
    options = check(Brain, {"cohorts": {name: params["cohort"]}}, "brain").cohorts[name]
    everyone = {one.name: one for one in subjects(options, made)}
    grid = first_grid(one.path for one in everyone.values())
    masks, rows = Masks(options.mask, options.resample), []
    with atomic_directory(scans) as folder:
        for subject in params["subjects"]:
            rows.append(_row(everyone[subject], options, grid, masks, folder))
        bad = [f"{row['subject']} ({row['reason']})" for row in rows if row["status"] == "bad"]
        # nobody is left to go on with, of a cohort that is one part
        if bad and (options.bad == "fatal" or len(bad) == len(everyone)):
            fatal = f"{len(rows)} scans that can be used, or `bad: skip`"
            wanted = fatal if options.bad == "fatal" else "a scan that can be used"
            raise InputError(
                f"brain.cohorts.{name}: expected {wanted}, found {len(bad)} that cannot: "
                f"{'; '.join(bad)}"
            )
        write_text(folder / TABLE, pd.DataFrame(rows).to_csv(index=False))


def _row(
    subject: Subject, options: Cohort, grid: nibabel.Nifti1Image, masks: Masks, folder: Path
) -> dict[str, Any]:
    """Write a subject's scan and mask if they can be used; return its row of the table."""
    row = dict.fromkeys(OWN) | {
        "subject": subject.name,
        "group": subject.group,
        "age": subject.age,
        "sex": subject.sex,
        "visit": subject.visit,
        "path": str(subject.path),
        "status": "ok",
        "reason": "",
    }
    try:
        path = subject.path
        scan = on_grid(path, read(path, opened(path)), grid, options.resample, "linear")
        mask = masks.of(subject, scan)
        low, high = _range(path, np.asarray(scan.dataobj)[mask], options.intensity)
        row |= {"low": low, "high": high}
    except InputError as error:
        row |= {"status": "bad", "reason": str(error)}
    else:
        values = np.asarray(scan.dataobj, np.float32)
        write_volume(values, scan.affine, folder / f"{subject.name}.nii.gz")
        write_volume(mask.astype(np.uint8), scan.affine, folder / f"{subject.name}_mask.nii.gz")
    return row | {key: value for key, value in subject.others.items() if key not in OWN}


def _range(
    path: Path, values: Float32[np.ndarray, " voxel"], options: Intensity
) -> tuple[float, float]:
    """Return the intensities that become 0 and 1, of those inside the mask."""
    if not values.size:
        raise InputError(f"{path}: expected a mask with voxels, found an empty one")
    low = 0.0 if options.low is None else float(np.percentile(values, options.low))
    high = float(np.percentile(values, options.high))
    if not low < high:
        raise InputError(
            f"{path}: expected intensities inside the mask that differ, found {low:g} as 0 and "
            f"{high:g} as 1"
        )
    return low, high
