"""The claims ledger: what a paper says, what independent fits of independent signals say.

The unit of a verdict is one fit (clip x seed); its value is one number. Seeds of one clip share
the clip, so that the interval is that of Student's t over the clips' means: fits of one clip,
however many, never decide. Verdicts: `holds` if the whole 95 % interval lies on the claimed side
of the bound, `fails` if it lies on the other, else `undecided`, as with too few clips.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from inrflow.errors import InputError
from inrflow.measures.interval import interval

Verdict = Literal["holds", "fails", "undecided"]


@dataclass(frozen=True)
class Judgement:
    """A row's numbers.

    Attributes:
        value: mean over clips of the mean over seeds.
        low: lower end of the interval over clips; of the seeds' range for one clip.
        high: upper end.
        n: number of units (clip x seed).
        clips: number of clips.
        verdict: see the module.
    """

    value: float
    low: float
    high: float
    n: int
    clips: int
    verdict: Verdict


def judge(
    units: dict[tuple[str, int], float], bound: float, side: Literal["above", "below"], enough: int
) -> Judgement:
    """Judge a claim that a number lies above or below a bound.

    Args:
        units: (clip, seed) -> value.
        bound: what the value is held against.
        side: where the claim says that it lies.
        enough: clips without which nothing is decided; at least 2.

    Raises:
        InputError: no units, or values that are not finite.
    """
    values = np.array(list(units.values()), dtype=np.float64)
    if values.size == 0 or not np.isfinite(values).all():
        raise InputError(f"ledger: expected finite values of at least one fit, found {units}")
    by_clip: dict[str, list[float]] = {}
    for (clip, _), value in units.items():
        by_clip.setdefault(clip, []).append(value)
    means = np.array([np.mean(some) for some in by_clip.values()])
    low, high = interval(means) if means.size > 1 else (values.min(), values.max())
    verdict = _verdict(low, high, bound, side) if means.size >= max(2, enough) else "undecided"
    return Judgement(float(means.mean()), float(low), float(high), values.size, means.size, verdict)


def judge_ratio(
    units: dict[tuple[str, int], float], bound: float, side: Literal["above", "below"], enough: int
) -> Judgement:
    """Judge a ratio as `judge` does, by its logarithm: 2 and 1/2 weigh the same.

    Raises:
        InputError: no units, or values that are not above 0.
    """
    if not all(value > 0 for value in units.values()):
        raise InputError(f"ledger: expected ratios above 0, found {units}")
    logs = {unit: float(np.log(value)) for unit, value in units.items()}
    found = judge(logs, float(np.log(bound)), side, enough)
    value, low, high = (float(np.exp(v)) for v in (found.value, found.low, found.high))
    return replace(found, value=value, low=low, high=high)


def _verdict(low: float, high: float, bound: float, side: str) -> Verdict:
    above, below = low > bound, high < bound
    if not above and not below:
        return "undecided"
    return "holds" if above == (side == "above") else "fails"
