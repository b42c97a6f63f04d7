"""Tables of the parts of the study as the ledger reads them: one row a method, signal and seed."""

from collections.abc import Callable

import pandas as pd

KEYS = ["signal", "field", "seed"]


def of_multiresolution(rows: pd.DataFrame) -> pd.DataFrame:
    """Return `psnr_original` and `psnr_held_out` (mean over sizes) of each `FIELD/TRAINED`."""
    named = _named(rows, ["field", "trained"])
    columns = {"original": "psnr_original", "held-out": "psnr_held_out"}
    wide = named.pivot_table(index=KEYS, columns="role", values="psnr", sort=False)
    return wide.rename(columns=columns).reset_index()


def of_sequences(rows: pd.DataFrame) -> pd.DataFrame:
    """Return `psnr_unseen` of each method; `METHOD/K` where frames were kept every k-th."""
    sparse = rows[rows["psnr_unseen"].notna()].drop(columns="field", errors="ignore")
    named = sparse.rename(columns={"method": "field"})
    if named["every"].nunique() > 1:
        named = _named(named, ["field", "every"])
    return named


def of_methods(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows as they are, the method as the field."""
    return rows.drop(columns="field", errors="ignore").rename(columns={"method": "field"})


def of_scattered(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of each `METHOD/SHARE`, the share of points."""
    return _named(of_methods(rows), ["field", "share"])


def of_derivatives(rows: pd.DataFrame) -> pd.DataFrame:
    """Return correlations of each `FIELD/WAY`, a column a quantity and reference; no borders.

    A field has no closed form but the one way: `analytic` encodings, or `sobel` for the released.
    """
    inner = _named(rows[rows["region"] == "interior"], ["field", "way"])
    inner["measure"] = inner["quantity"] + ", " + inner["reference"]
    wide = inner.pivot_table(index=KEYS, columns="measure", values="correlation", sort=False)
    return wide.reset_index()


def of_behaviour(fits: pd.DataFrame) -> pd.DataFrame:
    """Return the fits from each field's own initial weights, at its best rate."""
    return fits[(fits["purpose"] == "schemes") & (fits["scheme"] == "own")]


def of_summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row a signal and field, as that of one seed: it sums up all of them."""
    return rows.assign(seed=0)


def of_weights(rows: pd.DataFrame) -> pd.DataFrame:
    """Return barriers of each `FIELD/PICTURES/SEEDS/MATCHING`, the middle two same or different.

    Of pairs of seeds that share the first one the mean is taken.
    """
    return _named(rows, ["field", "pictures", "seeds", "matching"])


READ: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "behaviour": of_behaviour,
    "summary": of_summary,
    "multiresolution": of_multiresolution,
    "scattered": of_scattered,
    "sequences": of_sequences,
    "noise": of_methods,
    "derivatives": of_derivatives,
    "weights": of_weights,
}


def _named(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return rows whose field is told by several columns."""
    names = rows[columns].astype(str).agg("/".join, axis=1)
    return rows.drop(columns=columns).assign(field=names)
