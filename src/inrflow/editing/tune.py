"""Fine-tuning: a fit goes on from the weights that it has, some of them frozen."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import torch

from inrflow.config.recipe import Recipe
from inrflow.editing.crop import of_cells
from inrflow.editing.rows import own_rows
from inrflow.errors import InputError
from inrflow.fields.field import Field
from inrflow.fields.resolve import empty
from inrflow.fields.tensors import fill
from inrflow.fitting.fit import Fit, numbers_in, rows_of
from inrflow.fitting.optimise import Watch, descend
from inrflow.fitting.runtime import choose_device
from inrflow.signals.signal import Signal


def tune(
    fit: Fit, signal: Signal, recipe: Recipe, seed: int, watch: Watch | None = None
) -> tuple[Fit, pd.DataFrame]:
    """Return a fit whose weights were all fitted on, and the history; see `descend`.

    Args:
        fit: where to begin; not changed.
        signal: what it should paint; where no cell is kept it is not looked at.
        recipe: optimiser, loss, length.
        seed: of the order of batches.
        watch: see `descend`.

    Raises:
        InputError: a signal of another shape, or a fit that diverged.
    """
    return _tuned(_copy(fit), signal, recipe, seed, watch)


def tune_local(
    fit: Fit, signal: Signal, recipe: Recipe, seed: int, watch: Watch | None = None
) -> tuple[Fit, pd.DataFrame]:
    """Return a fit whose cells were fitted on while what they share stayed; see `tune`."""
    begun = _copy(fit)
    _freeze_shared(begun)
    return _tuned(begun, signal, recipe, seed, watch)


def tune_cells(
    fit: Fit,
    signal: Signal,
    recipe: Recipe,
    seed: int,
    cells: Sequence[int],
    watch: Watch | None = None,
) -> tuple[Fit, pd.DataFrame]:
    """Return a fit of which some cells were fitted on and nothing else: see `tune`.

    All other cells paint the same bits as before.
    """
    numbers = numbers_in(fit.network, fit.shape)
    some = of_cells(fit, cells)
    _freeze_shared(some)
    tuned, history = _tuned(some, signal, recipe, seed, watch)
    rows, painted = rows_of(numbers, cells, "cells"), tuned.field.state_dict()
    tensors = {name: tensor.clone() for name, tensor in fit.field.state_dict().items()}
    for name in own_rows(fit.network, fit.shape):
        tensors[name][rows] = painted[name]
    whole = _filled(fit, tensors)
    return replace(fit, field=whole, recipe=tuned.recipe, seed=seed), history


def _tuned(
    fit: Fit, signal: Signal, recipe: Recipe, seed: int, watch: Watch | None
) -> tuple[Fit, pd.DataFrame]:
    if tuple(signal.shape) != tuple(fit.shape):
        raise InputError(f"tune: expected a signal of shape {fit.shape}, found {signal.shape}")
    field = fit.field.to(choose_device(recipe.device))
    history = descend(field, signal, recipe, seed, watch)
    told = {"recipe": recipe.model_dump(mode="json"), "seed": seed}
    return replace(fit, field=field.cpu().eval(), **told), history


def _copy(fit: Fit) -> Fit:
    """Return the fit with weights of its own, ready to be trained."""
    tensors = {name: tensor.clone() for name, tensor in fit.field.state_dict().items()}
    return replace(fit, field=_filled(fit, tensors).train())


def _filled(fit: Fit, tensors: dict[str, torch.Tensor]) -> Field:
    field = empty(fit.network, fit.shape)
    fill(field, tensors, "tune: expected weights of its network")
    return field.eval()


def _freeze_shared(fit: Fit) -> None:
    """Freeze all weights that cells share; a harmoniser keeps the numbers that it settled on."""
    numbers_in(fit.network, fit.shape)  # of a network without cells there is nothing else
    own = own_rows(fit.network, fit.shape)
    fit.field.eval()
    for name, parameter in fit.field.named_parameters():
        parameter.requires_grad_(name in own)
