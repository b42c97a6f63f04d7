"""The workflow's stage `brain-make`: people drawn and written as a BIDS folder."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float32

from inrflow.brain.cohorts.people import people
from inrflow.brain.made.atrophy import anatomy
from inrflow.brain.made.person import drawn
from inrflow.brain.scan import Affine, write_volume
from inrflow.brain.template import lattice, places_of, template
from inrflow.config.brain.cohort import Made
from inrflow.config.check import check
from inrflow.io.atomic import atomic_directory, write_text

VERSION = "1.9.0"  # of BIDS
TRUTH = "derivatives/truth"


def make_cohort(params: dict[str, Any], *, made: Path) -> None:
    """Write a cohort.

    Args:
        params: options of the cohort.
        made: output, BIDS folder: participants.tsv, a T1w scan of each, and as a derivative
            `truth/difference.nii.gz`, by how much CN is brighter than AD.
    """
    options = check(Made, params, "brain.cohorts")
    rows = []
    with atomic_directory(made) as folder:
        _describe(folder, "raw", "people drawn from the MNI152 template")
        for name in people(options):  # one at a time: a cohort at 1 mm stays small
            person = drawn(options, name)
            scan, affine = person.scan(options.resolution, options.noise)
            subject = f"sub-{name}"
            write_volume(scan, affine, _ready(folder / subject / f"anat/{subject}_T1w.nii.gz"))
            told = {"age": person.age, "sex": person.sex, "group": person.group}
            rows.append({"participant_id": subject} | told)
        write_text(folder / "participants.tsv", pd.DataFrame(rows).to_csv(sep="\t", index=False))
        _describe(folder / TRUTH, "derivative", "where the groups differ")
        write_volume(*difference(options), _ready(folder / TRUTH / "difference.nii.gz"))


def difference(options: Made) -> tuple[Float32[np.ndarray, "x y z"], Affine]:
    """Return intensities of CN less AD at the mean severity, neither warped nor noisy.

    They are all 0 where the severity is.
    """
    (shape, affine), seen = lattice(options.resolution), template(options.resolution)
    every = (places_of(shape, affine, x) for x in range(shape[0]))
    slices = [anatomy(*seen, at, 0.0) - anatomy(*seen, at, options.severity) for at in every]
    return np.stack(slices), affine


def _describe(folder: Path, kind: str, name: str) -> None:
    """Write what makes a folder a BIDS one."""
    told: dict[str, Any] = {"Name": name, "BIDSVersion": VERSION, "DatasetType": kind}
    told |= {"GeneratedBy": [{"Name": "inrflow"}]}
    write_text(_ready(folder / "dataset_description.json"), json.dumps(told, indent=1))


def _ready(path: Path) -> Path:
    """Return a path after making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
