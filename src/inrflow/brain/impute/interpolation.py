"""The workflow's stage `brain-interpolate`: missing slices from measured ones, voxel by voxel."""

from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from jaxtyping import Float32

from inrflow.brain.clinical import read_clinical
from inrflow.brain.impute.written import Imputed, write_imputed, write_scores
from inrflow.brain.slices import Slices
from inrflow.config.brain.method import Interpolation
from inrflow.config.check import check
from inrflow.io.atomic import atomic_directory
from inrflow.signals.between import How, between


def interpolate(params: dict[str, Any], *, dropped: Path, scans: Path, out: Path) -> None:
    """Interpolate the measured slices of a part's subjects.

    Args:
        params: see the package; of a method of kind interpolation.
        dropped: input, folder of clinical scans.
        scans: input, folder of whole scans, for masks and scores.
        out: output, folder: NAME.nii.gz, scores.csv.
    """
    method = check(Interpolation, params["method"], "methods")
    rows = []
    with atomic_directory(out) as folder:
        for scan in read_clinical(dropped, params["subjects"]):
            begun = perf_counter()
            values = interpolated(method.how, scan.values, scan.slices)
            imputed = Imputed(values, perf_counter() - begun)
            rows += write_imputed(imputed, scan, scans, folder, params["measured"])
        write_scores(rows, folder)


def interpolated(
    how: How, measured: Float32[np.ndarray, "slab row column"], slices: Slices
) -> Float32[np.ndarray, "slice row column"]:
    """Return all slices; a slab's values lie at its centre, whole or half a number.

    Slices before the first centre and after the last have the nearest slab's values.

    Args:
        how: see `between`; lanczos expects slabs evenly spaced.
        measured: mean of each slab's slices.
        slices: which they are.
    """
    return between(how, measured, slices.centres, np.arange(slices.count))
