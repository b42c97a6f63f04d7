"""Does what holds on bright clips hold on dim ones?"""

import numpy as np

from inrflow.analysis.claims.claim import mean_of
from inrflow.measures.ledger import Judgement

BOUND = 0.8  # share of the claims on which bright and dim clips must agree
Units = dict[tuple[str, int], float]


def alike(found: list[tuple[Units, float]], light: dict[str, float], clips: int) -> Judgement:
    """Judge the share of claims for which bright and dim clips lie on one side of the bound.

    Clips are parted at the median of their mean luminance. The interval is the range over
    leaving out each clip in turn: claims of one fit are not independent units.

    Args:
        found: (values of the units, bound) of every claim.
        light: clip -> mean luminance, 0..1.
        clips: clips without which nothing is decided.
    """
    value = _agreement(found, light)
    less = [_agreement(found, {c: v for c, v in light.items() if c != left}) for left in light]
    less = [share for share in less if np.isfinite(share)] or [value]
    low, high, verdict = min(less), max(less), "undecided"
    if len(light) >= clips and (low > BOUND or high < BOUND):
        verdict = "holds" if low > BOUND else "fails"
    return Judgement(value, low, high, len(light), len(light), verdict)


def _agreement(found: list[tuple[Units, float]], light: dict[str, float]) -> float:
    if len(light) < 2:
        return np.nan
    ranked = sorted(light, key=lambda clip: light[clip])
    dim, bright = ranked[: len(ranked) // 2], ranked[-(len(ranked) // 2) :]
    sides = []
    for units, bound in found:
        one, other = (_mean(units, some) for some in (dim, bright))
        if np.isfinite(one) and np.isfinite(other):
            sides.append((one > bound) == (other > bound))
    return float(np.mean(sides)) if sides else np.nan


def _mean(units: Units, clips: list[str]) -> float:
    return mean_of([value for (clip, _), value in units.items() if clip in clips])
