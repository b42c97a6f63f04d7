"""What fits reach in the same time: PSNR at the moment at which the fastest of them ends."""

import numpy as np
import pandas as pd

from inrflow.encoding.claims.ledger import EQUAL_SECONDS as PSNR

SECONDS = "equal_seconds"


def at_equal_seconds(curves: pd.DataFrame) -> pd.DataFrame:
    """Return the PSNR of every fit at the largest time that all fits of its seed reach.

    Between two evaluations of a fit its PSNR (dB) is taken to be linear in time. Before the first
    one nothing is known: a fit whose first evaluation comes later has no number (NaN).

    Args:
        curves: histories of one signal's fits: columns field, seed, seconds, psnr.

    Returns:
        Columns field, seed, `equal_seconds`, `psnr_at_equal_seconds`.
    """
    rows = []
    for seed, some in curves.groupby("seed", sort=False):
        shared = some.groupby("field")["seconds"].max().min()
        for field, history in some.groupby("field", sort=False):
            known = history.sort_values("seconds")
            psnr = np.interp(shared, known["seconds"], known["psnr"], left=np.nan)
            rows.append([field, seed, shared, float(psnr)])
    return pd.DataFrame(rows, columns=["field", "seed", SECONDS, PSNR])


def of_each_signal(curves: pd.DataFrame) -> pd.DataFrame:
    """Return `at_equal_seconds` of every signal, one under the other, with a column `signal`."""
    found = [
        at_equal_seconds(some).assign(signal=signal)
        for signal, some in curves.groupby("signal", sort=False)
    ]
    return pd.concat(found)
