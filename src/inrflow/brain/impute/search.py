"""The workflow's stage `brain-search`: a learning rate, from measured slices alone."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.brain.clinical import Clinical, read_clinical
from inrflow.brain.impute.fields import settle
from inrflow.brain.impute.fit import fitted
from inrflow.brain.impute.method import Field, field_of, shape_of, with_rate
from inrflow.config.brain.study import SliceSearch
from inrflow.config.check import check
from inrflow.encoding.search import COLUMNS, choose, grid, tried
from inrflow.encoding.tables import write_csv
from inrflow.errors import InputError
from inrflow.io.atomic import write_text
from inrflow.measures.psnr import decibels


def search_rates(
    params: dict[str, Any],
    *,
    dropped: Path,
    table: Path,
    chosen: Path,
    begin: Path | None = None,
) -> None:
    """Fit a field once a learning rate to every other slab of the cohort's second subject.

    The rate wins that paints the slabs between best. Those lie twice as far apart as in the fits
    that the rate is for, which is the price of not reading what was dropped. Methods of fewer steps
    than the search are tried at their own: a warm start of few wants a higher rate than of many.

    Args:
        params: see the package; of a method of kind field, with `search`.
        dropped: input, folder of clinical scans of the cohort's first subjects; where one alone can
            be used, it is searched on, from new weights: a warm start's have seen all its slabs.
        table: output, csv, one row a rate: field, signal (the subject), learning_rate, psnr (dB,
            of the slabs between; empty where the fit diverged), chosen.
        chosen: output, json: field, signal, learning_rate, psnr, edge (an end of the grid).
        begin: input, fit that every fit begins with; None: new weights.
    """
    settle(params)
    asked = check(SliceSearch, params["search"], "search")
    *before, scan = _first_two(dropped, params["subjects"])
    steps = min(asked.steps, params["method"]["steps"])
    params = params | {"method": params["method"] | {"steps": steps}}
    field = field_of(params, shape_of(scan))
    reached = partial(_reached, field, scan, begin if before else None)
    found = tried(grid(**asked.rates.model_dump()), reached)
    rows = [[params["name"], scan.name, rate, psnr] for rate, psnr in found.items()]
    best, every = choose(pd.DataFrame(rows, columns=COLUMNS))
    write_csv(table, every)
    write_text(chosen, json.dumps(best.to_dict("records")[0], indent=1, sort_keys=True) + "\n")


def _first_two(dropped: Path, names: list[str]) -> list[Clinical]:
    """Return the first two usable subjects, or the only one."""
    scans = [scan for _, scan in zip(range(2), read_clinical(dropped, names), strict=False)]
    if not scans:
        raise InputError(f"{dropped}: expected a usable scan to search on, found none")
    return scans


def _reached(field: Field, scan: Clinical, begin: Path | None, rate: float) -> float:
    """Return the PSNR of every other slab, from those beside them, at a learning rate, dB."""
    seen = list(range(0, len(scan.values), 2))
    between = [n for n in range(seen[-1]) if n not in seen]
    fit = fitted(with_rate(field, rate), scan.values[seen], scan.slices.only(seen), begin)
    weights = scan.slices.only(between).weights
    painted = np.tensordot(weights, fit.volume.clip(0, 1), 1)
    return float(decibels(1.0, float(np.square(painted - scan.values[between]).mean())))
