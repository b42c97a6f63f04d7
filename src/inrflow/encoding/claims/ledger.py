"""The ledger of pairs: from tables of fits to one verdict a claim, pair, measure and signal.

The unit is a pair of fits of one signal and one seed, or a fit where nothing is compared. A
signal's verdict rests on the interval over its seeds and says what holds on that signal; the
verdict on `all` rests on the interval over the signals' means. Where an interval holds the bound,
or there are too few, a claim is undecided.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

import pandas as pd

from inrflow.encoding.claims.claim import Claim
from inrflow.measures.ledger import Judgement, judge, judge_ratio

ALL = "all"
EQUAL_SECONDS = "psnr_at_equal_seconds"  # column of a table that knows it
COLUMNS = [
    "claim", "statement", "source", "table", "first", "second", "measure", "at", "unit", "signal",
    "bound", "value", "low", "high", "n", "signals", "verdict",
]  # fmt: skip
Units = dict[tuple[str, int], float]
Pairing = Mapping[str, str | None]
Timed = Callable[[pd.DataFrame, Pairing], pd.DataFrame]


def untimed(table: pd.DataFrame, pairing: Pairing) -> pd.DataFrame:
    """Return a table as it is: nothing is known of its fits' courses."""
    return table


def ledger(
    claims: Mapping[str, Claim],
    tables: Mapping[str, pd.DataFrame],
    pairings: Mapping[str, list[dict[str, str | None]]],
    seeds: int,
    signals: int,
    timed: Timed = untimed,
) -> Iterator[dict[str, Any]]:
    """Yield the rows of all claims; a pairing whose table is not there has none.

    Args:
        claims: name -> claim, in the order of the ledger.
        tables: name -> one row a fit: signal, field, seed, measures.
        pairings: claim -> table, first, second; second None: the first's own number is judged.
        seeds: fits of a signal without which nothing is decided on it.
        signals: signals without which nothing is decided on all.
        timed: adds to a table what the two of a pair reach in equal seconds.
    """
    for name, claim in claims.items():
        for pairing in pairings.get(name, []):
            table = tables.get(pairing["table"])
            if table is None:
                continue
            if claim.timed:
                table = timed(table, pairing)
            for measure, at, column in _looked_at(claim, table):
                units = _units(table, pairing, column, claim.ratio)
                told = {
                    "claim": name,
                    "statement": claim.statement,
                    "source": claim.source,
                    **pairing,
                    "measure": measure,
                    "at": at,
                    "unit": claim.unit,
                    "bound": f"{claim.side} {claim.bound:g}",
                }
                for signal, found in _judged(units, claim, seeds, signals):
                    told |= {"signal": signal} | asdict(found)
                    yield told | {"signals": told.pop("clips")}


def _looked_at(claim: Claim, table: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Yield (measure, at equal what, column) of all that a table can tell of a claim."""
    for measure in claim.measures:
        if measure in table and table[measure].notna().any():
            yield measure, "steps", measure
    if claim.timed and EQUAL_SECONDS in table:
        yield "psnr", "seconds", EQUAL_SECONDS


def _units(table: pd.DataFrame, pairing: Pairing, column: str, ratio: bool) -> Units:
    """Return (signal, seed) -> first less second, or first over second, or first."""
    wide = table.pivot_table(index=["signal", "seed"], columns="field", values=column, sort=False)
    first, second = pairing["first"], pairing["second"]
    if not {first, second or first} <= set(wide):
        return {}
    values = wide[first]
    if second is not None:
        values = values / wide[second] if ratio else values - wide[second]
    return {(str(s), int(n)): float(value) for (s, n), value in values.dropna().items()}


def _judged(
    units: Units, claim: Claim, seeds: int, signals: int
) -> Iterator[tuple[str, Judgement]]:
    """Yield each signal's judgement, then that of all."""
    decide = judge_ratio if claim.ratio else judge
    names = list(dict.fromkeys(signal for signal, _ in units))
    for name in names:
        # every seed is a unit of its own here
        own = {(str(s), s): value for (signal, s), value in units.items() if signal == name}
        found = decide(own, claim.bound, claim.side, seeds)
        yield name, replace(found, clips=1)
    if len(names) > 1:
        yield ALL, decide(units, claim.bound, claim.side, signals)
