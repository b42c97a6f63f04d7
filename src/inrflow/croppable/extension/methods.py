"""Fits from new weights, and fits that go on, with what is measured on the way."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from inrflow.config.croppable.extension import Variant
from inrflow.config.editing import Side
from inrflow.config.recipe import Recipe
from inrflow.croppable.extension.course import Boxes, Course, Painted, clock, measured
from inrflow.editing.extend import extend
from inrflow.editing.rows import own_rows
from inrflow.editing.tune import tune, tune_cells, tune_local
from inrflow.errors import InputError
from inrflow.fields.resolve import build, empty
from inrflow.fields.tensors import fill
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit, numbers_in, rows_of
from inrflow.fitting.optimise import optimise
from inrflow.fitting.runtime import choose_device
from inrflow.fitting.stages import sizes
from inrflow.signals.signal import Signal

FRESH = 10_000  # added to a seed: fresh cells share no random number with the part's


@dataclass(frozen=True)
class Outcome:
    """A fit and how it got there.

    Attributes:
        fit: at the end, on the CPU.
        before: what was painted at its beginning, not clamped.
        after: what it paints.
        curve: columns step, seconds (of the steps so far), and measures; from step 0 on.
        trained: number of weights that were fitted.
    """

    fit: Fit
    before: Painted
    after: Painted
    curve: pd.DataFrame
    trained: int


def fitted(
    signal: Signal, boxes: Boxes, network: dict[str, Any], recipe: Recipe, seed: int
) -> Outcome:
    """Fit a new field to a signal, or to a part of one."""
    field = build(network, signal.shape, seed).to(choose_device(recipe.device))
    begun = paint(field)
    course = Course(signal.values, boxes, begun, field.members, recipe.steps)
    history = optimise(field, signal, recipe, seed, course.watch)
    told = recipe.model_dump(mode="json")
    fit = Fit(field.cpu().eval(), network, told, seed, signal.described)
    return _outcome(fit, course, history, sizes(fit.field)["parameters"])


def continued(
    fit: Fit, signal: Signal, boxes: Boxes, recipe: Recipe, seed: int, train: str, new: list[int]
) -> Outcome:
    """Fit on from the weights of an extended field.

    Args:
        fit: that was extended; not changed.
        signal: the whole.
        boxes: of its parts.
        recipe: of the tuning.
        seed: of the order of batches.
        train: `all`, `local` or `new`; see `inrflow.config.croppable.extension`.
        new: numbers of the cells that the extension made.
    """
    members = len(new) if train == "new" else fit.field.members
    course = Course(signal.values, boxes, paint(fit.field), members, recipe.steps)
    told = (fit, signal, recipe, seed)
    if train == "all":
        tuned, history = tune(*told, watch=course.watch)
        return _outcome(tuned, course, history, sizes(fit.field)["parameters"])
    own = sum(own_rows(fit.network, fit.shape).values())
    if train == "local":
        tuned, history = tune_local(*told, watch=course.watch)
    else:
        tuned, history = tune_cells(*told, cells=new, watch=course.watch)
    return _outcome(tuned, course, history, members * own)


def extended(fit: Fit, signal: Signal, side: Side, variant: Variant) -> tuple[Fit, list[int]]:
    """Return a fit of the whole signal, not yet tuned, and its new cells."""
    grown, new = extend(fit, signal, side)
    return (with_fresh(grown, new) if variant.start == "fresh" else grown), new


def with_fresh(fit: Fit, cells: list[int]) -> Fit:
    """Return a fit some of whose cells have random weights."""
    fresh = build(fit.network, fit.shape, fit.seed + FRESH).state_dict()
    tensors = {name: tensor.clone() for name, tensor in fit.field.state_dict().items()}
    rows = rows_of(numbers_in(fit.network, fit.shape), cells, "cells")
    for name in own_rows(fit.network, fit.shape):
        tensors[name][rows] = fresh[name][rows]
    field = empty(fit.network, fit.shape)
    fill(field, tensors, "extend: expected weights of its network")
    return replace(fit, field=field.eval())


def _outcome(fit: Fit, course: Course, history: pd.DataFrame, trained: int) -> Outcome:
    """Return what a fit left; its beginning and its end are measured as they are decoded."""
    after = paint(fit.field)
    if not np.isfinite(after).all():
        raise InputError(
            f"croppable.extension: expected finite values after {course.last} steps, found others; "
            "a lower learning_rate may help"
        )
    ends = [
        {"step": step} | measured(course.truth, painted, course.boxes)
        for step, painted in ((0, course.begun), (course.last, after))
    ]
    curve = pd.DataFrame([ends[0], *course.rows, ends[1]])
    seconds = curve["step"].map(clock(history)).fillna(0.0)  # before the first step
    curve.insert(1, "seconds", seconds)
    return Outcome(fit, course.begun, after, curve, trained)
