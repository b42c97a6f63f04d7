"""The workflow's stage `croppable-tables`: every fit, and the tables that are views on them."""

from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.croppable.equal_time import PSNR, of_each_signal
from inrflow.croppable.page import laid_out
from inrflow.encoding.tables import (
    FIT,
    curves_of,
    summaries,
    table_of_fits,
    tests,
    wide,
    write_csv,
    write_parquet,
)
from inrflow.io.atomic import write_text

AT_STEPS = ["psnr", "psnr_minmax", "iou"]
COLUMNS = ["table", "at", "measure", "signal", "first", "second"]


def tabulate(
    params: dict[str, Any],
    *,
    metrics: list[Path],
    histories: list[Path],
    fits: Path,
    curves: Path,
    fields: Path,
    pairs: Path,
    page: Path,
) -> None:
    """Put the fits of the study beside each other, as its tables show them.

    Args:
        params: `fits`: [group, signal, field, seed] of every metrics file and history, in their
            order; `tables`: each name, group, fields, title, paper.
        metrics: inputs, json.
        histories: inputs, parquet.
        fits: output, csv, one row a fit.
        curves: output, parquet, all histories.
        fields: output, csv, one row a (table, signal, field): mean, sd, low, high (95 % over
            seeds) of each measure; of memory the most.
        pairs: output, csv, paired differences over seeds, one row a (table, signal, pair of
            fields, measure): `at` equal steps, or when the table's fastest fit ends (PSNR alone is
            known on the way; the ledger takes each pair's own faster one). A family of Holm's
            correction is one signal's pairs.
        page: output, Markdown, the tables as the paper lays them out.
    """
    every = curves_of(params["fits"], histories)
    results = with_memory(table_of_fits(params["fits"], metrics))
    shown = [view(results, every, table) for table in params["tables"]]
    write_csv(fits, results)
    write_parquet(curves, every)
    write_csv(fields, means(shown, params["tables"]))
    write_csv(pairs, differences(shown))
    write_text(page, laid_out(shown, params["tables"]))


def with_memory(results: pd.DataFrame) -> pd.DataFrame:
    """Return the fits with `memory_of_fit_mib`: what a fit took beyond its process's beginning.

    On a CPU only the first fit of a process tells it: a process keeps the most that it ever had.
    The others have none (NaN).
    """
    before = results["memory_before_mib"]
    first = before == before.groupby([results[name] for name in FIT[:3]]).transform("min")
    on_cpu = (results["memory_mib"] - before).where(first)
    on_gpu = pd.to_numeric(results["gpu_memory_mib"])
    return results.assign(memory_of_fit_mib=on_gpu.fillna(on_cpu))


def view(results: pd.DataFrame, curves: pd.DataFrame, table: dict[str, Any]) -> pd.DataFrame:
    """Return the fits that a table shows, one row each, with their PSNR at equal seconds.

    Args:
        results: one row a fit: columns group, signal, field, seed and measures.
        curves: histories: the same names, seconds, psnr.
        table: group, fields and name, which takes the place of the group's.
    """
    fits, histories = (shown_in(table, one) for one in (results, curves))
    some = fits.merge(of_each_signal(histories), on=FIT[1:]).assign(group=table["name"])
    order = {field: place for place, field in enumerate(table["fields"])}
    return some.sort_values(
        "field", key=lambda names: names.map(order), kind="stable", ignore_index=True
    )


def means(shown: list[pd.DataFrame], tables: list[dict[str, Any]]) -> pd.DataFrame:
    """Return one row a (table, signal, field), with the table's title and number in the paper."""
    rows = pd.concat([wide(one, summaries(one)) for one in shown], ignore_index=True)
    rows = rows.rename(columns={"group": "table"})
    for place, key in enumerate(("paper", "title"), 1):
        rows.insert(place, key, rows["table"].map({one["name"]: one[key] for one in tables}))
    return rows


def differences(shown: list[pd.DataFrame]) -> pd.DataFrame:
    """Return one row a (table, signal, pair of fields, measure), at equal steps and seconds."""
    found = []
    for one in shown:
        timed = one.drop(columns="psnr").rename(columns={PSNR: "psnr"})
        found += [
            tests(one, AT_STEPS).assign(at="steps"),
            tests(timed, ["psnr"]).assign(at="seconds of the fastest"),
        ]
    rows = pd.concat(found, ignore_index=True).rename(columns={"group": "table"})
    return rows[[*COLUMNS, *(name for name in rows if name not in COLUMNS)]]


def shown_in(table: dict[str, Any], rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the fits that a table shows; see `view`."""
    return rows[(rows["group"] == table["group"]) & rows["field"].isin(table["fields"])]
