"""What fits of several seeds show: intervals, paired tests, Holm's correction.

Two fields are compared by the fits that share signal and seed. The family of Holm's correction
is one signal's pairs. What is undefined is NaN in tables and None elsewhere: an interval or a
test of one seed, or of values that do not differ at all.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from jaxtyping import Float
from scipy import stats

from inrflow.measures.interval import interval
from inrflow.measures.results import fits

WILCOXON = 6  # differences that are not 0, from which a p of 0.05 can be had
EQUAL = 1e-12  # spread, as a share of the largest magnitude, under which values do not differ
Values = Float[np.ndarray, " seed"]


@dataclass(frozen=True)
class Paired:
    """One comparison of two fields on one signal.

    Attributes:
        n: seeds that both were fitted with.
        difference: mean of first minus second.
        low: lower end of its 95 % interval.
        high: upper end.
        t: Student's t of the paired test.
        p: its two-sided p.
        p_wilcoxon: two-sided p of the signed-rank test; needs 6 differences.
    """

    n: int
    difference: float | None
    low: float | None
    high: float | None
    t: float | None
    p: float | None
    p_wilcoxon: float | None


def summarise(results: pd.DataFrame, measure: str = "psnr") -> pd.DataFrame:
    """Return one row a (signal, field): n, mean, sd over seeds, low and high of the interval.

    Args:
        results: columns signal, field, seed, `measure`; one row a fit.
        measure: the column to be summarised.
    """
    rows = []
    for (signal, field), some in fits(results, measure).groupby(["signal", "field"], sort=False):
        values = some[measure].to_numpy(dtype=np.float64)
        low, high = spread(values) or (np.nan, np.nan)
        sd = values.std(ddof=1) if values.size > 1 else np.nan
        rows.append([signal, field, values.size, values.mean(), sd, low, high])
    return pd.DataFrame(rows, columns=["signal", "field", "n", "mean", "sd", "low", "high"])


def compare(results: pd.DataFrame, measure: str = "psnr") -> pd.DataFrame:
    """Return one row a (signal, pair of fields), in the order in which fields appear.

    Args:
        results: columns signal, field, seed, `measure`; one row a fit.
        measure: the column to be compared.

    Returns:
        Columns signal, first, second, those of `Paired`, p_holm and p_wilcoxon_holm.
    """
    rows = []
    for signal, some in fits(results, measure).groupby("signal", sort=False):
        wide = some.pivot_table(index="seed", columns="field", values=measure, sort=False)
        family = [
            {"signal": signal, "first": first, "second": second}
            | asdict(pair(wide[[first, second]].dropna().to_numpy(dtype=np.float64)))
            for first, second in combinations(some["field"].unique(), 2)
        ]
        for name in ("p", "p_wilcoxon"):
            for row, p in zip(family, holm([row[name] for row in family]), strict=True):
                row[f"{name}_holm"] = p
        rows += family
    columns = ["signal", "first", "second", *Paired.__dataclass_fields__]
    table = pd.DataFrame(rows, columns=[*columns, "p_holm", "p_wilcoxon_holm"])
    return table.astype(dict.fromkeys(table.columns[4:], np.float64))


def pair(values: Float[np.ndarray, "seed 2"]) -> Paired:
    """Compare the first column with the second, row by row."""
    differences = values[:, 0] - values[:, 1]
    mean = float(differences.mean()) if len(values) else None
    ends = spread(differences, float(np.abs(values).max(initial=0)))
    if ends is None:
        return Paired(len(values), mean, None, None, None, None, None)
    found = stats.ttest_rel(values[:, 0], values[:, 1])
    tested = (float(found.statistic), float(found.pvalue), _wilcoxon(differences))
    return Paired(len(values), mean, *ends, *tested)


def spread(values: Values, scale: float = 0.0) -> tuple[float, float] | None:
    """Return the 95 % interval of the mean; None for fewer than 2 values, or if all are equal.

    Args:
        values: independent.
        scale: largest magnitude of what they were worked out from: rounding is no spread.
    """
    scale = max(scale, float(np.abs(values).max(initial=0)))
    if values.size < 2 or np.ptp(values) <= EQUAL * scale:
        return None
    return interval(values)


def holm(p: Sequence[float | None]) -> list[float | None]:
    """Return Holm's adjusted p of a family, in its order; tests that are undefined do not count."""
    known = sorted((value, place) for place, value in enumerate(p) if value is not None)
    found: list[float | None] = [None] * len(p)
    least = 0.0
    for done, (value, place) in enumerate(known):
        least = max(least, min(1.0, value * (len(known) - done)))
        found[place] = least
    return found


def _wilcoxon(differences: Values) -> float | None:
    if np.count_nonzero(differences) < WILCOXON:
        return None
    return float(stats.wilcoxon(differences).pvalue)
