"""Tables of the parts of the study as the ledger reads them: one row a fit, by signal and seed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.croppable.equal_time import PSNR, SECONDS, of_each_signal
from inrflow.measures.seams import ALL

TUNED = "tune"  # the phase of an extension that is compared


def of_extension(fits: Path, _: Path) -> pd.DataFrame:
    """Return the ends of all ways to fit on, from csv, one row a (signal, seed, phase, method)."""
    ends = pd.read_csv(fits)
    return _named(ends[ends["phase"] == TUNED])


def courses_of(
    histories: pd.DataFrame, tables: list[dict[str, Any]], extension: list[Path] | None
) -> dict[str, pd.DataFrame]:
    """Return the histories of each table's fits, by the table's name.

    Args:
        histories: of all fits of the groups.
        tables: each name and group.
        extension: csv and parquet of the extension, where there is one.
    """
    found = {one["name"]: histories[histories["group"] == one["group"]] for one in tables}
    if extension:
        course = pd.read_parquet(extension[1])
        found["extension"] = _named(course[course["phase"] == TUNED])
    return found


def of_pair(table: pd.DataFrame, course: pd.DataFrame, pairing: dict[str, str]) -> pd.DataFrame:
    """Return the fits of two fields, with their PSNR when the faster of the two ends.

    A third field that ends sooner has no say in it.

    Args:
        table: one row a fit.
        course: histories of its fits.
        pairing: `first` and `second`.
    """
    both = [pairing["first"], pairing["second"]]
    fits, curves = (one[one["field"].isin(both)] for one in (table, course))
    if fits.empty or curves.empty:
        return fits
    plain = fits.drop(columns=[PSNR, SECONDS], errors="ignore")
    return plain.merge(of_each_signal(curves), on=["signal", "field", "seed"])


def of_distillation(path: Path) -> pd.DataFrame:
    """Return one row a way to fit and seed, the way as the field."""
    return _named(pd.read_csv(path).drop(columns="field"))


def of_seams(path: Path) -> pd.DataFrame:
    """Return one row a fit: the ratio of jumps at borders and within cells, over all axes."""
    every = pd.read_csv(path)
    return every[every["axis"] == ALL].rename(columns={"ratio": "seam_ratio"})


READ: dict[str, Callable[..., pd.DataFrame]] = {
    "extension": of_extension,
    "distillation": of_distillation,
    "seams": of_seams,
}


def _named(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={"method": "field"})
