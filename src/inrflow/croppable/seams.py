"""The workflow's stage `croppable-seams`: jumps at the borders of cells, fit by fit."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.croppable.lattice import Lattice, lattice_of
from inrflow.encoding.tables import FIT, summaries, tests, write_csv
from inrflow.errors import InputError
from inrflow.measures.seams import ALL, seams
from inrflow.signals.signal import Signal

MEASURES = ["jump", "shifted", "ratio"]
COLUMNS = [*FIT, "lattice", "axis", *MEASURES, *(f"painted_{name}" for name in MEASURES)]


def measure_seams(
    params: dict[str, Any],
    *,
    frames: list[Path],
    painted: list[Path],
    seams: Path,
    fields: Path,
    pairs: Path,
) -> None:
    """Measure the seams of fits with cells, and of the others on the lattice of one with cells.

    Args:
        params: `signals`: name of every frames file; `fits`: [group, signal, field, seed] of every
            painted file, both in their order.
        frames: inputs, the signals.
        painted: inputs, signals: what each fit paints, clamped to [0, 1].
        seams: output, csv, one row a (fit, axis), and one over all axes: root mean square jumps
            (signal units) at borders and half a cell beside them, their ratio; the same of what
            is painted, without the truth. `lattice`: the field whose borders they are; a field
            without cells has those of the first field of its group that has some.
        fields: output, csv, one row a (group, signal, field, measure), over all axes: n, mean, sd,
            low, high of the mean (95 % over seeds).
        pairs: output, csv, paired differences of the ratio over all axes.
    """
    truths = dict(zip(params["signals"], map(Signal.read, frames), strict=True))
    fits = [tuple(fit) for fit in params["fits"]]
    copies = dict(zip(fits, map(Signal.read, painted), strict=True))
    rows = []
    for (group, signal), some in pd.DataFrame(fits, columns=FIT).groupby(FIT[:2], sort=False):
        of_group = {fit: copies[fit] for fit in some.itertuples(index=False, name=None)}
        rows += _of_group(of_group, truths[signal], f"group {group}, signal {signal}")
    table = pd.DataFrame(rows, columns=COLUMNS)
    whole = table[table["axis"] == ALL].drop(columns="axis")
    write_csv(seams, table)
    write_csv(fields, summaries(whole))
    write_csv(pairs, tests(whole, ["ratio"]))


def _of_group(fits: dict[tuple, Signal], truth: Signal, where: str) -> list[list[Any]]:
    """Return the rows of the fits of one signal."""
    own = {fit: lattice_of(copy.source["network"], truth.shape) for fit, copy in fits.items()}
    reference = next(((fit[2], one) for fit, one in own.items() if one is not None), None)
    if reference is None:
        raise InputError(f"croppable.seams: {where}: expected a field with cells, found none")
    rows = []
    for fit, copy in fits.items():
        name, lattice = reference if own[fit] is None else (fit[2], own[fit])
        rows += [[*fit, name, *row] for row in of_copy(copy.values, truth.values, lattice)]
    return rows


def of_copy(copy: np.ndarray, truth: np.ndarray, lattice: Lattice) -> list[list[Any]]:
    """Return the numbers of one fit, one row an axis: of its error, then of what it paints.

    Args:
        copy: what it paints, (frame, y, x, channel), signal units.
        truth: the signal.
        lattice: the borders.
    """
    of_error = seams(copy - truth, lattice.edges, lattice.present)
    of_values = seams(copy, lattice.edges, lattice.present)
    return [
        [axis, *([getattr(one, name) for one in (seam, of_values[axis]) for name in MEASURES])]
        for axis, seam in of_error.items()
    ]
