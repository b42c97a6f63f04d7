"""Scores as the ledger reads them: one row a method, drop (as signal) and cohort (as seed).

A cohort's value is the mean over its subjects that both methods imputed. Cohorts are drawn anew,
so that an interval over them speaks of other cohorts. Drops are not: every drop takes slices from
the same subjects. What is said of all drops therefore rests on each cohort's mean over them.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from inrflow.config.brain.claims import DICE, ORIGINAL

EVERY_DROP = "mean of drops"  # stands among the signals
MOST_MISSING = 0.8  # share of slices that the paper speaks of
UNIT = ["cohort", "drop", "subject"]
MAPS = ("correlation", "dice")
FOUND = ("true_regions_found", "true_voxels_found", "false_clusters")


def unseen(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of unseen slices inside the mask, of all subjects."""
    return scores[(scores["part"] == "unseen") & (scores["region"] == "mask")]


def of_quality(scores: pd.DataFrame, methods: Sequence[str]) -> pd.DataFrame:
    """Return the mean PSNR of the subjects that all the methods imputed, and over drops.

    Args:
        scores: of unseen slices: cohort, drop, method, subject, psnr.
        methods: compared, or one.
    """
    return with_every_drop(_ledger(_shared(scores, methods), "psnr_unseen"))


def of_later(scores: pd.DataFrame, methods: Sequence[str]) -> pd.DataFrame:
    """Return the same without each cohort's first subject, on whom warm and cold fits begin."""
    firsts = set(scores.groupby("cohort", sort=False)["subject"].first().items())
    later = [who not in firsts for who in zip(scores["cohort"], scores["subject"], strict=True)]
    return of_quality(scores[later], methods)


def of_loss(
    scores: pd.DataFrame, methods: Sequence[str], drops: dict[str, dict[str, Any]]
) -> pd.DataFrame:
    """Return the PSNR that is lost from the smallest gap to each other one of at most 80 %.

    Args:
        scores: of unseen slices, with `missing`.
        methods: compared, or one.
        drops: name -> axis, gap, thickness; gaps are compared where the others are alike.
    """
    shared, found = _shared(scores, methods), []
    missing = scores.groupby("drop")["missing"].max()
    for drop, least in baselines(drops).items():
        if missing.get(drop, 1.0) > MOST_MISSING + 1e-6 or drop == least:
            continue
        here, there = (
            shared[shared["drop"] == name].set_index(["cohort", "subject"])[list(methods)]
            for name in (drop, least)
        )
        found.append((there - here).dropna().reset_index().assign(drop=drop))
    return _ledger(pd.concat(found) if found else shared[:0], "psnr_lost")


def baselines(drops: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return drop -> the drop of the smallest gap whose axis and thickness are the same."""

    def kind(name: str) -> tuple[str, int]:
        return drops[name]["axis"], drops[name]["thickness"]

    by_gap = sorted(drops, key=lambda name: drops[name]["gap"])
    return {name: next(o for o in by_gap if kind(o) == kind(name)) for name in drops}


def of_maps(agreement: pd.DataFrame) -> pd.DataFrame:
    """Return correlation and Dice at |t| 3 of all methods, and over drops."""
    rows = agreement[agreement["measure"].isin(MAPS) & (agreement["method"] != ORIGINAL)]
    rows = rows[rows["threshold"].isna() | (rows["threshold"] == DICE)]
    return with_every_drop(_wide(rows.replace({"measure": {"dice": "dice_3"}})))


def of_truth(agreement: pd.DataFrame) -> pd.DataFrame:
    """Return what is found of the truth, by all methods and, beside every drop, by the original."""
    some = agreement[agreement["measure"].str.removesuffix("_fwe").isin(FOUND)]
    whole = some["method"] == ORIGINAL
    drops = some.loc[~whole, "drop"].unique()
    beside = [some[whole].assign(drop=drop) for drop in drops]
    return with_every_drop(_wide(pd.concat([some[~whole], *beside])))


def with_every_drop(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with each cohort's mean over drops, of those that have all of them."""
    drops = table["signal"].nunique()
    if drops < 2:
        return table
    each = table.groupby(["field", "seed"], sort=False)
    measures = list(table.columns.difference(["signal", "field", "seed"], sort=False))
    means = each[measures].mean().where(each[measures].count() == drops)
    return pd.concat([table, means.reset_index().assign(signal=EVERY_DROP)], ignore_index=True)


def _shared(scores: pd.DataFrame, methods: Sequence[str]) -> pd.DataFrame:
    """Return a row a (cohort, drop, subject) that all methods have, a column a method."""
    some = scores[scores["method"].isin(methods)]
    wide = some.pivot_table(index=UNIT, columns="method", values="psnr", sort=False)
    return wide.reindex(columns=list(methods)).dropna().reset_index()


def _ledger(shared: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return means over subjects: signal, field, seed (number of the cohort), the measure."""
    long = shared.melt(["cohort", "drop", "subject"], var_name="method", value_name=measure)
    means = long.groupby(["cohort", "drop", "method"], sort=False)[measure].mean()
    return _named(means.reset_index())


def _wide(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row a (cohort, drop, method), a column a measure."""
    keys = ["cohort", "drop", "method"]
    return _named(
        rows.pivot_table(index=keys, columns="measure", values="value", sort=False).reset_index()
    )


def _named(table: pd.DataFrame) -> pd.DataFrame:
    numbers = {name: number for number, name in enumerate(table["cohort"].unique())}
    named = table.rename(columns={"drop": "signal", "method": "field"})
    return named.assign(seed=named["cohort"].map(numbers)).drop(columns="cohort")
