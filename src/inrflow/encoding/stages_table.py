"""The workflow's stage `encode-tables`: every fit, means and intervals, paired tests, orders."""

from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.encoding.orders import verdicts
from inrflow.encoding.reported import REPORTED
from inrflow.encoding.tables import (
    FIT,
    curves_of,
    summaries,
    table_of_fits,
    tests,
    times,
    wide,
    write_csv,
    write_parquet,
)

TESTED = ["psnr", "ssim", "iou", "snr", "seconds_to_common"]


def tabulate(
    params: dict[str, Any],
    *,
    metrics: list[Path],
    histories: list[Path],
    fits: Path,
    curves: Path,
    table: Path,
    numbers: Path,
    pairs: Path,
    orders: Path,
) -> None:
    """Put all fits of the study beside each other.

    Args:
        params: `fits`: [group, signal, field, seed] of every metrics file and history, in their
            order; `methods`: group -> a paper's method -> field.
        metrics: inputs, json.
        histories: inputs, parquet.
        fits: output, csv, one row a fit.
        curves: output, parquet, all histories.
        table: output, csv, one row a (group, signal, field): mean, sd, low, high of each measure;
            one number of what is no measure of a seed's (`ALIKE`; of memory the most: a job fits
            its seeds one after the other, and a process keeps its peak).
        numbers: output, parquet, the same, one row a measure.
        pairs: output, csv, paired tests over seeds.
        orders: output, csv, what papers report: seen, reversed or undecided.
    """
    every = curves_of(params["fits"], histories)
    results = table_of_fits(params["fits"], metrics).merge(times(every), on=FIT)
    long = summaries(results)
    write_csv(fits, results)
    write_parquet(curves, every)
    write_csv(table, wide(results, long))
    write_parquet(numbers, long)
    write_csv(pairs, tests(results, TESTED))
    write_csv(orders, judged(results, params["methods"]))


def judged(results: pd.DataFrame, methods: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Return the orders that papers report, one row each that the fits can speak to.

    Args:
        results: one row a fit, column `kind` the signal's.
        methods: group -> a paper's method -> field; methods left out go by their own name.
    """
    own = {
        method: method.replace("_", "-") for t in REPORTED for r in t.rows.values() for method in r
    }
    found = []
    for group, some in results.groupby("group", sort=False):
        kinds = some.groupby("signal")["kind"].first().to_dict()
        one = verdicts(some, kinds, own | methods.get(group, {}))
        one.insert(0, "group", group)
        found.append(one)
    return pd.concat(found, ignore_index=True)
