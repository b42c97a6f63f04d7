"""The workflow's stage `oinr-sequences-tables`: all signals and seeds."""

from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.encoding.tables import write_csv


def tabulate(
    params: dict[str, Any], *, fits: list[Path], courses: list[Path], table: Path, frames: Path
) -> None:
    """Put the tables of all signals and seeds under each other.

    Args:
        params: nothing.
        fits: inputs, csv.
        courses: inputs, csv.
        table: output, csv, one row a (signal, method, every, seed).
        frames: output, csv, one row a (signal, method, every, seed, frame).
    """
    for files, output in ((fits, table), (courses, frames)):
        write_csv(output, pd.concat(map(pd.read_csv, files), ignore_index=True))
