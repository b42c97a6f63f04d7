"""Which of two fields a paper reports to be better, and whether these fits show it.

A signal that a paper's table has (by name) is held against its own row. Any other signal of that
kind is held against what every row of the table agrees on. The unit of a verdict is a seed: fits
of both fields share it. It speaks of that one signal, and its interval is not corrected for the
number of orders.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import permutations

import numpy as np
import pandas as pd

from inrflow.encoding.reported import REPORTED, Reported
from inrflow.measures.ledger import judge
from inrflow.measures.paired import pair
from inrflow.measures.results import fits

ENOUGH = 2  # seeds
WORDS = {"holds": "seen", "fails": "reversed", "undecided": "undecided"}


@dataclass(frozen=True)
class Order:
    """One reported order.

    Attributes:
        source: paper and table.
        setting: how its numbers were had.
        row: the table's signal; `every row` where all agree.
        measure: key of `inrflow.measures.quality`.
        higher: the method that is reported to be better.
        lower: the other one.
        reported: by how much: the row's difference, of every row the smallest.
    """

    source: str
    setting: str
    row: str
    measure: str
    higher: str
    lower: str
    reported: float


def orders(table: Reported, signal: str) -> list[Order]:
    """Return what a table says of a signal: its own row's orders, or those of every row."""
    rows = [table.rows[signal]] if signal in table.rows else list(table.rows.values())
    row = signal if signal in table.rows else "every row"
    found = []
    for higher, lower in permutations(rows[0], 2):
        least = min(values[higher] - values[lower] for values in rows)
        if least > 0:
            told = (table.source, table.setting, row, table.measure)
            found.append(Order(*told, higher, lower, round(least, 6)))
    return found


def verdicts(
    results: pd.DataFrame, kinds: Mapping[str, str], methods: Mapping[str, str]
) -> pd.DataFrame:
    """Return one row a (signal, order) whose two methods were both fitted to the signal.

    Args:
        results: one row a fit: columns signal, field, seed and the measures of the tables.
        kinds: signal -> image, video, audio or volume.
        methods: the tables' method -> name of the field in `results`; others are not judged.

    Returns:
        Columns signal, those of `Order`, n, difference, low, high (95 % over seeds, paired;
        NaN where undefined) and verdict: seen, reversed or undecided.

    Raises:
        InputError: a measure's column is missing, a fit stands twice, a number is not finite.
    """
    rows = []
    for signal, some in results.groupby("signal", sort=False):
        tables = [table for table in REPORTED if table.kind == kinds[signal]]
        for order in (order for table in tables for order in orders(table, signal)):
            names = [methods.get(order.higher), methods.get(order.lower)]
            if set(some["field"]).issuperset(names):
                found = judge_order(some, order, names)
                rows.append({"signal": signal} | asdict(order) | found)
    columns = ["signal", *Order.__dataclass_fields__, "n", "difference", "low", "high", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def judge_order(
    results: pd.DataFrame, order: Order, names: list[str]
) -> dict[str, float | int | str]:
    """Return n, difference, low, high, verdict of one order on one signal.

    Args:
        results: one row a fit of that signal.
        order: what is reported.
        names: fields of the higher and of the lower method.
    """
    some = fits(results[results["field"].isin(names)], order.measure)
    wide = some.pivot_table(index="seed", columns="field", values=order.measure)[names].dropna()
    values = wide.to_numpy(dtype=np.float64)
    found, verdict = pair(values), "undecided"
    if found.low is not None:
        gains = (values[:, 0] - values[:, 1]).tolist()
        units = {(f"seed {seed}", 0): d for seed, d in zip(wide.index, gains, strict=True)}
        verdict = WORDS[judge(units, 0.0, "above", ENOUGH).verdict]
    numbers = {key: getattr(found, key) for key in ("n", "difference", "low", "high")}
    known = {key: np.nan if value is None else value for key, value in numbers.items()}
    return known | {"verdict": verdict}
