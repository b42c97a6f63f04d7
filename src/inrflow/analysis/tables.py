"""The workflow's stage `tables`: quality of all fits, medians of all dispersions."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.io.atomic import atomic_file

FIT_COLUMNS = [
    "psnr",
    "psnr_unclamped",
    "psnr_8bit",
    "ssim",
    "parameters",
    "fixed_numbers",
    "bits_per_pixel",
    "steps",
]


def tabulate(
    params: dict[str, Any],
    *,
    metrics: list[Path],
    groupings: list[Path],
    scalars: list[Path],
    fits: Path,
    grouping: Path,
    numbers: Path,
) -> None:
    """Write the tables of all fits.

    Args:
        params: `fits`: [signal, field, seed] of every metrics file, in their order.
        metrics: inputs, json.
        groupings: inputs, parquet, medians of the dispersions of each fit.
        scalars: inputs, parquet, one row a number.
        fits: output, csv, quality and size of every fit.
        grouping: output, csv, medians of the dispersions.
        numbers: output, csv, all scalars: what the claims are decided from.
    """
    rows = []
    for (signal, field, seed), path in zip(params["fits"], metrics, strict=True):
        record = json.loads(path.read_text())
        names = {"signal": signal, "field": field, "seed": seed}
        rows.append(names | {key: record.get(key) for key in FIT_COLUMNS})
    _write(pd.DataFrame(rows), fits)
    _write(pd.concat([pd.read_parquet(path) for path in groupings]), grouping)
    _write(pd.concat([pd.read_parquet(path) for path in scalars]), numbers)


def _write(table: pd.DataFrame, path: Path) -> None:
    with atomic_file(path) as part:
        table.to_csv(part, index=False, float_format="%.6g")
