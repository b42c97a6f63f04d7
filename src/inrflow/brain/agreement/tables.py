"""The workflow's stage `brain-agreement-tables`: the measures of all cohorts, and their means."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.encoding.tables import write_csv, write_parquet
from inrflow.measures.interval import interval

KEYS = ["drop", "method", "measure", "threshold"]
LINEAR = ["linear", "less_linear", "less_linear_low", "less_linear_high"]
SUMMARY = [*KEYS, "n", "undefined", "mean", "low", "high", *LINEAR]


def tabulate(
    params: dict[str, Any],
    *,
    tables: list[Path],
    every: Path,
    every_parquet: Path,
    summary: Path,
    summary_parquet: Path,
) -> None:
    """Write the measures of all cohorts of a set under each other, and their means.

    Args:
        params: `linear`: name of linear interpolation, or None.
        tables: inputs, csv of the stage `brain-agreement`.
        every: output, csv.
        every_parquet: output, the same.
        summary: output, csv; see `summarise`.
        summary_parquet: output, the same.
    """
    rows = read_agreement(tables)
    means = summarise(rows, params["linear"])
    for table, csv, parquet in ((rows, every, every_parquet), (means, summary, summary_parquet)):
        write_csv(csv, table)
        write_parquet(parquet, table)


def read_agreement(tables: list[Path]) -> pd.DataFrame:
    """Read tables of the stage `brain-agreement`, under each other."""
    words = dict.fromkeys(("cohort", "drop", "method", "measure"), str)
    numbers = {"threshold": "", "value": ""}
    every = [
        pd.read_csv(path, dtype=words, keep_default_na=False, na_values=numbers) for path in tables
    ]
    return pd.concat(every, ignore_index=True).astype({"threshold": float, "value": float})


def summarise(rows: pd.DataFrame, linear: str | None) -> pd.DataFrame:
    """Return one row a (drop, method, measure, threshold): mean over cohorts, beside linear's.

    Args:
        rows: cohort, drop, method, measure, threshold, value.
        linear: name of linear interpolation; None or absent: its columns are NaN.

    Returns:
        n: cohorts that have a value; undefined: those that have none; mean, low, high: Student's
        95 % interval over cohorts, NaN for one; linear: its mean; less_linear, with low and high:
        what the method has more than linear, over the cohorts where both have a value.
    """
    on = ["cohort", "drop", "measure", "threshold"]
    lines = rows.loc[rows["method"] == linear, [*on, "value"]]
    beside = rows.merge(lines.rename(columns={"value": "linear"}), on=on, how="left")
    found = []
    for key, some in beside.groupby(KEYS, sort=False, dropna=False):
        known = some["value"].dropna()
        less = (some["value"] - some["linear"]).dropna()
        found.append(
            [
                *key,
                len(known),
                len(some) - len(known),
                *_mean(known),
                some["linear"].mean(),
                *_mean(less),
            ]
        )
    return pd.DataFrame(found, columns=SUMMARY)


def _mean(values: pd.Series) -> tuple[float, float, float]:
    """Return mean and interval over cohorts; NaN where there are too few."""
    if values.empty:
        return np.nan, np.nan, np.nan
    ends = interval(values.to_numpy(np.float64)) if len(values) > 1 else (np.nan, np.nan)
    return float(values.mean()), *ends
