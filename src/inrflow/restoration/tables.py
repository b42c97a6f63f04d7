"""The workflow's stage `restoration-tables`: fields and classical methods beside each other."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.encoding.tables import write_csv, write_parquet
from inrflow.measures.paired import Paired, holm, pair, summarise

ROW = ["task", "signal", "method", "kind", "seed", "selection"]
MEASURES = ("psnr", "ssim")
# what a classical method is taken at beside a field's selection: the first that it has
BESIDE = {
    "fixed": ("blind", "fixed"),
    "blind": ("blind", "fixed"),
    "discrepancy": ("blind", "fixed"),
    "oracle": ("oracle", "fixed"),
}
SIREN = "siren"


def tabulate(
    params: dict[str, Any],
    *,
    curves: list[Path],
    metrics: list[Path],
    classical: list[Path],
    courses: Path,
    fits: Path,
    table: Path,
    pairs: Path,
) -> None:
    """Put what all methods restore beside each other.

    Args:
        params: `fits`: [task, signal, seed] of curves and metrics, in their order; `references`:
            [task, signal] of the classical ones; `siren`: field of each task that the others are
            held against, null: none.
        curves: inputs, parquet.
        metrics: inputs, json.
        classical: inputs, csv.
        courses: output, parquet: all curves.
        fits: output, csv, one row a (task, signal, method, seed, selection): see `of_fields`.
        table: output, csv, one row a (task, signal, method, selection): mean, sd and 95 % interval
            of PSNR and SSIM over seeds.
        pairs: output, csv, one row a (task, signal, measure, selection, field, other): the field
            less the best classical method, and less SIREN.
    """
    every = [
        pd.read_parquet(path).assign(task=task, signal=signal, seed=seed)
        for (task, signal, seed), path in zip(params["fits"], curves, strict=True)
    ]
    course = pd.concat(every, ignore_index=True)
    results = pd.concat(
        [of_fields(course, params["fits"], metrics), of_classical(params["references"], classical)],
        ignore_index=True,
    )
    names = ["task", "signal", "field", "seed"]
    write_parquet(courses, course[[*names, *course.columns.drop(names)]])
    write_csv(fits, results)
    write_csv(table, means(results))
    write_csv(pairs, differences(results, params["siren"]))


def of_fields(course: pd.DataFrame, fits: list[list[Any]], metrics: list[Path]) -> pd.DataFrame:
    """Return one row a fit and selection.

    Columns: task, signal, method (the field), kind `field`, seed, selection (fixed, blind, oracle;
    discrepancy where the noise is known), psnr (dB, clamped), ssim, psnr_unclamped, psnr_oinr
    (dB, released definitions, of the same picture), psnr_released (dB, the largest psnr_unclamped
    of the fit, what the released code of Croppable INRs reports), step (taken), steps (of the
    fit), seconds (of the optimiser up to that step), parameters, learning_rate, edge.
    """
    rows = []
    fields = dict(list(course.groupby(["task", "signal", "seed", "field"], sort=False)))
    for fit, path in zip(fits, metrics, strict=True):
        for field, record in json.loads(path.read_text()).items():
            curve = fields[(*fit, field)].drop(columns=["task", "signal", "seed", "field"])
            told = {key: value for key, value in record.items() if key != "chosen"}
            told["psnr_released"] = float(curve["psnr_unclamped"].max())
            for selection, row in record["chosen"].items():
                named = dict(zip(ROW, (*fit[:2], field, "field", fit[2], selection), strict=True))
                rows.append(named | curve.iloc[row].to_dict() | told)
    return pd.DataFrame(rows).drop(columns=["kept", "held_out"]).astype({"step": int})


def of_classical(references: list[list[str]], classical: list[Path]) -> pd.DataFrame:
    """Return one row a seed, classical method and selection; columns as of fields, and settings."""
    every = [
        pd.read_csv(path).assign(task=task, signal=signal, kind="classical")
        for (task, signal), path in zip(references, classical, strict=True)
    ]
    table = pd.concat(every, ignore_index=True)
    return table[[*ROW, *table.columns.drop(ROW)]]


def means(results: pd.DataFrame) -> pd.DataFrame:
    """Return one row a (task, signal, method, selection): n, then mean, sd, low, high."""
    groups = ["task", "method", "kind", "selection"]
    found = []
    for names, some in results.groupby(groups, sort=False):
        told = dict(zip(groups, names, strict=True))
        spreads = [_spread(some, measure) for measure in MEASURES]
        both = spreads[0].merge(spreads[1].drop(columns="n"), on="signal", how="left")
        found.append(both.assign(**told))
    table = pd.concat(found, ignore_index=True)
    first = ["task", "signal", "method", "kind", "selection"]
    return table[[*first, *table.columns.drop(first)]]


def differences(results: pd.DataFrame, siren: dict[str, str | None]) -> pd.DataFrame:
    """Return each field less the best classical method, and less SIREN, paired over seeds.

    The best classical method is the one of the largest mean on that picture, of settings chosen
    as a user can (`BESIDE`); beside oracles, at its oracle. A family of Holm's correction is one
    picture's fields against one other.

    Args:
        results: see `of_fields` and `of_classical`.
        siren: task -> the field that the others are held against; None: none.
    """
    rows = []
    for (task, signal), some in results.groupby(["task", "signal"], sort=False):
        fields, classical = (some[some["kind"] == kind] for kind in ("field", "classical"))
        for selection, fitted in fields.groupby("selection", sort=False):
            for measure in MEASURES:
                if fitted[measure].isna().any():  # a picture too small for the window
                    continue
                told = {"task": task, "signal": signal, "measure": measure, "selection": selection}
                wide = fitted.pivot_table(
                    index="seed", columns="method", values=measure, sort=False
                )
                best = best_of(taken(classical, selection), measure)
                rows += [told | row for row in _family(wide, *best)]
                if siren.get(task) in wide:
                    rows += [told | row for row in _family(wide, siren[task], wide[siren[task]])]
    names = ["task", "signal", "measure", "selection", "first", "second"]
    table = pd.DataFrame(rows, columns=[*names, *Paired.__dataclass_fields__, "p_holm"])
    return table.astype(dict.fromkeys(table.columns[7:], np.float64))


def taken(classical: pd.DataFrame, selection: str) -> pd.DataFrame:
    """Return each classical method's rows at what stands beside a field's selection."""
    found = []
    for _, some in classical.groupby("method", sort=False):
        has = next((one for one in BESIDE[selection] if one in set(some["selection"])), None)
        found.append(some[some["selection"] == has])
    return pd.concat(found, ignore_index=True)


def best_of(classical: pd.DataFrame, measure: str) -> tuple[str, pd.Series]:
    """Return the method of the largest mean, and its values by seed."""
    wide = classical.pivot_table(index="seed", columns="method", values=measure, sort=False)
    best = str(wide.mean().idxmax())
    return best, wide[best]


def _family(wide: pd.DataFrame, second: str, values: pd.Series) -> list[dict[str, Any]]:
    """Return the rows of one family of tests: every field against one other method."""
    found = []
    for first in wide.columns.drop(second, errors="ignore"):
        both = np.column_stack([wide[first], values.loc[wide.index]]).astype(np.float64)
        found.append({"first": first, "second": second} | asdict(pair(both)))
    for row, p in zip(found, holm([row["p"] for row in found]), strict=True):
        row["p_holm"] = p
    return found


def _spread(results: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return n, mean, sd, low, high of a measure: one row a signal."""
    known = results.assign(field=results["method"]).dropna(subset=[measure])
    if known.empty:
        return pd.DataFrame(columns=["signal", "n"])
    spread = summarise(known, measure).drop(columns="field")
    return spread.rename(columns={name: f"{measure}_{name}" for name in spread.columns[2:]})
