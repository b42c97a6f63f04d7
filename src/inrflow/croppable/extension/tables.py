"""The workflow's stage `croppable-extension-tables`: every fit, means over seeds, differences."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.encoding.tables import write_csv, write_parquet
from inrflow.measures.paired import Paired, holm, pair, summarise

COMPARED = ["psnr", "psnr_minmax"]
NOT_SUMMARISED = ["seed", "steps", "parameters", "trained"]
FIT = ["signal", "seed", "phase", "method"]


def tabulate(
    params: dict[str, Any],
    *,
    curves: list[Path],
    metrics: list[Path],
    courses: Path,
    fits: Path,
    table: Path,
    pairs: Path,
) -> None:
    """Put the methods of all signals and seeds beside each other.

    Args:
        params: `fits`: [signal, seed] of every input, in their order; `methods`: in order, the
            first is the one that the others are held against.
        curves: inputs, parquet.
        metrics: inputs, json.
        courses: output, parquet: all curves.
        fits: output, csv, one row a (signal, seed, phase, method): sizes, how it begins and ends.
        table: output, csv, one row a (signal, phase, method): means, 95 % intervals over seeds.
        pairs: output, csv, one row a (signal, other method, measure, at): the first method less
            the other over seeds, `at` the end of each, equal steps of tuning, equal seconds. A
            family of Holm's correction is one signal's other methods.
    """
    every = [
        pd.read_parquet(path).assign(signal=signal, seed=seed)
        for (signal, seed), path in zip(params["fits"], curves, strict=True)
    ]
    course = pd.concat(every, ignore_index=True)
    results = table_of_fits(params["fits"], metrics, params["methods"])
    write_parquet(courses, course[[*FIT, *course.columns.drop(FIT)]])
    write_csv(fits, results)
    write_csv(table, means(results))
    write_csv(pairs, differences(course[course["phase"] == "tune"], params["methods"]))


def table_of_fits(fits: list[list[Any]], metrics: list[Path], methods: list[str]) -> pd.DataFrame:
    """Return one row a (signal, seed, phase, method), methods in their order."""
    rows = []
    for (signal, seed), path in zip(fits, metrics, strict=True):
        record = json.loads(path.read_text())
        parts = [("part", name) for name in record["part"]]
        for phase, name in [*parts, *(("tune", name) for name in methods)]:
            named = dict(zip(FIT, (signal, seed, phase, name), strict=True))
            rows.append(named | record[phase][name])
    return pd.DataFrame(rows)


def means(results: pd.DataFrame) -> pd.DataFrame:
    """Return one row a (signal, phase, method): n, sizes, then mean, sd, low, high of a measure.

    Args:
        results: see `table_of_fits`.
    """
    names = ["signal", "phase", "method"]
    rows = results.groupby(names, sort=False, as_index=False).agg(
        n=("seed", "size"), **{one: (one, "first") for one in NOT_SUMMARISED[1:]}
    )
    measures = results.select_dtypes("number").columns.difference(NOT_SUMMARISED, sort=False)
    field = results["phase"] + " " + results["method"]
    spread = [_spread(results.assign(field=field), measure) for measure in measures]
    rows["field"] = rows["phase"] + " " + rows["method"]
    for one in spread:
        rows = rows.merge(one, on=["signal", "field"], how="left")
    return rows.drop(columns="field")


def differences(courses: pd.DataFrame, methods: list[str]) -> pd.DataFrame:
    """Return the first method less each other one, paired over seeds.

    Between two evaluations a measure is taken to be linear in steps and in seconds.

    Args:
        courses: of the tuning: signal, seed, method, step, seconds, measures.
        methods: names, the first one first.
    """
    rows = []
    for signal, some in courses.groupby("signal", sort=False):
        curves = {
            name: dict(list(one.groupby("seed")))
            for name, one in some.groupby("method", sort=False)
        }
        for measure in COMPARED:
            for at in ("end", "steps", "seconds"):
                told = {"signal": signal, "measure": measure, "at": at}
                rows += [told | row for row in _family(curves, methods, measure, at)]
    names = ["signal", "measure", "at", "first", "second", *Paired.__dataclass_fields__]
    table = pd.DataFrame(rows, columns=[*names, "p_holm", "p_wilcoxon_holm"])
    return table.astype(dict.fromkeys(table.columns[5:], np.float64))


def _family(
    curves: dict[str, dict[int, pd.DataFrame]], methods: list[str], measure: str, at: str
) -> list[dict[str, Any]]:
    """Return the rows of one family of tests: the first method against each other."""
    first, found = curves[methods[0]], []
    for name in methods[1:]:
        both = [(first[seed], curves[name][seed]) for seed in first]
        values = np.array([reached(*two, measure, at) for two in both])
        found.append({"first": methods[0], "second": name} | asdict(pair(values)))
    for p in ("p", "p_wilcoxon"):
        for row, value in zip(found, holm([row[p] for row in found]), strict=True):
            row[f"{p}_holm"] = value
    return found


def reached(
    first: pd.DataFrame, second: pd.DataFrame, measure: str, at: str
) -> tuple[float, float]:
    """Return a measure of two fits at the end of each, or where the shorter one ends."""
    if at == "end":
        return float(first[measure].iloc[-1]), float(second[measure].iloc[-1])
    clock = {"steps": "step", "seconds": "seconds"}[at]
    shared = min(first[clock].iloc[-1], second[clock].iloc[-1])
    one, other = (float(np.interp(shared, x[clock], x[measure])) for x in (first, second))
    return one, other


def _spread(results: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return mean, sd, low, high of a measure: one row a (signal, field)."""
    known = summarise(results[results[measure].notna()], measure).drop(columns="n")
    return known.rename(columns={name: f"{measure}_{name}" for name in known.columns[2:]})
