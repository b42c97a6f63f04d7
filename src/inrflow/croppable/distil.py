"""The workflow's stage `croppable-distil`: cells taught by one network between the samples.

Source: Croppable INRs Table 8, which has no code: a SIREN is fitted, decoded on the lattice of
2N - 1 samples (a new one between neighbours), and an INR per partition is fitted to that, with the
true values where there are some. All rows of the printed Table 8 are labelled (16, 16), yet equal
the rows of automatic factors of its Table 1.

The taught network sees almost four times the samples a step, so that it stands beside the untaught
one at equal steps and at equal visits of samples.
"""

from dataclasses import replace
from math import prod
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.config.croppable.seams import WAYS
from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.recipe import Recipe
from inrflow.croppable.refit import QUALITY, SEAMS, Made, again, told
from inrflow.editing.decode import decode
from inrflow.encoding.matched import options
from inrflow.encoding.tables import tests, write_csv
from inrflow.errors import InputError
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.fitting.runtime import prepare
from inrflow.signals.signal import Signal

PLAIN, LONGER, TAUGHT = WAYS


def compare_distillation(
    params: dict[str, Any],
    *,
    frames: Path,
    teachers: list[Path],
    student: Path,
    table: Path,
    pairs: Path,
) -> None:
    """Fit a field of cells alone, alone for longer, and taught, once a seed.

    Args:
        params: `signal`, `teacher`, `student` (fields), `seeds`.
        frames: input, the signal.
        teachers: inputs, the group's fits of the teacher, one a seed.
        student: input, one of the group's fits of the student: its network and recipe.
        table: output, csv, one row a (method, seed), the teacher among the methods: psnr,
            psnr_minmax (dB), ssim, seam_jump (signal units), seam_ratio, steps,
            samples_per_step, visits (of samples), seconds.
        pairs: output, csv, paired differences between methods over seeds.
    """
    signal, made, rows = Signal.read(frames), Made.read(student), []
    prepare(made.recipe.threads, made.recipe.precision)
    names = {"signal": params["signal"], "field": params["student"]}
    for seed, path in zip(params["seeds"], teachers, strict=True):
        teacher = Fit.read(path)
        seen = taught(teacher, signal)
        ways = {PLAIN: (made.recipe, signal), TAUGHT: (made.recipe, seen)}
        more = longer(made.recipe, made.network, signal.shape, seen.shape)
        ways[LONGER] = (more, signal)
        for method, (recipe, samples) in ways.items():
            row = names | {"method": method, "seed": seed}
            rows.append(row | _fitted(made.network, signal, recipe, seed, samples))
        copy = paint(teacher.field)
        row = names | {"field": params["teacher"], "method": "teacher", "seed": seed}
        rows.append(row | told(copy, signal, teacher.network))
    results = pd.DataFrame(rows)
    write_csv(table, results)
    write_csv(pairs, differences(results))


def taught(teacher: Fit, signal: Signal) -> Signal:
    """Return the lattice with a new sample between neighbours, painted by the teacher.

    The samples that the signal has keep their true values.

    Raises:
        InputError: a teacher of another signal's shape.
    """
    if teacher.shape != signal.shape:
        raise InputError(
            f"teacher: expected a fit of a signal of shape {signal.shape}, found {teacher.shape}"
        )
    sides = [2 * signal.shape[axis] - 1 for axis in axes_of(signal.shape)]
    dense = decode(teacher, size=sides).signal
    values = dense.values.copy()
    values[::2, ::2, ::2] = signal.values  # an axis of one sample has that one alone
    return replace(dense, values=values)


def visits(recipe: Recipe, network: dict[str, Any], shape: Shape) -> int:
    """Return how many samples of a lattice all cells together see a step."""
    samples = prod(shape[:3])
    return min(samples, (recipe.batch or samples) * options(network).members(shape))


def longer(recipe: Recipe, network: dict[str, Any], shape: Shape, dense: Shape) -> Recipe:
    """Return the recipe with the steps that visit as many samples as its own do of the dense one.

    With a batch a step sees as many samples of either: the steps stay.
    """
    ratio = visits(recipe, network, dense) / visits(recipe, network, shape)
    return recipe.model_copy(update={"steps": round(recipe.steps * ratio)})


def differences(results: pd.DataFrame) -> pd.DataFrame:
    """Return paired differences between methods, one row a (measure, pair)."""
    named = results.assign(group=results["field"].iloc[0], field=results["method"])
    found = tests(named, [*QUALITY, *SEAMS])
    return found.rename(columns={"group": "field"})


def _fitted(
    network: dict[str, Any], signal: Signal, recipe: Recipe, seed: int, seen: Signal
) -> dict[str, Any]:
    """Return what one fit came to."""
    found = again(network, signal, recipe, seed, seen)
    a_step = visits(recipe, network, seen.shape)
    row = told(found.painted, signal, network) | {"steps": recipe.steps}
    row |= {"samples_per_step": a_step, "visits": a_step * recipe.steps}
    return row | {"seconds": found.seconds, "parameters": found.parameters}
