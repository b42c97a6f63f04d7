"""The workflow's stage `claims`: the ledger of all claims, from the scalars of all fits."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.analysis.claims.brightness import BOUND, alike
from inrflow.analysis.claims.claim import Claim, Comparison, Numbers
from inrflow.analysis.claims.converged import without
from inrflow.analysis.claims.page import as_html
from inrflow.analysis.claims.xinc import CLAIMS, COMPARISONS
from inrflow.analysis.definitions import DEFINITIONS
from inrflow.io.atomic import atomic_file, write_text
from inrflow.measures.converged import unconverged
from inrflow.measures.ledger import judge, judge_ratio

ALL = "all"
TOGETHER = -1  # the seed of a number that all seeds of a clip share
COLUMNS = [
    "claim", "statement", "source", "signal", "field", "definition", "measure",
    "bound", "value", "low", "high", "n", "clips", "verdict",
]  # fmt: skip
Fits = dict[tuple[str, str, int, str], Numbers]


def decide_claims(
    params: dict[str, Any],
    *,
    scalars: list[Path],
    metrics: list[Path],
    claims: Path,
    page: Path,
) -> None:
    """Write the ledger.

    Args:
        params: `clips`, without which nothing is decided; `stages`: field -> names of its stages;
            `converged` (dB), under which a fit is left out; `fits`: [signal, field, seed] of every
            metrics file.
        scalars: inputs, parquet, one row a number.
        metrics: inputs, json.
        claims: output, csv, one row per claim, signal (and `all`), field and definition.
        page: output, html, the rows of all signals together.
    """
    table = pd.concat([pd.read_parquet(path) for path in scalars], ignore_index=True)
    left_out = unconverged(params["fits"], metrics, params["converged"])
    kept = without(table, left_out, TOGETHER)
    rows = pd.DataFrame(ledger(kept, params["stages"], params["clips"]), columns=COLUMNS)
    with atomic_file(claims) as part:
        rows.to_csv(part, index=False, float_format="%.4g")
    write_text(
        page, as_html(rows[rows["signal"] == ALL], params["clips"], left_out, params["converged"])
    )


def ledger(
    table: pd.DataFrame, stages: dict[str, list[str]], clips: int
) -> Iterator[dict[str, Any]]:
    """Yield the rows of the ledger, claim after claim; claims without any number have none.

    Args:
        table: columns signal, field, seed, definition, stage, measure, value.
        stages: field -> its stages, in order.
        clips: clips without which nothing is decided.
    """
    fits, light = numbers(with_baselines(table), stages), luminance(table)
    definitions = list(dict.fromkeys(key[3] for key in fits))
    for definition in definitions:
        own = {key[:3]: found for key, found in fits.items() if key[3] == definition}
        units, valued = {}, []
        for index, claim in enumerate(CLAIMS):
            for (signal, field, seed), found in own.items():
                if claim.kind in ("any", found.kind):
                    _note(units, (index, field), (signal, seed), claim, found)
        yield from _rows(units, CLAIMS, definition, clips)
        valued += _bounded(units, CLAIMS)
        units = {}
        for index, comparison in enumerate(COMPARISONS):
            for one, other, unit, names in _pairs(own):
                _note(units, (index, names), unit, comparison, one, other)
        yield from _rows(units, COMPARISONS, definition, clips)
        valued += _bounded(units, COMPARISONS)
        if len(light) > 1:
            yield _alike(valued, light, definition, clips)


def with_baselines(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the definitions, each beside the baselines of weight magnitude.

    Faithfulness scores orders that are no definition. Those of weights become the measure
    `..._weight` of every definition; where the definition `paper` silences units, of units.
    """
    own = table[table["definition"].isin(DEFINITIONS)]
    parts = [own]
    for definition in own["definition"].unique():
        baselines = ["weight", "weight of units"] if definition == "paper" else ["weight"]
        for name in baselines:  # the later one counts, where there is one
            rows = table[table["definition"] == name]
            parts.append(rows.assign(definition=definition, measure=rows["measure"] + "_weight"))
    return pd.concat(parts, ignore_index=True)


def luminance(table: pd.DataFrame) -> dict[str, float]:
    """Return clip -> mean luminance, 0..1."""
    rows = table[table["measure"] == "luminance"]
    return rows.groupby("signal")["value"].first().to_dict()


def _alike(valued: list, light: dict[str, float], definition: str, clips: int) -> dict[str, Any]:
    return {
        "claim": "bright_and_dim",
        "statement": "it holds for bright and dim clips alike",
        "source": "4.2, supplement",
        "signal": ALL,
        "field": "all",
        "definition": definition,
        "measure": "share of the claims above for which the brighter and the dimmer half of the "
        "clips lie on one side; interval: leaving out one clip",
        "bound": f"above {BOUND:g}",
        **asdict(alike(valued, light, clips)),
    }


def numbers(table: pd.DataFrame, stages: dict[str, list[str]]) -> Fits:
    """Return (signal, field, seed, definition) -> the numbers of a fit.

    Numbers that all seeds of a clip share make a unit of their own, of seed TOGETHER.
    """
    keys = ["signal", "field", "seed", "definition"]
    return {key: Numbers.of(rows, stages[key[1]]) for key, rows in table.groupby(keys, sort=True)}


def _note(units: dict, key: tuple, unit: tuple, claim: Claim | Comparison, *found: Numbers) -> None:
    """Keep a value if it is defined; a ratio of 0 has no logarithm."""
    with np.errstate(invalid="ignore", divide="ignore"):
        number = claim.value(*found)
    if np.isfinite(number) and (number > 0 or not claim.ratio):
        units.setdefault(key, {})[unit] = float(number)


def _bounded(units: dict, claims: list[Claim] | list[Comparison]) -> list[tuple[dict, float]]:
    """Return (values of the units, bound) of every claim that may decide."""
    return [(v, claims[i].bound) for (i, _), v in units.items() if claims[i].decides]


def _pairs(own: dict[tuple[str, str, int], Numbers]) -> Iterator[tuple]:
    """Yield (pointwise, convolution, (signal, seed), names) of fits of one clip and seed."""
    for (signal, field, seed), one in own.items():
        for (its_signal, its_field, its_seed), other in own.items():
            kinds = (one.kind, other.kind) == ("pointwise", "convolution")
            if kinds and (signal, seed) == (its_signal, its_seed):
                yield one, other, (signal, seed), f"{field} / {its_field}"


def _rows(
    units: dict[tuple[int, str], dict[tuple[str, int], float]],
    claims: list[Claim] | list[Comparison],
    definition: str,
    clips: int,
) -> Iterator[dict[str, Any]]:
    for (index, field), values in units.items():
        claim = claims[index]
        names = list(dict.fromkeys(signal for signal, _ in values))
        for signal in [*names, ALL]:
            some = {u: v for u, v in values.items() if signal in (ALL, u[0])}
            weigh = judge_ratio if claim.ratio else judge
            judged = asdict(weigh(some, claim.bound, claim.side, clips))
            if not claim.decides:
                judged["verdict"] = "undecided"
            yield {
                "claim": claim.name,
                "statement": claim.statement,
                "source": claim.source,
                "signal": signal,
                "field": field,
                "definition": definition,
                "measure": claim.measure,
                "bound": f"{claim.side} {claim.bound:g}",
                **judged,
            }
