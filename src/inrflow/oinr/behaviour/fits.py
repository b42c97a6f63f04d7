"""One fit and all that is told of it: PSNR, seconds and gradients on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from inrflow.config.oinr.behaviour import Scheme
from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields.field import Field
from inrflow.fields.pointwise import Pointwise
from inrflow.fields.resolve import build
from inrflow.fitting.batches import of_decoder, of_pixels
from inrflow.fitting.evaluate import paint, squared_error
from inrflow.fitting.minimise import minimise
from inrflow.fitting.optimise import add_gradients
from inrflow.fitting.runtime import choose_device
from inrflow.measures.psnr import decibels
from inrflow.oinr.behaviour.schemes import initialise
from inrflow.signals.signal import Signal

COURSE = ["step", "seconds", "psnr", "gradient"]


@dataclass(frozen=True)
class Outcome:
    """A fit.

    Attributes:
        field: fitted.
        course: one row a step: step (those done), seconds (of steps so far; NaN where not told),
            psnr (clamped, dB; NaN where not measured), gradient (norm over all weights).
        finite: whether loss and picture were finite to the end.
    """

    field: Field
    course: pd.DataFrame
    finite: bool


def fit(
    network: dict[str, Any], signal: Signal, recipe: Recipe, scheme: Scheme, seed: int
) -> Outcome:
    """Fit a new field from initial weights by a scheme.

    Args:
        network: its options.
        signal: to which.
        recipe: `evaluations` says how often the whole signal is measured.
        scheme: rule of the initial weights.
        seed: of weights and batches.
    """
    field = build(network, signal.shape, seed)
    initialise(field, scheme, seed)
    field.to(choose_device(recipe.device))
    values = torch.from_numpy(signal.values).to(next(field.parameters()).device)
    field.observe(values)
    norms, measured = [], {}

    def measure(step: int, part: Field) -> None:
        measured[step] = float(decibels(1.0, squared_error(part, values, 1)[0]))

    add = _gradients(field, values, recipe, seed, norms)
    try:
        told, finite = minimise(field, add, recipe, measure), True
    except InputError:
        told, finite = pd.DataFrame({"step": [], "seconds": []}), False
    steps = np.arange(1, len(norms) + 1)
    seconds = pd.Series(told["seconds"].to_numpy(), index=told["step"].to_numpy() + 1, dtype=float)
    psnr = pd.Series(measured, dtype=float).replace([np.inf, -np.inf], np.nan)
    columns = steps, seconds.reindex(steps), psnr.reindex(steps), norms
    course = pd.DataFrame(dict(zip(COURSE, map(np.asarray, columns), strict=True)))
    finite = finite and bool(np.isfinite(psnr.to_numpy()).all())
    return Outcome(field, course, finite)


def facts(outcome: Outcome, constant: float, share: float) -> dict[str, Any]:
    """Return what a course says in numbers.

    Args:
        outcome: of a fit.
        constant: PSNR of the signal's mean colour, dB.
        share: of its best PSNR in dB.

    Returns:
        finite, failed (not finite, or at the end worse than the mean colour), psnr (at the end),
        best_psnr, seconds (of all steps), steps and seconds `to_best` and `to_share` (the first
        evaluation there), gradient_mean, gradient_max, gradient_sd (of log10 over steps, decades).
        NaN where a fit was not finite.
    """
    course = outcome.course
    seen = course.dropna(subset=["psnr"]) if outcome.finite else course.iloc[:0]
    psnr = float(seen["psnr"].iloc[-1]) if len(seen) else float("nan")
    best = float(seen["psnr"].max()) if len(seen) else float("nan")
    found = {"finite": outcome.finite, "failed": not psnr >= constant}
    found |= {"psnr": psnr, "best_psnr": best}
    found["seconds"] = float(course["seconds"].iloc[-1]) if len(seen) else float("nan")
    found |= reached(course, best, "best") | reached(course, share * best, "share")
    norms = course["gradient"].to_numpy()
    norms = norms[np.isfinite(norms) & (norms > 0)]
    empty = not len(norms)
    return found | {
        "gradient_mean": float("nan") if empty else float(norms.mean()),
        "gradient_max": float("nan") if empty else float(norms.max()),
        "gradient_sd": float("nan") if empty else float(np.log10(norms).std()),
    }


def reached(course: pd.DataFrame, wanted: float, name: str) -> dict[str, float]:
    """Return after how many steps and seconds a PSNR was first measured; NaN: never."""
    there = course[course["psnr"] >= wanted]
    first = there.iloc[0] if len(there) else {"step": np.nan, "seconds": np.nan}
    return {f"steps_to_{name}": float(first["step"]), f"seconds_to_{name}": float(first["seconds"])}


def decode_seconds(field: Field, repeats: int) -> float:
    """Return the median of the seconds that it takes to paint the whole signal."""
    paint(field)  # the first time pays for what is worked out once
    taken = []
    for _ in range(repeats):
        begun = perf_counter()
        paint(field)
        taken.append(perf_counter() - begun)
    return float(np.median(taken))


def _gradients(
    field: Field, values: Tensor, recipe: Recipe, seed: int, norms: list[float]
) -> Callable[[], Tensor]:
    """Return what adds a step's gradients and notes their norm."""
    if isinstance(field, Pointwise):
        drawn = of_pixels(field, values.flatten(0, 2), recipe, seed)
    else:
        drawn = of_decoder(field, values, recipe, seed)

    def add() -> Tensor:
        loss = add_gradients(field, next(drawn), recipe.loss, 1)
        parts = [one.grad.norm() for one in field.parameters() if one.grad is not None]
        norms.append(float(torch.stack(parts).norm()))
        return loss

    return add
