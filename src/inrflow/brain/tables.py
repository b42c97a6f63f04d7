"""The workflow's stage `brain-scores`: how far imputed volumes of a set are from the truth."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.brain.impute.written import SCORES
from inrflow.encoding.tables import write_csv, write_parquet
from inrflow.measures.paired import spread

JOB = ["cohort", "drop", "method", "kind", "axis", "gap", "thickness"]
CELL = [*JOB, "missing", "part", "region"]
MEASURES = ("mse", "psnr", "ssim")
# O-INR, Table 3: gap -> share missing in per cent, MSE of fitted slices, of all others
TABLE_3 = {
    2: (50, 2.17e-5, 8.33e-5),
    3: (66, 3.10e-5, 2.38e-4),
    4: (75, 1.39e-6, 4.70e-4),
    5: (80, 1.58e-5, 7.66e-4),
    6: (82, 2.69e-6, 1.08e-3),
}


def tabulate(
    params: dict[str, Any],
    *,
    imputed: list[Path],
    table: Path,
    table_parquet: Path,
    summary: Path,
    summary_parquet: Path,
    published: Path,
) -> None:
    """Put the scores of all cohorts, drops and methods of a set beside each other.

    Args:
        params: `jobs`: cohort, drop, method, kind, axis, gap, thickness of every folder, in order.
        imputed: inputs, folders of imputed volumes.
        table: output, csv, one row a (cohort, drop, method, subject, part, region).
        table_parquet: output, the same.
        summary: output, csv, see `summarised`.
        summary_parquet: output, the same.
        published: output, csv, see `beside_the_paper`.
    """
    every = [
        pd.read_csv(path / SCORES, dtype={"subject": str}).assign(**job)
        for job, path in zip(params["jobs"], imputed, strict=True)
    ]
    found = pd.concat([one for one in every if not one.empty], ignore_index=True)
    found = found[[*JOB, *found.columns.drop(JOB)]]
    short = summarised(found)
    for rows, csv, parquet in (
        (found, table, table_parquet),
        (short, summary, summary_parquet),
    ):
        write_csv(csv, rows)
        write_parquet(parquet, rows)
    write_csv(published, beside_the_paper(found))


def summarised(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row a (cohort, drop, method, part, region, measure).

    Columns: those of the job, missing, part, region, measure (mse, psnr in dB, ssim), n subjects,
    their mean and sd, low and high of Student's 95 % interval of the mean; empty where undefined.
    """
    rows = []
    for names, some in table.groupby(CELL, sort=False):
        for measure in MEASURES:
            values = some[measure].dropna().to_numpy(np.float64)
            if values.size == 0:  # slices smaller than the window of SSIM
                continue
            low, high = spread(values) or (np.nan, np.nan)
            sd = values.std(ddof=1) if values.size > 1 else np.nan
            rows.append([*names, measure, values.size, values.mean(), sd, low, high])
    return pd.DataFrame(rows, columns=[*CELL, "measure", "n", "mean", "sd", "low", "high"])


def beside_the_paper(table: pd.DataFrame) -> pd.DataFrame:
    """Return Table 3 of O-INR as this set has it: one row a (cohort, drop, method).

    Errors are of whole slices, as published: train_mse of measured ones, test_mse of all others,
    between slabs and beyond; means over subjects. The paper's, of its own data and networks, stand
    beside those of the same gap between thin coronal slices.
    """
    whole = table[table["region"] == "all"]
    rows = []
    for names, some in whole.groupby([*JOB, "missing"], sort=False):
        train, test = (_pooled(some, parts) for parts in (["measured"], ["unseen", "beyond"]))
        row = dict(zip([*JOB, "missing"], names, strict=True)) | {"n": train.size}
        row |= {key: some[key].iloc[0] for key in ("parameters", "steps", "learning_rate")}
        row |= {"train_mse": train.mean(), "test_mse": test.mean()}
        alike = row["thickness"] == 1 and row["axis"] == "coronal"
        paper = TABLE_3.get(row["gap"], (None,) * 3) if alike else (None,) * 3
        keys = ("paper_missing_percent", "paper_train_mse", "paper_test_mse")
        rows.append(row | dict(zip(keys, paper, strict=True)))
    return pd.DataFrame(rows)


def _pooled(some: pd.DataFrame, parts: list[str]) -> pd.Series:
    """Return each subject's MSE over the slices of some parts."""
    rows = some[some["part"].isin(parts)]
    rows = rows.assign(total=rows["mse"] * rows["slices"])
    sums = rows.groupby("subject", sort=False)[["total", "slices"]].sum()
    return sums["total"] / sums["slices"]
