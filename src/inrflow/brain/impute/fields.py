"""The workflow's stage `brain-fit`: missing slices painted by a neural field of each subject."""

import json
import logging
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.brain.clinical import Clinical, read_clinical
from inrflow.brain.impute.fit import fitted
from inrflow.brain.impute.method import Field, field_of, shape_of
from inrflow.brain.impute.written import Imputed, write_imputed, write_scores
from inrflow.encoding.tables import write_csv
from inrflow.fitting.runtime import prepare
from inrflow.io.atomic import atomic_directory

LOG = logging.getLogger(__name__)
FIRST, HISTORY = "first.safetensors", "history.csv"
COLUMNS = ["subject", "step", "loss", "learning_rate", "seconds"]


def fit_fields(
    params: dict[str, Any],
    *,
    dropped: Path,
    scans: Path,
    out: Path,
    rates: Path | None = None,
    begin: Path | None = None,
) -> None:
    """Fit a field to the measured slices of each subject of a part, one after the other.

    On a CPU core an ensemble of SIRENs is no faster, and one of O-INRs by a fifth on slices of
    32x33 px alone (`make bench-subjects`); a fit would then depend on the subjects beside it.

    Args:
        params: see the package; of a method of kind field.
        dropped: input, folder of clinical scans: all that a fit sees.
        scans: input, folder of whole scans, for masks and scores.
        out: output, folder: NAME.nii.gz, scores.csv, first.safetensors (the fit of the first
            usable subject), history.csv (subject, step, loss before it, learning_rate, seconds).
        rates: input, json of the learning rates' search; None: no search.
        begin: input, fit that every subject's begins with; None: new weights, alike for all.
    """
    settle(params)
    found, histories, rows = None, [], []
    searched = None if rates is None else json.loads(rates.read_text())["learning_rate"]
    with atomic_directory(out) as folder:
        for scan in read_clinical(dropped, params["subjects"]):
            field = found or field_of(params, shape_of(scan), searched)
            imputed, history = _imputed(field, scan, begin, None if found else folder / FIRST)
            found = field
            rows += write_imputed(imputed, scan, scans, folder, params["measured"])
            histories.append(history.assign(subject=scan.name)[COLUMNS])
        write_scores(rows, folder)
        every = histories or [pd.DataFrame(columns=COLUMNS)]
        write_csv(folder / HISTORY, pd.concat(every, ignore_index=True))


def settle(params: dict[str, Any]) -> None:
    """Settle the process's threads and precision, as the field's recipe has them."""
    recipe = params["field"]["recipe"] | params["method"]["recipe"]
    prepare(recipe["threads"], recipe["precision"])


def _imputed(
    field: Field, scan: Clinical, begin: Path | None, first: Path | None
) -> tuple[Imputed, pd.DataFrame]:
    """Return a subject's volume and the history of its fit, and write the fit if wanted."""
    filled = fitted(field, scan.values, scan.slices, begin)
    if first is not None:
        filled.fit.write(first)
    seconds, recipe = float(filled.history["seconds"].iloc[-1]), field.recipe
    LOG.info("%s: loss %.3g", scan.name, filled.history["loss"].iloc[-1])
    told = (recipe.steps, recipe.learning_rate, field.parameters)
    return Imputed(filled.volume, seconds, *told), filled.history
