"""Tables of the parts of the study as the ledger reads them: one row a fit, by signal and seed."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from inrflow.croppable.equal_time import at_equal_seconds
from inrflow.measures.seams import ALL

TUNED = "tune"  # the phase of an extension that is compared


def of_extension(fits: Path, curves: Path) -> pd.DataFrame:
    """Return the ends of all ways to fit on, with their PSNR at equal seconds.

    Args:
        fits: csv, one row a (signal, seed, phase, method).
        curves: parquet, their histories.
    """
    ends, course = pd.read_csv(fits), pd.read_parquet(curves)
    ends, course = (_named(one[one["phase"] == TUNED]) for one in (ends, course))
    equal = [
        at_equal_seconds(some).assign(signal=signal)
        for signal, some in course.groupby("signal", sort=False)
    ]
    return ends.merge(pd.concat(equal), on=["signal", "field", "seed"])


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
