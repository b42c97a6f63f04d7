"""The workflow's stage `oinr-behaviour-tables`: all fits, and what they say of each field."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.io.atomic import atomic_file
from inrflow.oinr.behaviour.fits import reached
from inrflow.oinr.behaviour.good_rates import good_rates

OWNER = ["signal", "field"]
FIT = ["purpose", "scheme", "learning_rate", "seed"]
MEANS = [
    "parameters",
    "psnr",
    "best_psnr",
    "seconds",
    "seconds_to_best",
    "seconds_to_share",
    "seconds_to_reference",
    "decode_seconds",
    "decode_microseconds_per_pixel",
    "gradient_mean",
    "gradient_max",
    "gradient_sd",
]


def tabulate(
    params: dict[str, Any],
    *,
    fits: list[Path],
    courses: list[Path],
    every: Path,
    summary: Path,
) -> None:
    """Put all fits into one table and sum up each field on each signal.

    Args:
        params: `within` (dB); `reference`: field whose PSNR the others are timed to reach.
        fits: inputs, csv, one a signal and field.
        courses: inputs, parquet, alike.
        every: output, csv, one row a fit: what `facts` tells; `diverged`: not finite, or worse than
            the mean colour at a rate above the field's best (under it a fit is only slow);
            seconds_to_reference: until the reference's PSNR of the same seed was measured.
        summary: output, csv, one row a signal and field; see `summed`.
    """
    table = pd.concat([pd.read_csv(path) for path in fits], ignore_index=True)
    steps = pd.concat([pd.read_parquet(path) for path in courses], ignore_index=True)
    best = table[table["purpose"] == "schemes"].groupby(OWNER)["learning_rate"].first()
    above = table["learning_rate"] > table[OWNER].apply(tuple, axis=1).map(best)
    table["diverged"] = ~table["finite"] | (table["failed"] & above)
    table["seconds_to_reference"] = to_reference(table, steps, params["reference"])
    rows = [
        dict(zip(OWNER, names, strict=True)) | summed(some, params["within"])
        for names, some in table.groupby(OWNER, sort=False)
    ]
    for path, one in ((every, table), (summary, pd.DataFrame(rows))):
        with atomic_file(path) as part:
            one.to_csv(part, index=False, float_format="%.6g")


def to_reference(fits: pd.DataFrame, courses: pd.DataFrame, reference: str) -> list[float]:
    """Return the seconds of each fit until it was as good as the reference's fit of its seed.

    NaN where it never was, and for fits of the sweep and of other initial weights.

    Args:
        fits: of all fields.
        courses: of all fields.
        reference: a field; its own fits are timed to the same number.
    """
    own = (fits["purpose"] == "schemes") & (fits["scheme"] == "own")
    wanted = fits[own & (fits["field"] == reference)].set_index(["signal", "seed"])["psnr"]
    ways = dict(list(courses[courses["purpose"] == "schemes"].groupby([*OWNER, "scheme", "seed"])))
    found = []
    for fit, counts in zip(fits.to_dict("records"), own, strict=True):
        if not counts:
            found.append(float("nan"))
            continue
        way = ways[fit["signal"], fit["field"], "own", fit["seed"]]
        # tables have six digits
        psnr = wanted[fit["signal"], fit["seed"]] - 1e-3
        found.append(reached(way, psnr, "reference")["seconds_to_reference"])
    return found


def summed(fits: pd.DataFrame, within: float) -> dict[str, Any]:
    """Return what the fits of one field on one signal say.

    Args:
        fits: rows of one signal and field.
        within: dB below the best PSNR up to which a rate counts as good.

    Returns:
        `good_rates`; means over seeds of the fits from own weights (dB, seconds, decades); sd_seeds
        of these fits and sd_schemes, of the schemes' means over seeds (dB), worst_scheme_psnr,
        share_failed of the fits from all schemes; of the sweep share_not_finite, and
        share_diverged among the rates above the best.
    """
    sweep, tuned = (fits[fits["purpose"] == name] for name in ("sweep", "schemes"))
    own, rate = tuned[tuned["scheme"] == "own"], float(tuned["learning_rate"].iloc[0])
    means = sweep.groupby("learning_rate")["psnr"].mean(skipna=False)
    schemes = tuned.groupby("scheme")["psnr"].mean()
    above = sweep[sweep["learning_rate"] > rate]
    return (
        {"learning_rate": rate}
        | good_rates(means.index.to_numpy(), means.to_numpy(), within)
        | {name: float(own[name].mean()) for name in MEANS}
        | {
            "sd_seeds": float(own["psnr"].std()),
            "sd_schemes": float(schemes.std()),
            "worst_scheme_psnr": float(schemes.min()),
            "share_failed": float(tuned["failed"].mean()),
            "share_not_finite": float((~sweep["finite"]).mean()),
            "share_diverged": float(above["diverged"].mean()) if len(above) else np.nan,
        }
    )
