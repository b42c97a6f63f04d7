"""What a method of imputation leaves of a subject: a volume as NIfTI, and its scores.

Scores are those of the method's own painting, before measured slices are put back: else a field
that misses what it was fitted to would look as if it did not.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from jaxtyping import Float32

from inrflow.brain.clinical import Clinical
from inrflow.brain.impute.scores import scores
from inrflow.brain.scan import read_scan, write_volume
from inrflow.io.atomic import write_text

SCORES = "scores.csv"
COLUMNS = ["subject", "part", "region", "slices", "mse", "psnr", "ssim"]
RUN = ["seconds", "steps", "learning_rate", "parameters", "missing"]


@dataclass(frozen=True)
class Imputed:
    """A volume as a method has it.

    Attributes:
        values: 0 and 1 being the scan's `low` and `high`; not clamped.
        seconds: that the method took, less reading and writing.
        steps: of the optimiser; 0: none.
        learning_rate: of the optimiser; None: none.
        parameters: that were fitted.
    """

    values: Float32[np.ndarray, "slice row column"]
    seconds: float
    steps: int = 0
    learning_rate: float | None = None
    parameters: int = 0


def write_imputed(
    imputed: Imputed,
    clinical: Clinical,
    scans: Path,
    folder: Path,
    measured: Literal["kept", "painted"],
) -> list[dict[str, Any]]:
    """Write NAME.nii.gz in scanned intensities and return the subject's rows of the scores.

    Args:
        imputed: what the method has painted; in the file it lies within the scan's range.
        clinical: what it was painted from.
        scans: folder of the whole scans, for the truth, the mask and the affine.
        folder: where it is written.
        measured: `kept`: thin measured slices stand in the file as they were scanned, whatever
            their range; the slices of thick slabs are painted either way.
    """
    truth = read_scan(scans, clinical.name, clinical.low, clinical.high)
    slices = clinical.slices
    found = scores(slices.across(truth.values), imputed.values, slices.across(truth.mask), slices)
    volume = imputed.values.clip(0, 1) * np.float32(truth.high - truth.low) + truth.low
    if measured == "kept":
        for (first, stop), own in zip(slices.slabs, clinical.scanned, strict=True):
            if stop - first == 1:
                volume[first] = own
    write_volume(slices.back(volume), truth.affine, folder / f"{clinical.name}.nii.gz")
    run = (imputed.seconds, imputed.steps, imputed.learning_rate, imputed.parameters)
    told = dict(zip(RUN, (*run, slices.missing), strict=True))
    return found.assign(subject=clinical.name, **told)[COLUMNS + RUN].to_dict("records")


def write_scores(rows: list[dict[str, Any]], folder: Path) -> None:
    """Write the scores of a part's subjects; none of a part whose scans are all bad."""
    table = pd.DataFrame(rows, columns=COLUMNS + RUN)
    write_text(folder / SCORES, table.to_csv(index=False, float_format="%.6g"))
