"""Which step of a fit a user would take: the last, one chosen without the truth, the best."""

import numpy as np
import pandas as pd

SELECTIONS = ("fixed", "blind", "oracle", "discrepancy")


def selections(curve: pd.DataFrame, noise: float | None = None) -> dict[str, int]:
    """Return the row of a curve that each way of choosing takes; of equal ones the first.

    `fixed`: the last. `blind`: least error of held-out measurements. `oracle`: largest PSNR
    against the truth, which no user has. `discrepancy` (where the noise is known): the first whose
    kept measurements are no farther away than the noise (Morozov); the last if none is.

    Args:
        curve: columns kept, held_out (mean squared errors) and psnr, one row an evaluation.
        noise: mean variance of the measurements, in the unit of the errors.
    """
    last = len(curve) - 1
    found = {
        "fixed": last,
        "blind": int(np.argmin(curve["held_out"])),
        "oracle": int(np.argmax(curve["psnr"])),
    }
    if noise is not None:
        near = np.flatnonzero(curve["kept"] <= noise)
        found["discrepancy"] = int(near[0]) if near.size else last
    return found
