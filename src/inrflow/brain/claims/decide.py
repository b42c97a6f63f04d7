"""The workflow's stage `brain-claims`: the ledger, from scores of slices and agreement of maps."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.brain.agreement.tables import read_agreement
from inrflow.brain.claims.claim import CLAIMS
from inrflow.brain.claims.tables import of_later, of_loss, of_maps, of_quality, of_truth, unseen
from inrflow.config.brain.claims import ALONE
from inrflow.encoding.claims.ledger import COLUMNS, ledger
from inrflow.encoding.claims.page import page_of
from inrflow.encoding.claims.written import write_both
from inrflow.measures.paired import EQUAL

TITLE = "O-INR of brain scans"
AGAINST_LINEAR = ("loses_less", "beats_interpolation", "preserves_more", "finds_the_truth")
EXPLAINED = (
    "A value is the mean over cohorts; a cohort's is the mean over its subjects that both methods "
    "imputed, or a number of its maps; where a second method is named it is the first's less the "
    "second's. Unseen slices lie between measured ones; maps are of whole volumes, measured slices "
    "among them. In brackets the 95 % interval over cohorts (Student's t), as if each were drawn "
    "anew; <i>mean of drops</i> is over each cohort's mean over all drops, which take slices from "
    "the same subjects and are no sample. Pairs are cohorts here. A claim holds or fails if the "
    "whole interval lies on one side of what is claimed; where all cohorts have the same number "
    "nothing is decided. Where maps of the original scans have nothing to be found a cohort has no "
    "number. Fewer than {cohorts} cohorts decide nothing. One interval in twenty misses, and there "
    "are many here."
)
WITHOUT = " Claims that nothing here speaks of: {names}."
Pairing = dict[str, str | None]
Tabled = tuple[str, pd.DataFrame]  # which table of the study, and its rows as the ledger has them


def decide_claims(
    params: dict[str, Any], *, scores: Path, agreement: Path | None = None, claims: Path, page: Path
) -> None:
    """Write the ledger.

    Args:
        params: `claims`: name -> pairings (first, second); `linear`: name of linear interpolation,
            or None; `drops`: name -> axis, gap, thickness; `enough`: cohorts.
        scores: input, csv, one row a (cohort, drop, method, subject, part, region).
        agreement: input, csv, one row a (cohort, drop, method, measure, threshold), where groups
            are tested.
        claims: output, csv: one row a (claim, pairing, measure, drop), and one for the mean of
            drops.
        page: output, html.
    """
    found = unseen(read_scores(scores))
    maps = None if agreement is None else read_agreement([agreement])
    pairings = beside_linear(params["claims"], params["linear"])
    tabled = _tabled(found, maps, params["drops"])
    cohorts = params["enough"]["cohorts"]
    rows = list(decided(pairings, tabled, cohorts))
    table = pd.DataFrame(rows, columns=COLUMNS)
    silent = [name for name in pairings if name not in set(table["claim"])]
    told = EXPLAINED.format(cohorts=cohorts)
    told += WITHOUT.format(names=", ".join(silent)) if silent else ""
    html = page_of(table, TITLE, told)
    write_both(table, html, claims, page)


def read_scores(path: Path) -> pd.DataFrame:
    """Read the scores of imputed volumes."""
    words = dict.fromkeys(("cohort", "drop", "method", "subject", "part", "region"), str)
    blank = dict.fromkeys(("psnr", "missing"), "")
    return pd.read_csv(path, dtype=words, keep_default_na=False, na_values=blank)


def beside_linear(claims: dict[str, list[Pairing]], linear: str | None) -> dict[str, list[Pairing]]:
    """Return pairings with linear interpolation among them, and its own number beside others."""
    found = {}
    for name, pairs in claims.items():
        more: list[Pairing] = []
        if linear is not None and name in ALONE:
            more = [{"first": linear, "second": None}]
        elif linear is not None and name in AGAINST_LINEAR:
            firsts = dict.fromkeys(pair["first"] for pair in pairs)
            more = [{"first": one, "second": linear} for one in firsts if one != linear]
        found[name] = pairs + [pair for pair in more if pair not in pairs]
    return found


def decided(
    pairings: dict[str, list[Pairing]],
    tabled: dict[str, Callable[[list[str]], Tabled | None]],
    cohorts: int,
) -> Iterator[dict[str, Any]]:
    """Yield the rows of the ledger.

    Args:
        pairings: claim -> what it is held against.
        tabled: claim -> the function from the methods compared to their table; None: there is none.
        cohorts: without which nothing is decided.
    """
    for name, parts in CLAIMS.items():
        for pair in pairings.get(name, []):
            found = tabled[name]([one for one in pair.values() if one is not None])
            if found is None:
                continue
            table, values = found
            for claim in parts:
                rows = ledger({name: claim}, {table: values}, {name: [{"table": table, **pair}]},
                              cohorts, cohorts)  # fmt: skip
                # all drops are judged by cohorts' means over them, not by drops' over cohorts
                yield from (_told(row) for row in rows if row["signals"] == 1)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row; cohorts that do not differ at all, as counts may, tell nothing of others."""
    alike = row["high"] - row["low"] <= EQUAL * max(1.0, abs(row["value"]))
    return row | {"at": ""} | ({"verdict": "undecided"} if alike else {})


def _tabled(
    scores: pd.DataFrame, maps: pd.DataFrame | None, drops: dict[str, dict[str, Any]]
) -> dict[str, Callable[[list[str]], Tabled | None]]:
    """Return claim -> the function from methods to the table that the claim is held against."""

    def quality(methods: list[str]) -> Tabled:
        return "scores", of_quality(scores, methods)

    def later(methods: list[str]) -> Tabled:
        return "scores", of_later(scores, methods)

    def loss(methods: list[str]) -> Tabled:
        return "scores", of_loss(scores, methods, drops)

    def agreed(_: list[str]) -> Tabled | None:
        return None if maps is None else ("agreement", of_maps(maps))

    def true(_: list[str]) -> Tabled | None:
        return None if maps is None else ("agreement", of_truth(maps))

    return {
        "robust_to_missing": loss,
        "loses_less": loss,
        "beats_interpolation": quality,
        "differences_preserved": agreed,
        "preserves_more": agreed,
        "finds_the_truth": true,
        "warm_start_suffices": later,
    }
