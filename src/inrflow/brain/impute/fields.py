"""The workflow's stage `brain-fit`: missing slices painted by a neural field of each subject."""

import json
import logging
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd

from inrflow.brain.clinical import Clinical, read_clinical
from inrflow.brain.impute.fit import Filled, fitted_together
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
    """Fit a field to the measured slices of each subject of a part, so many at once as is asked.

    On a CPU core an ensemble of O-INRs is faster where slices are small (`make bench-subjects`).
    The last digits of a fit then depend on the subjects beside it.

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
    field, histories, rows = None, [], []
    searched = None if rates is None else json.loads(rates.read_text())["learning_rate"]
    read = read_clinical(dropped, params["subjects"])
    with atomic_directory(out) as folder:
        while some := list(islice(read, params["method"]["together"])):
            field = field or field_of(params, shape_of(some[0]), searched)
            for scan, filled, imputed in _imputed(field, some, begin):
                if not rows:
                    filled.fit.write(folder / FIRST)
                rows += write_imputed(imputed, scan, scans, folder, params["measured"])
                histories.append(filled.history.assign(subject=scan.name)[COLUMNS])
        write_scores(rows, folder)
        every = histories or [pd.DataFrame(columns=COLUMNS)]
        write_csv(folder / HISTORY, pd.concat(every, ignore_index=True))


def settle(params: dict[str, Any]) -> None:
    """Settle the process's threads and precision, as the field's recipe has them."""
    recipe = params["field"]["recipe"] | params["method"]["recipe"]
    prepare(recipe["threads"], recipe["precision"])


def _imputed(
    field: Field, some: list[Clinical], begin: Path | None
) -> Iterator[tuple[Clinical, Filled, Imputed]]:
    """Yield subjects, their fits and volumes; they share the time evenly."""
    begun, recipe = perf_counter(), field.recipe
    measured = {scan.name: scan.values for scan in some}
    every = fitted_together(field, measured, some[0].slices, begin)
    seconds = (perf_counter() - begun) / len(some)  # told of interpolations too
    told = (seconds, recipe.steps, recipe.learning_rate, field.parameters)
    for scan, filled in zip(some, every, strict=True):
        LOG.info("%s: loss %.3g", scan.name, filled.history["loss"].iloc[-1])
        yield scan, filled, Imputed(filled.volume, *told)
