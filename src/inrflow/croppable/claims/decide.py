"""The workflow's stage `croppable-claims`: the ledger, from every fit of the study.

The unit is a pair of fits of one signal and one seed. A signal's verdict rests on the interval over
its seeds and says what holds on that signal; the verdict on `all` rests on the interval over the
signals' means. Where an interval holds the bound, or there are too few, a claim is undecided.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.croppable.claims.claim import CLAIMS, Claim
from inrflow.croppable.claims.page import as_html
from inrflow.croppable.claims.proportion import proportions
from inrflow.croppable.claims.tables import READ, courses_of, of_pair
from inrflow.croppable.equal_time import PSNR
from inrflow.croppable.stages_table import shown_in
from inrflow.io.atomic import atomic_file, write_text
from inrflow.measures.ledger import Judgement, judge, judge_ratio

ALL = "all"
COLUMNS = [
    "claim", "statement", "source", "table", "first", "second", "measure", "at", "unit", "signal",
    "bound", "value", "low", "high", "n", "signals", "verdict",
]  # fmt: skip
Units = dict[tuple[str, int], float]


def decide_claims(
    params: dict[str, Any],
    *,
    fits: Path,
    curves: Path,
    claims: Path,
    page: Path,
    extension: list[Path] | None = None,
    distillation: list[Path] | None = None,
    seams: list[Path] | None = None,
    rate: list[Path] | None = None,
) -> None:
    """Write the ledger.

    Args:
        params: `tables`: each name, group, fields; `claims`: name -> pairings; `enough`: seeds,
            signals.
        fits: input, csv, one row a fit of the groups.
        curves: input, parquet, their histories.
        claims: output, csv: one row a (claim, pairing, measure, signal), and one for all signals.
        page: output, html.
        extension: inputs, csv and parquet, its fits and their histories.
        distillation: input, csv.
        seams: input, csv.
        rate: inputs, csv: bytes against area of crops, one a signal.
    """
    every, histories = pd.read_csv(fits), pd.read_parquet(curves)
    tables = {one["name"]: shown_in(one, every) for one in params["tables"]}
    parts = {"extension": extension, "distillation": distillation, "seams": seams}
    tables |= {name: READ[name](*paths) for name, paths in parts.items() if paths}
    courses = courses_of(histories, params["tables"], extension)
    rows = list(ledger(tables, params["claims"], **params["enough"], courses=courses))
    for path in rate or []:
        rows += proportions(pd.read_csv(path))
    table = pd.DataFrame(rows, columns=COLUMNS)
    with atomic_file(claims) as part:
        table.to_csv(part, index=False, float_format="%.4g")
    write_text(page, as_html(table, **params["enough"]))


def ledger(
    tables: dict[str, pd.DataFrame],
    pairings: dict[str, list[dict[str, str]]],
    seeds: int,
    signals: int,
    courses: dict[str, pd.DataFrame] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the rows of all claims; a pairing whose table is not there has none.

    Args:
        tables: name -> one row a fit: signal, field, seed, measures.
        pairings: claim -> table, first, second.
        seeds: fits of a signal without which nothing is decided on it.
        signals: signals without which nothing is decided on all.
        courses: name of a table -> the histories of its fits, for equal seconds of two alone.
    """
    for name, claim in CLAIMS.items():
        for pairing in pairings.get(name, []):
            table = tables.get(pairing["table"])
            if table is None:
                continue
            if claim.timed and pairing["table"] in (courses or {}):
                table = of_pair(table, courses[pairing["table"]], pairing)
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
    if claim.timed and PSNR in table:
        yield "psnr", "seconds", PSNR


def _units(table: pd.DataFrame, pairing: dict[str, str], column: str, ratio: bool) -> Units:
    """Return (signal, seed) -> first less second, or first over second."""
    wide = table.pivot_table(index=["signal", "seed"], columns="field", values=column, sort=False)
    if not {pairing["first"], pairing["second"]} <= set(wide):
        return {}
    first, second = wide[pairing["first"]], wide[pairing["second"]]
    values = (first / second if ratio else first - second).dropna()
    return {(str(signal), int(seed)): float(value) for (signal, seed), value in values.items()}


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
