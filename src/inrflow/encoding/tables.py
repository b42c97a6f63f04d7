"""Tables of a study of fits: every fit, times, means and intervals, paired tests."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.io.atomic import atomic_file
from inrflow.measures.curve import common_psnr, seconds_to, seconds_to_best
from inrflow.measures.paired import compare, summarise

FIT = ["group", "signal", "field", "seed"]
SPREAD = ["mean", "sd", "low", "high"]
ALIKE = [
    "fixed_numbers",
    "shared_parameters",
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


def curves_of(fits: list[list[Any]], histories: list[Path]) -> pd.DataFrame:
    """Return all histories under each other: group, signal, field, seed, step, seconds, psnr."""
    every = [
        pd.read_parquet(path).assign(**dict(zip(FIT, fit, strict=True)))
        for fit, path in zip(fits, histories, strict=True)
    ]
    return pd.concat(every, ignore_index=True)[[*FIT, "step", "seconds", "psnr"]]


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


def tests(results: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """Return one row a (group, measure, signal, pair of fields)."""
    found = []
    for group, some in results.groupby("group", sort=False):
        for measure in measures:
            known = some[some[measure].notna()] if measure in some else some.iloc[:0]
            if not known.empty:
                one = compare(known, measure)
                one.insert(0, "measure", measure)
                one.insert(0, "group", group)
                found.append(one)
    return pd.concat(found, ignore_index=True)


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table, whole or not at all."""
    with atomic_file(path) as part:
        table.to_csv(part, index=False, float_format="%.6g")


def write_parquet(path: Path, table: pd.DataFrame) -> None:
    """Write a table, whole or not at all."""
    with atomic_file(path) as part:
        table.to_parquet(part)
