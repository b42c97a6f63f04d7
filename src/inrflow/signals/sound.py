"""Samples of sound as a signal."""

from typing import Any

import numpy as np
from jaxtyping import Float64

from inrflow.errors import InputError
from inrflow.signals.signal import Signal


def sound(
    samples: Float64[np.ndarray, "sample channel"], rate: float, source: dict[str, Any]
) -> Signal:
    """Return samples as a signal, divided by their largest magnitude (SIREN, section 4.1).

    Args:
        samples: finite, in any unit; all channels share one divisor.
        rate: sampling rate, Hz.
        source: where they came from; `rate` and the divisor `peak` are added.

    Raises:
        InputError: silence, which has no largest magnitude to divide by.
    """
    peak = float(np.abs(samples).max())
    if peak == 0:
        where = source.get("path", source["reader"])
        raise InputError(f"{where}: expected sound, found silence: all samples are 0")
    # signal units are [0, 1]; the range says that they stand for -1 to 1
    values = ((samples / peak + 1) / 2).astype(np.float32)[None, None]
    told = source | {"rate": rate, "peak": peak}
    spacing, units = (1.0, 1.0, 1 / rate), ("", "", "s")
    return Signal(values, np.zeros(1), told, "audio", (-1.0, 1.0), spacing, units)
