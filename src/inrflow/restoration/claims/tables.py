"""Scores of a task as the ledger reads them: one row a method, signal and seed."""

import pandas as pd

from inrflow.config.restoration.claims import BEST
from inrflow.restoration.tables import best_of, taken

KEYS = ["signal", "field", "seed"]
SELECTIONS = ("blind", "fixed", "oracle")


def of_task(results: pd.DataFrame, task: str) -> pd.DataFrame:
    """Return `psnr_SELECTION` of each method, `oracle_gain` of fields, the best classical one too.

    Args:
        results: one row a (task, signal, method, seed, selection); see
            `inrflow.restoration.tables`.
        task: its name.
    """
    some = results[results["task"] == task]
    fields = some[some["kind"] == "field"].rename(columns={"method": "field"})
    wide = fields.pivot_table(index=KEYS, columns="selection", values="psnr", sort=False)
    wide["oracle_gain"] = wide["oracle"] - wide["blind"]
    wide = wide.rename(columns={name: f"psnr_{name}" for name in SELECTIONS}).reset_index()
    classical = some[some["kind"] == "classical"]
    best = [_best(rows, signal) for signal, rows in classical.groupby("signal", sort=False)]
    return pd.concat([wide, *best], ignore_index=True)


def _best(classical: pd.DataFrame, signal: str) -> pd.DataFrame:
    """Return the best classical method of a picture, chosen as each selection of fields is."""
    columns = {f"psnr_{name}": best_of(taken(classical, name), "psnr")[1] for name in SELECTIONS}
    return pd.DataFrame(columns).reset_index().assign(signal=signal, field=BEST)
