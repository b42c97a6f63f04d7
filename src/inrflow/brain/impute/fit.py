"""One fit of a field to a subject's measured slabs; it sees nothing else."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from inrflow.brain.impute.aims import Aim, Slabs, Volume, over_linear, whole
from inrflow.brain.impute.method import Field
from inrflow.brain.slices import Slices
from inrflow.config.networks.axes import Shape
from inrflow.errors import InputError
from inrflow.fields.field import Field as Network
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint, refuse_nonfinite
from inrflow.fitting.fit import Fit
from inrflow.fitting.minimise import gradients_of, minimise
from inrflow.fitting.runtime import choose_device
from inrflow.fitting.slabs import Loss, loss_of
from inrflow.signals.signal import Signal

AIMS = {"nothing": whole, "linear": over_linear}
DESCRIBED = Signal.described_as("volume", (0.0, 1.0), (1.0, 1.0, 1.0), ("", "", ""))


@dataclass(frozen=True)
class Filled:
    """A subject's volume as a field has it.

    Attributes:
        volume: all slices, not clamped.
        fit: the field.
        history: columns step, loss (before the step), learning_rate, seconds (of the steps so far).
    """

    volume: Volume
    fit: Fit
    history: pd.DataFrame


def fitted(field: Field, measured: Slabs, slices: Slices, begin: Path | None = None) -> Filled:
    """Fit a field to slabs and paint the whole volume.

    Args:
        field: network, recipe, method.
        measured: values of the slabs, 0 to 1.
        slices: which they are.
        begin: fit whose weights it begins with; None: new ones.

    Raises:
        InputError: a fit of another network to begin with, or one that diverged.
    """
    aim = AIMS[field.options.over](measured, slices)
    shape = (slices.count, *measured.shape[1:], 1)
    network = begun(field, shape, begin).to(choose_device(field.recipe.device))
    history = minimise(network, gradients_of(network, _loss(network, aim, field)), field.recipe)
    painted = paint(network.eval())
    refuse_nonfinite(painted, field.recipe)
    recipe = field.recipe.model_dump(mode="json") | {"batch": field.options.batch}
    fit = Fit(network, field.network, recipe, field.seed, DESCRIBED)
    return Filled(aim.volume(painted[..., 0]), fit, history)


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


def _loss(network: Network, aim: Aim, field: Field) -> Loss:
    """Return what draws some of the aim's slabs and tells the error there."""
    device = next(network.parameters()).device
    wanted = torch.from_numpy(np.ascontiguousarray(aim.wanted))[..., None].to(device)
    network.observe(wanted)
    frames, weights = torch.from_numpy(aim.frames), torch.from_numpy(aim.weights)
    drawn = (field.options.batch, "shuffled", field.recipe.loss, field.seed)
    return loss_of(network, wanted, frames.to(device), weights.to(device), *drawn)
