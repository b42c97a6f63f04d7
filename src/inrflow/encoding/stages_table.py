"""The workflow's stage `encode-tables`: every fit, means and intervals, paired tests, orders."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.encoding.orders import verdicts
from inrflow.encoding.reported import REPORTED
from inrflow.encoding.statistics import compare, summarise
from inrflow.io.atomic import atomic_file
from inrflow.measures.curve import common_psnr, seconds_to, seconds_to_best

FIT = ["group", "signal", "field", "seed"]
SPREAD = ["mean", "sd", "low", "high"]
TESTED = ["psnr", "ssim", "iou", "snr", "seconds_to_common"]


ALIKE = [
    "fixed_numbers",
    "bits_per_value",
    "bits_per_pixel",
    "data_range",
    "learning_rate",
    "steps",
    "threads",
    "common_psnr",
    "memory_mib",
    "memory_before_mib",
    "gpu_memory_mib",
]


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
    every = pd.concat(
        [
            pd.read_parquet(path).assign(**dict(zip(FIT, fit, strict=True)))
            for fit, path in zip(params["fits"], histories, strict=True)
        ],
        ignore_index=True,
    )
    results = table_of_fits(params["fits"], metrics).merge(times(every), on=FIT)
    long = summaries(results)
    _csv(fits, results)
    with atomic_file(curves) as part:
        every[[*FIT, "step", "seconds", "psnr"]].to_parquet(part)
    _csv(table, wide(results, long))
    with atomic_file(numbers) as part:
        long.to_parquet(part)
    _csv(pairs, tests(results))
    _csv(orders, judged(results, params["methods"]))


def table_of_fits(fits: list[list[Any]], metrics: list[Path]) -> pd.DataFrame:
    """Return one row a fit: its names, and what is a number or a word in its record."""
    rows = []
    for fit, path in zip(fits, metrics, strict=True):
        record = json.loads(path.read_text())
        plain = {k: v for k, v in record.items() if not isinstance(v, list | dict)}
        rows.append(dict(zip(FIT, fit, strict=True)) | plain)
    return pd.DataFrame(rows)


def times(curves: pd.DataFrame) -> pd.DataFrame:
    """Return seconds to a fit's best PSNR, and to the best that all fits of its signal reach.

    Args:
        curves: columns group, signal, field, seed, step, seconds, psnr.
    """
    rows = []
    for _, some in curves.groupby(FIT[:2], sort=False):
        histories = dict(list(some.groupby(FIT, sort=False)))
        common = common_psnr(list(histories.values()))
        for names, history in histories.items():
            best, reached = seconds_to_best(history), seconds_to(history, common)
            rows.append([*names, best.seconds, best.psnr, common, reached.seconds])
    measured = ["seconds_to_best", "best_psnr", "common_psnr", "seconds_to_common"]
    return pd.DataFrame(rows, columns=[*FIT, *measured])


def summaries(results: pd.DataFrame) -> pd.DataFrame:
    """Return one row a (group, signal, field, measure): n, mean, sd, low, high."""
    found = []
    for group, some in results.groupby("group", sort=False):
        for measure in some.select_dtypes("number").columns.difference(
            [*FIT, "target", *ALIKE], sort=False
        ):
            known = some[some[measure].notna()]
            if not known.empty:
                one = summarise(known, measure)
                one.insert(0, "group", group)
                one.insert(3, "measure", measure)
                found.append(one)
    return pd.concat(found, ignore_index=True)


def wide(results: pd.DataFrame, long: pd.DataFrame) -> pd.DataFrame:
    """Return one row a (group, signal, field): sizes, then mean, sd, low, high of each measure."""
    names = FIT[:3]
    sizes = results.groupby(names, sort=False, as_index=False).agg(
        n=("seed", "size"),
        target=("target", "first"),
        parameters=("parameters", "first"),
        **{name: (name, "max") for name in ALIKE if name in results},
    )
    sizes["ratio"] = sizes["parameters"] / sizes["target"]
    varied = long[~long["measure"].isin(["parameters", "deviation"])]
    spread = varied.pivot_table(index=names, columns="measure", values=SPREAD, sort=False)
    order = [
        (kind, m) for m in varied["measure"].unique() for kind in ("mean", "sd", "low", "high")
    ]
    spread = spread.reindex(columns=pd.MultiIndex.from_tuples(order))
    spread.columns = [f"{measure}_{kind}" for kind, measure in order]
    return sizes.merge(spread.reset_index(), on=names)


def tests(results: pd.DataFrame) -> pd.DataFrame:
    """Return one row a (group, measure, signal, pair of fields)."""
    found = []
    for group, some in results.groupby("group", sort=False):
        for measure in TESTED:
            known = some[some[measure].notna()] if measure in some else some.iloc[:0]
            if not known.empty:
                one = compare(known, measure)
                one.insert(0, "measure", measure)
                one.insert(0, "group", group)
                found.append(one)
    return pd.concat(found, ignore_index=True)


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


def _csv(path: Path, table: pd.DataFrame) -> None:
    with atomic_file(path) as part:
        table.to_csv(part, index=False, float_format="%.6g")
