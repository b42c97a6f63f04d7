"""The loop that fits a field to a signal."""

import logging

import pandas as pd
import torch
import torch.nn.functional as F
from torch import Tensor
from tqdm import tqdm

from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields.field import Field
from inrflow.fields.initialise import generator
from inrflow.fields.lattice import lattice
from inrflow.fitting.batches import batches
from inrflow.fitting.schedule import rate
from inrflow.signals.signal import Signal

LOG = logging.getLogger(__name__)
LOSSES = {"mse": F.mse_loss, "l1": F.l1_loss}
OPTIMISERS = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "sgd": torch.optim.SGD}
RECORDS = 100


def optimise(field: Field, signal: Signal, recipe: Recipe, seed: int) -> pd.DataFrame:
    """Fit a field in place.

    Members of an ensemble do not interact, so they are fitted in groups, one after the other,
    each under its own optimiser: the same numbers as all at once, at the memory of one group.

    Args:
        field: on the device where it is to be fitted.
        signal: what it should paint; of the field's shape.
        recipe: optimiser, loss, length.
        seed: of the order of batches.

    Returns:
        The history: columns step, member (-1 for a lone network), loss, learning_rate.

    Raises:
        InputError: the loss is no longer finite.
    """
    if field.samples == "frame":
        neurons = field.encode(field.times)
        targets = torch.from_numpy(signal.values).permute(0, 3, 1, 2)
        order = generator(seed, 0, 1)
        return _group(field, neurons, targets, recipe, order, [-1])
    histories = []
    members = field.shape[0]
    size = group_size(field)
    for first in range(0, members, size):
        some = slice(first, min(first + size, members))
        part = field.select(some)
        device = next(part.parameters()).device
        with torch.no_grad():
            neurons = part.encode(lattice(*field.shape[1:3]).to(device))
        targets = torch.from_numpy(signal.values[some]).flatten(1, 2)
        ids = list(range(some.start, some.stop))
        histories.append(_group(part, neurons, targets, recipe, generator(seed, 0, 1), ids))
    return pd.concat(histories, ignore_index=True)


def group_size(field: Field) -> int:
    """Return how many members to fit at once: one on a CPU, what fits in memory on a GPU.

    A CPU gains nothing from a batched product and pays for its memory; a GPU gains 10 times and
    more. The estimate counts neurons, mixtures, and their gradients in float32.
    """
    device = next(field.parameters()).device
    if device.type == "cpu":
        return 1
    free, _ = torch.cuda.mem_get_info(device)
    pixels = field.shape[1] * field.shape[2]
    widths = sum(sum(s.affine.weight.shape[1:]) for s in field.stages.values())
    return max(1, int(0.5 * free / (pixels * widths * 4 * 4)))


def _group(
    part: Field,
    neurons: Tensor,
    targets: Tensor,
    recipe: Recipe,
    order: torch.Generator,
    ids: list[int],
) -> pd.DataFrame:
    """Fit one group of members (or a lone network); see `optimise`."""
    axis = 1 if part.samples == "pixel" else 0
    targets = targets.contiguous().to(neurons.device)
    optimiser = OPTIMISERS[recipe.optimiser](part.parameters(), lr=recipe.learning_rate)
    drawn = batches(neurons.shape[axis], recipe.batch, order)
    every = max(1, recipe.steps // RECORDS)
    rows = []
    for step in tqdm(range(recipe.steps), desc=_label(ids), mininterval=5, leave=False):
        factor = rate(recipe.schedule, step, recipe.steps)
        for group in optimiser.param_groups:
            group["lr"] = recipe.learning_rate * factor
        losses = _step(part, neurons, targets, next(drawn), axis, recipe.loss, optimiser)
        if step % every == 0 or step == recipe.steps - 1:
            values = losses.tolist()
            _refuse_nonfinite(values, ids, step, recipe)
            rows += [
                (step, i, value, recipe.learning_rate * factor)
                for i, value in zip(ids, values, strict=True)
            ]
    LOG.info("%s: loss %.3g after %d steps", _label(ids), sum(values) / len(ids), recipe.steps)
    return pd.DataFrame(rows, columns=["step", "member", "loss", "learning_rate"])


def _step(
    part: Field,
    neurons: Tensor,
    targets: Tensor,
    index: Tensor | None,
    axis: int,
    loss: str,
    optimiser: torch.optim.Optimizer,
) -> Tensor:
    """Make one step; return the loss of each member, or the batch's mean for a lone network."""
    if index is not None:
        index = index.to(neurons.device)
        neurons, targets = neurons.index_select(axis, index), targets.index_select(axis, index)
    errors = LOSSES[loss](part.paint(neurons), targets, reduction="none").flatten(1).mean(1)
    losses = errors if part.samples == "pixel" else errors.mean()[None]
    optimiser.zero_grad(set_to_none=True)
    losses.sum().backward()
    optimiser.step()
    return losses.detach()


def _refuse_nonfinite(values: list[float], ids: list[int], step: int, recipe: Recipe) -> None:
    for value, member in zip(values, ids, strict=True):
        if not -float("inf") < value < float("inf"):
            raise InputError(
                f"fit: expected a finite loss, found {value} at step {step} of {_label([member])}; "
                f"a lower learning_rate than {recipe.learning_rate:g} may help"
            )


def _label(ids: list[int]) -> str:
    if ids == [-1]:
        return "network"
    return f"frame {ids[0]}" if len(ids) == 1 else f"frames {ids[0]}-{ids[-1]}"
