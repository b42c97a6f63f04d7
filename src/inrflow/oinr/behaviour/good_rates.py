"""How wide the range of learning rates is at which a field is about as good as it gets."""

import numpy as np
from jaxtyping import Float


def good_rates(
    rates: Float[np.ndarray, " rate"], psnr: Float[np.ndarray, " rate"], within: float
) -> dict[str, float | bool]:
    """Return the rates around the best one whose PSNR is at most so much lower.

    Between rates PSNR is taken to be straight over log10 of the rate; next to one at which a fit
    was not finite the range ends at the last finite one.

    Args:
        rates: ascending.
        psnr: dB; NaN: not finite.
        within: dB.

    Returns:
        rate_low, rate_high; decades between them; open_low, open_high: the range goes on beyond
        the rates that were tried, so that `decades` is the least that it can be.
    """
    logs, best = np.log10(rates), int(np.nanargmax(psnr))
    wanted = psnr[best] - within
    ends, opened = [], []
    for way in (-1, 1):
        end, last = best, 0 if way < 0 else len(rates) - 1
        while end != last and psnr[end + way] >= wanted:
            end += way
        opened.append(end == last)
        ends.append(_crossing(logs, psnr, end, way, wanted) if end != last else float(logs[end]))
    return {
        "rate_low": float(10 ** ends[0]),
        "rate_high": float(10 ** ends[1]),
        "decades": ends[1] - ends[0],
        "open_low": opened[0],
        "open_high": opened[1],
    }


def _crossing(
    logs: Float[np.ndarray, " rate"],
    psnr: Float[np.ndarray, " rate"],
    end: int,
    way: int,
    wanted: float,
) -> float:
    """Return where PSNR falls to what is wanted, between a good rate and the next one."""
    beyond = psnr[end + way]
    if np.isnan(beyond):
        return float(logs[end])
    part = (psnr[end] - wanted) / (psnr[end] - beyond)
    return float(logs[end] + part * (logs[end + way] - logs[end]))
