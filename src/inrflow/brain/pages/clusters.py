"""Peaks of the original's clusters beside those of an imputed map (O-INR section 6)."""

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from inrflow.brain.pages.html import table

NEAR = 16.0  # mm: peaks farther apart are not of one place
SHOWN = ["t", "p", "p_fwe", "place", "size_mm3"]
HEADS = {"t": "T", "p": "P", "p_fwe": "P family-wise", "place": "x, y, z", "size_mm3": "mm³"}
FORMATS = {"t": ".2f", "p": ".1e", "p_fwe": ".3f", "size_mm3": ",.0f"}


def beside(original: pd.DataFrame, imputed: pd.DataFrame) -> pd.DataFrame:
    """Return the peaks of both, those of one place and direction in a row.

    Nearest pairs come together first; each peak has one partner at most, within `NEAR`.

    Args:
        original: direction, t, p, p_fwe, x, y, z (mm), size_mm3 of each peak.
        imputed: the same.

    Returns:
        Columns of the original, those of the imputed one with `_imputed`, and `apart`, mm. The
        original's peaks come first, in their order, then what the imputed map alone has.
    """
    own, others = original.reset_index(drop=True), imputed.reset_index(drop=True)
    away = cdist(*(one[["x", "y", "z"]].to_numpy(np.float64) for one in (own, others)))
    away[own["direction"].to_numpy()[:, None] != others["direction"].to_numpy()] = np.inf
    partner = pd.Series(-1, index=own.index)
    apart = pd.Series(np.nan, index=own.index)
    while away.size and away.min() <= NEAR:
        first, second = np.unravel_index(away.argmin(), away.shape)
        partner[first], apart[first] = second, away[first, second]
        away[first], away[:, second] = np.inf, np.inf
    matched = others.reindex([*partner, *sorted(set(others.index) - set(partner))])
    matched = matched.reset_index(drop=True).add_suffix("_imputed")
    both = own.reindex(range(len(matched))).join(matched)
    both["direction"] = both["direction"].fillna(both["direction_imputed"])
    return both.assign(apart=apart)


def compared(original: pd.DataFrame, imputed: pd.DataFrame) -> str:
    """Return the peaks of both maps side by side."""
    both = beside(_placed(original), _placed(imputed))
    heads, formats = {"direction": "direction"}, {"apart (mm)": ".0f"}
    for end, whose in (("", "original"), ("_imputed", "imputed")):
        for name in SHOWN:
            heads[name + end] = f"{HEADS[name]}, {whose}"
            if name in FORMATS:
                formats[heads[name + end]] = FORMATS[name]
    heads["apart"] = "apart (mm)"
    both = both.fillna({"place": "", "place_imputed": ""})
    return table(both[list(heads)].rename(columns=heads), formats)


def alone(peaks: pd.DataFrame) -> str:
    """Return the peaks of one map."""
    rows = _placed(peaks)[["direction", "cluster", *SHOWN]]
    formats = {HEADS[name]: form for name, form in FORMATS.items()}
    return table(rows.rename(columns=HEADS), formats | {"cluster": "d"})


def _placed(peaks: pd.DataFrame) -> pd.DataFrame:
    """Return peaks with their place in words."""
    axes = zip(peaks["x"], peaks["y"], peaks["z"], strict=True)
    return peaks.assign(place=[f"{x:.0f}, {y:.0f}, {z:.0f}" for x, y, z in axes])
