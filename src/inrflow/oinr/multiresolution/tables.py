"""The workflow's stage `oinr-multiresolution-table`: all pictures and seeds in one table."""

from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.encoding.tables import write_csv


def tabulate(params: dict[str, Any], *, tables: list[Path], table: Path) -> None:
    """Put the rows of all jobs under each other.

    Args:
        params: nothing.
        tables: inputs, csv of the stage `oinr-multiresolution`.
        table: output, csv: the same columns.
    """
    del params
    write_csv(table, pd.concat([pd.read_csv(path) for path in tables], ignore_index=True))
