"""The workflow's stage `croppable-snapshots`: what fields paint on the way.

Source: Croppable INRs Fig. 4.
"""

from functools import partial
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.croppable.refit import Made, edges_of, told
from inrflow.encoding.course import curve
from inrflow.encoding.tables import write_csv
from inrflow.fields.field import Field
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.optimise import optimise
from inrflow.fitting.runtime import choose_device, prepare
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays


def take_snapshots(
    params: dict[str, Any], *, frames: Path, fits: list[Path], table: Path, shown: Path
) -> None:
    """Fit fields as in their group, and keep what they paint at some steps and at the end.

    Args:
        params: `signal`, `fields`, `seed`, `steps` (ascending).
        frames: input, the signal.
        fits: inputs, one of the group's fits of each field: their networks and recipes.
        table: output, csv, one row a (field, step): seconds of the steps so far, psnr,
            psnr_minmax (dB), ssim, seam_jump (signal units), seam_ratio (both over all axes; empty
            for a field without cells).
        shown: output, arrays `FIELD` (step, frame, y, x, channel), not clamped; in its header
            `edges` of the cells of each field, where it has some.
    """
    signal, rows, pictures = Signal.read(frames), [], {}
    made = dict(zip(params["fields"], map(Made.read, fits), strict=True))
    for field, one in made.items():
        prepare(one.recipe.threads, one.recipe.precision)
        taken, seconds = snapshots(one, signal, params["seed"], params["steps"])
        pictures[field] = np.stack(list(taken.values()))
        for step, picture in taken.items():
            row = {"signal": params["signal"], "field": field, "seed": params["seed"], "step": step}
            rows.append(row | {"seconds": seconds[step]} | told(picture, signal, one.network))
    write_csv(table, pd.DataFrame(rows))
    seen = {"seed": params["seed"], "edges": edges_of(made, signal)}
    write_arrays(shown, "snapshots", pictures, seen)


def snapshots(
    made: Made, signal: Signal, seed: int, steps: list[int]
) -> tuple[dict[int, np.ndarray], dict[int, float]]:
    """Fit a field; return steps done -> what it painted then, not clamped, and -> seconds.

    Args:
        made: network and recipe.
        signal: what it should paint.
        seed: of weights and batches.
        steps: after which to look; those beyond the end are left out, the end is always there.
    """
    end = made.recipe.steps
    wanted = [*(step for step in steps if step < end), end]
    recipe = made.recipe.model_copy(update={"evaluations": end // gcd(*wanted)})
    field = build(made.network, signal.shape, seed).to(choose_device(recipe.device))
    taken: dict[int, np.ndarray] = {}
    table = optimise(field, signal, recipe, seed, partial(_look, taken, wanted))
    clock = curve(field, signal, table).set_index("step")["seconds"]
    return taken, {step: float(clock[step]) for step in wanted}


def _look(taken: dict[int, np.ndarray], wanted: list[int], step: int, part: Field) -> None:
    """Add what a part paints to the picture of a step: absent cells paint 0."""
    if step in wanted:
        taken[step] = taken.get(step, np.float32(0)) + paint(part)
