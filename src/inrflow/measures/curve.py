"""What a learning curve says: how soon a fit was as good as asked.

A history has columns step, seconds, psnr (dB), ascending in step; rows whose PSNR was not
measured (NaN) are passed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from inrflow.errors import InputError

COLUMNS = ["step", "seconds", "psnr"]


@dataclass(frozen=True)
class Moment:
    """A point of a learning curve.

    Attributes:
        step: optimiser's steps done.
        seconds: wall time since the first step began.
        psnr: dB.
    """

    step: int
    seconds: float
    psnr: float


def seconds_to(history: pd.DataFrame, psnr: float) -> Moment | None:
    """Return the first row at or above a PSNR; None if no row reaches it.

    Nothing is interpolated: the moment is known as finely as the history was written.

    Args:
        history: columns step, seconds, psnr.
        psnr: dB.

    Raises:
        InputError: the history lacks a column.
    """
    known = _measured(history)
    reached = known[known["psnr"] >= psnr]
    return None if reached.empty else _moment(reached.iloc[0])


def seconds_to_best(history: pd.DataFrame) -> Moment | None:
    """Return the row of the largest PSNR, of several the first; None if none was measured."""
    known = _measured(history)
    return None if known.empty else _moment(known.loc[known["psnr"].idxmax()])


def common_psnr(histories: Sequence[pd.DataFrame]) -> float | None:
    """Return the largest PSNR (dB) that every history reaches; None if one measured none."""
    best = [seconds_to_best(history) for history in histories]
    found = [moment.psnr for moment in best if moment]
    return min(found) if found and len(found) == len(best) else None


def _measured(history: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in COLUMNS if name not in history]
    if missing:
        raise InputError(f"history: expected columns {COLUMNS}, found none of {missing}")
    return history[history["psnr"].notna()].reset_index(drop=True)


def _moment(row: pd.Series) -> Moment:
    return Moment(int(row["step"]), float(row["seconds"]), float(row["psnr"]))
