"""The workflow's stage `croppable-rate`: the rate curve of one signal, all fields and seeds."""

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.croppable.rate import Mask, Rows, crops, refitted, shares, uncropped
from inrflow.errors import InputError
from inrflow.fitting.fit import Fit
from inrflow.fitting.runtime import prepare
from inrflow.io.atomic import atomic_file
from inrflow.signals.signal import Signal

FIRST = ["signal", "field", "method", "seed", "area_share", "cells", "parameters", "bytes"]


def measure_rate(params: dict[str, Any], *, frames: Path, fits: list[Path], rate: Path) -> None:
    """Measure bytes and quality of crops about the middle, and of a field that has to be refitted.

    Args:
        params: `signal`, `fields`, `refitted` (a field or null), `areas`, `seeds`, `threads`.
        frames: input, the signal's frames.
        fits: inputs: of each field, then of the one that is refitted, a fit a seed.
        rate: output, csv: one row a (field, method, seed, area).
    """
    prepare(params["threads"])
    signal, fields, seeds = Signal.read(frames), params["fields"], params["seeds"]
    again = [] if params["refitted"] is None else [params["refitted"]]
    made = list(product([*fields, *again], seeds))
    if len(fits) != len(made):
        raise InputError(f"croppable.rate: expected {len(made)} fits, found {len(fits)}")
    rows, boxes = [], {}
    for (field, seed), path in zip(made, fits, strict=True):
        named = {"signal": params["signal"], "field": field, "seed": seed}
        if field in again:
            found = _refits(Fit.read(path), signal, *boxes[seed], params["areas"])
        else:
            found, masks = crops(Fit.read(path), signal)
            boxes.setdefault(seed, (found, masks))
        rows += [named | row | shares(row, found[-1]) for row in found]
    table = pd.DataFrame(rows)
    table = table[[*FIRST, *(name for name in table if name not in FIRST)]]
    with atomic_file(rate) as part:
        table.to_csv(part, index=False)


def chosen(count: int, wanted: int) -> list[int]:
    """Return which of the boxes smaller than all are refitted on, evenly, both ends among them."""
    return sorted({round(at) for at in np.linspace(0, count - 1, min(wanted, count))})


def _refits(fit: Fit, signal: Signal, cropped: Rows, masks: list[Mask], areas: int) -> Rows:
    """Return the rows of a fit that stays whole, the last of all samples, after those of refits."""
    known = uncropped(fit, signal, masks)
    places = chosen(len(masks) - 1, areas)
    anew = [refitted(fit, signal, masks[at], cropped[at]["parameters"]) for at in places]
    return anew + known
