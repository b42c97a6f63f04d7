"""Fits of a field to subjects' measured slabs; each sees nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.brain.impute.aims import Aim, Slabs, Volume, over_linear, whole
from inrflow.brain.impute.method import Field
from inrflow.brain.slices import Slices
from inrflow.config.networks.axes import Shape
from inrflow.errors import InputError
from inrflow.fields.ensemble import joined
from inrflow.fields.field import Field as Network
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint, refuse_nonfinite
from inrflow.fitting.fit import Fit
from inrflow.fitting.minimise import COLUMNS
from inrflow.fitting.runtime import choose_device
from inrflow.fitting.slabs import errors_of
from inrflow.fitting.steps import Step, steps
from inrflow.signals.signal import Signal

Losses = Float[Tensor, " subject"]
AIMS = {"nothing": whole, "linear": over_linear}
DESCRIBED = Signal.described_as("volume", (0.0, 1.0), (1.0, 1.0, 1.0), ("", "", ""))


@dataclass(frozen=True)
class Filled:
    """A subject's volume as a field has it.

    Attributes:
        volume: all slices, not clamped.
        fit: the field.
        history: columns step, loss (before the step), learning_rate, seconds (of the steps so far,
            shared evenly by those fitted together).
    """

    volume: Volume
    fit: Fit
    history: pd.DataFrame


def fitted(field: Field, measured: Slabs, slices: Slices, begin: Path | None = None) -> Filled:
    """Fit a field to one subject's slabs: see `fitted_together`."""
    return fitted_together(field, {"network": measured}, slices, begin)[0]


def fitted_together(
    field: Field, measured: Mapping[str, Slabs], slices: Slices, begin: Path | None = None
) -> list[Filled]:
    """Fit a field to the slabs of each subject, all at once, and paint their whole volumes.

    A step sees the same slabs of every subject, those that a fit of one alone would see. Memory of
    a step is that of one subject times their number.

    Args:
        field: network, recipe, method.
        measured: subject -> values of the slabs, 0 to 1, of one shape.
        slices: which they are.
        begin: fit whose weights all begin with; None: new ones.

    Raises:
        InputError: a fit of another network to begin with, or a subject whose fit diverged.
    """
    aims = [AIMS[field.options.over](slabs, slices) for slabs in measured.values()]
    shape, device = (*aims[0].base.shape, 1), choose_device(field.recipe.device)
    networks = [begun(field, shape, begin).to(device) for _ in aims]
    whole = joined(networks)
    made = list(steps(whole, field.recipe, _gradients(whole, aims, field), list(measured)))
    return [
        _filled(field, name, networks[n], aims[n], _history(made, n))
        for n, name in enumerate(measured)
    ]


def begun(field: Field, shape: Shape, begin: Path | None) -> Network:
    """Return the network with the weights that it begins with.

    Raises:
        InputError: the fit to begin with is of another network, or of another lattice.
    """
    network = build(field.network, shape, field.seed)
    if begin is None:
        return network
    fit = Fit.read(begin)
    if tuple(fit.shape) != shape or fit.network != field.network:
        found = "x".join(map(str, fit.shape[:3]))
        raise InputError(
            f"{begin}: expected a fit of the same network to {'x'.join(map(str, shape[:3]))} "
            f"samples, found {fit.network['architecture']} of {found}"
        )
    network.load_state_dict(fit.field.state_dict())
    return network


def _gradients(network: Network, aims: list[Aim], field: Field) -> Callable[[], Losses]:
    """Return what draws some slabs of all aims, adds the gradients there, tells each aim's loss.

    Aims differ in their values alone; the network's channels are their painters.
    """
    device = next(network.parameters()).device
    wanted = torch.from_numpy(np.stack([aim.wanted for aim in aims], axis=-1)).to(device)
    network.observe(wanted)
    frames, weights = torch.from_numpy(aims[0].frames), torch.from_numpy(aims[0].weights)
    drawn = (field.options.batch, "shuffled", field.recipe.loss, field.seed)
    errors = errors_of(network, wanted, frames.to(device), weights.to(device), *drawn)

    def add() -> Losses:
        losses = torch.stack([own.mean() for own in errors().split(1, dim=1)])
        (losses.sum() + network.penalty()).backward()
        return losses.detach()

    return add


def _history(made: list[Step], number: int) -> pd.DataFrame:
    """Return the history of one of those fitted together."""
    rows = [
        (step.number, step.losses[number], step.learning_rate, step.seconds / len(step.losses))
        for step in made
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _filled(field: Field, name: str, network: Network, aim: Aim, history: pd.DataFrame) -> Filled:
    """Return a subject's volume as its fitted network paints it."""
    painted = paint(network.eval())
    refuse_nonfinite(painted, field.recipe, f"fit of {name}")
    recipe = field.recipe.model_dump(mode="json") | {"batch": field.options.batch}
    fit = Fit(network, field.network, recipe, field.seed, DESCRIBED)
    return Filled(aim.volume(painted[..., 0]), fit, history)
