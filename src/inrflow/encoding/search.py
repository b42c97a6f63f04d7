"""The learning-rate search: one grid for every field, short fits, the best rate of each.

The fits are made elsewhere; here rates are tried and their table is read. A rate at which a fit
diverged has no PSNR (NaN) and is never chosen.
"""

import logging
from collections.abc import Callable
from typing import Literal

import numpy as np
import pandas as pd

from inrflow.errors import InputError
from inrflow.measures.results import duplicated, needs

LOG = logging.getLogger(__name__)
LOWEST, HIGHEST, POINTS = 3e-4, 3e-2, 7
COLUMNS = ["field", "signal", "learning_rate", "psnr"]
Edge = Literal["", "lowest", "highest"]


def grid(lowest: float = LOWEST, highest: float = HIGHEST, points: int = POINTS) -> list[float]:
    """Return learning rates at equal ratios, rounded to two digits, ascending.

    Raises:
        InputError: fewer than 3 points (none would lie inside), or an empty range.
    """
    if points < 3 or not 0 < lowest < highest:
        raise InputError(
            "learning-rate search: expected 3 or more points from a lower to a higher rate "
            f"above 0, found {points} from {lowest:g} to {highest:g}"
        )
    return [float(f"{rate:.1e}") for rate in np.geomspace(lowest, highest, points)]


def tried(rates: list[float], reached: Callable[[float], float]) -> dict[float, float]:
    """Return rate -> PSNR, dB; NaN where a fit diverged.

    Args:
        rates: learning rates.
        reached: makes the fit of a rate and returns its PSNR.

    Raises:
        InputError: no rate has led to a fit; the last one's error.
    """
    found, last = {}, InputError("")
    for rate in rates:
        try:
            found[rate] = reached(rate)
        except InputError as error:
            LOG.warning("learning rate %g: %s", rate, error)
            found[rate], last = float("nan"), error
    if np.isnan(list(found.values())).all():
        raise last
    return found


def choose(results: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the chosen rates and the whole table.

    Args:
        results: columns field, signal, learning_rate, psnr (dB; NaN: diverged); one row a fit.

    Returns:
        One row a (field, signal): learning_rate, psnr, and `edge`: empty where the best rate lies
        inside the grid, else `lowest` or `highest`, and a better rate may lie outside.
        All rows, sorted, with `chosen`.

    Raises:
        InputError: a fit given twice, grids that differ, or a field without a finite PSNR.
    """
    needs(results, COLUMNS, "learning-rate search")
    duplicated(results, COLUMNS[:3], "learning-rate search")
    rates = _shared_grid(results)
    table = results[COLUMNS].sort_values(COLUMNS[:3], ignore_index=True)
    rows = [_best(some, *names) for names, some in table.groupby(COLUMNS[:2])]
    table["chosen"] = table.index.isin(rows)
    chosen = table.loc[rows, COLUMNS].reset_index(drop=True)
    chosen["edge"] = [_edge(rate, rates) for rate in chosen["learning_rate"]]
    return chosen, table


def _shared_grid(results: pd.DataFrame) -> list[float]:
    """Return the rates; the same for every field, or the comparison would not be fair."""
    rates = sorted(set(results["learning_rate"]))
    for (field, signal), some in results.groupby(COLUMNS[:2]):
        tried = sorted(some["learning_rate"])
        if tried != rates:
            raise InputError(
                f"learning-rate search: expected the rates {rates} for field {field} on signal "
                f"{signal} as for the others, found {tried}"
            )
    return rates


def _best(some: pd.DataFrame, field: str, signal: str) -> int:
    """Return the row of the largest PSNR; of several the lowest rate."""
    finite = some[np.isfinite(some["psnr"])]
    if finite.empty:
        raise InputError(
            f"learning-rate search: expected a finite PSNR of field {field} on signal {signal} at "
            "one rate or more, found none"
        )
    return int(finite["psnr"].idxmax())


def _edge(rate: float, rates: list[float]) -> Edge:
    if rate == rates[0]:
        return "lowest"
    return "highest" if rate == rates[-1] else ""
