"""Tables of results: one row a fit."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from inrflow.errors import InputError

FIT = ["signal", "field", "seed"]


def needs(table: pd.DataFrame, columns: Sequence[str], where: str) -> None:
    """Refuse a table that lacks a column, or that is empty."""
    missing = [name for name in columns if name not in table]
    if missing or table.empty:
        found = f"no {missing}" if missing else "no rows"
        raise InputError(f"{where}: expected columns {list(columns)}, found {found}")


def duplicated(table: pd.DataFrame, keys: list[str], where: str) -> None:
    """Refuse two rows of the same fit."""
    again = table[table.duplicated(keys)]
    if not again.empty:
        named = ", ".join(f"{key} {again.iloc[0][key]}" for key in keys)
        raise InputError(f"{where}: expected one row a fit, found two of {named}")


def fits(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return columns signal, field, seed, `measure` of a table that is fit to be compared.

    Raises:
        InputError: a column is missing, a fit stands twice, or a number is not finite.
    """
    needs(table, [*FIT, measure], "results")
    duplicated(table, FIT, "results")
    values = table[measure].to_numpy(dtype=np.float64)
    if not np.isfinite(values).all():
        row = table.iloc[int(np.argmin(np.isfinite(values)))]
        named = ", ".join(f"{key} {row[key]}" for key in FIT)
        raise InputError(f"results: expected a finite {measure}, found {row[measure]} of {named}")
    return table[[*FIT, measure]]
