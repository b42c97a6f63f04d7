"""The loop that fits a field to a signal."""

import logging
from collections.abc import Callable, Iterator

import pandas as pd
import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.config.recipe import Recipe
from inrflow.fields.field import Field
from inrflow.fields.pointwise import Pointwise
from inrflow.fitting import pieces
from inrflow.fitting.batches import Batch, of_decoder, of_pixels
from inrflow.fitting.evaluate import squared_error
from inrflow.fitting.steps import steps
from inrflow.fitting.tiled import gradients_in_tiles, refuse_tiles
from inrflow.signals.signal import Signal

LOG = logging.getLogger(__name__)
ERRORS = {"mse": torch.square, "l1": torch.abs}
NEURONS = 500_000  # of a layer of all members fitted at once on a CPU: what its caches hold
COLUMNS = ["step", "member", "loss", "learning_rate", "seconds", "mse"]


Watch = Callable[[int, Field], None]


def optimise(
    field: Field, signal: Signal, recipe: Recipe, seed: int, watch: Watch | None = None
) -> pd.DataFrame:
    """Fit a new field in place: it looks at the signal first, then descends; see `descend`."""
    device = next(field.parameters()).device
    field.observe(torch.from_numpy(signal.values).to(device))
    return descend(field, signal, recipe, seed, watch)


def descend(
    field: Field, signal: Signal, recipe: Recipe, seed: int, watch: Watch | None = None
) -> pd.DataFrame:
    """Fit a field in place, from the weights that it has; those without gradient are frozen.

    Members that share nothing are fitted in groups, one after the other, each under its own
    optimiser: the same numbers as all at once, at the memory of one group.

    Args:
        field: on the device where it is to be fitted.
        signal: what it should paint; of the field's shape.
        recipe: optimiser, loss, length.
        seed: of the order of batches.
        watch: called at each evaluation with the steps done and the field, or the members of it
            that are fitted at the time.

    Returns:
        The history: columns step, member (-1 for a lone network), loss, learning_rate, seconds
        (of the steps so far, evaluations not counted), mse (of the clamped signal, or of the
        member's part of it; NaN where it was not evaluated).

    Raises:
        InputError: the loss is no longer finite.
    """
    refuse_tiles(field, recipe)
    values = torch.from_numpy(signal.values).to(next(field.parameters()).device)
    if recipe.tile is not None:
        gradients = gradients_in_tiles(field, values, recipe, seed, ERRORS[recipe.loss])
        return _group(field, gradients, values, recipe, [-1], watch)
    if not isinstance(field, Pointwise):
        gradients = _of_batches(field, of_decoder(field, values, recipe, seed), recipe, 1)
        return _group(field, gradients, values, recipe, [-1], watch)
    flat, histories = values.flatten(0, 2), []
    size = group_size(field, recipe.batch)
    for first in range(0, field.members, size):
        some = slice(first, min(first + size, field.members))
        part = field if size >= field.members else field.select(some)
        # a lone network is no ensemble: its history is the signal's
        ids = list(range(some.start, some.stop)) if field.apart and field.members > 1 else [-1]
        drawn = of_pixels(part, flat, recipe, seed)
        gradients = _of_batches(part, drawn, recipe, len(ids))
        histories.append(_group(part, gradients, values, recipe, ids, watch))
    return pd.concat(histories, ignore_index=True)


def group_size(field: Pointwise, batch: int | None) -> int:
    """Return how many members to fit at once.

    A CPU gains from batching small members as long as a layer of them stays in its caches, and
    from then on pays for memory; a GPU takes what fits in half its memory. The estimate counts
    neurons, mixtures, and their gradients in float32.
    """
    if not field.apart:
        return field.members
    samples = -(-field.shape[0] * field.shape[1] * field.shape[2] // field.members)
    samples = min(samples, batch or samples)
    if field.device.type == "cpu":
        return _held(field, samples)
    widths = [stage.affine.weight.shape[1:] for stage in field.stages.values()]
    free, _ = torch.cuda.mem_get_info(field.device)
    return max(1, int(0.5 * free / (samples * sum(map(sum, widths)) * 4 * 4)))


def _of_batches(
    part: Field, drawn: Iterator[Batch], recipe: Recipe, count: int
) -> Callable[[], Tensor]:
    """Return what adds the gradients of the next batch and returns its losses."""
    return lambda: add_gradients(part, next(drawn), recipe.loss, count)


def _group(
    part: Field,
    gradients: Callable[[], Tensor],
    values: Tensor,
    recipe: Recipe,
    ids: list[int],
    watch: Watch | None,
) -> pd.DataFrame:
    """Fit one group of members, or a lone network; see `optimise`."""
    rows = []
    for step in steps(part, recipe, gradients, [_label([i]) for i in ids]):
        mse = squared_error(part, values, len(ids)) if step.measured else _NONE
        if watch is not None and step.measured:
            watch(step.number + 1, part)
        rows += [
            (step.number, i, loss, step.learning_rate, step.seconds, mse[k % len(mse)])
            for k, (i, loss) in enumerate(zip(ids, step.losses, strict=True))
        ]
    mean = sum(step.losses) / len(ids)
    LOG.info("%s: loss %.3g after %d steps", _label(ids), mean, recipe.steps)
    return pd.DataFrame(rows, columns=COLUMNS)


_NONE = [float("nan")]


def add_gradients(part: Field, batch: Batch, loss: str, count: int) -> Float[Tensor, " loss"]:
    """Add a batch's gradients; return the loss of each member, or of the whole for a network."""
    if _in_pieces(part, batch):
        return pieces.backward(part, batch, ERRORS[loss], _held(part, batch.targets.shape[1]))
    neurons = part.encode(batch.coordinates) if batch.neurons is None else batch.neurons
    painted = part.paint(neurons, part.condition(batch.coordinates))
    losses = _mean(ERRORS[loss](painted - batch.targets), batch.real, count)
    (losses.sum() + part.penalty()).backward()
    return losses.detach()


def _in_pieces(part: Field, batch: Batch) -> bool:
    """Return whether a step is better worked out from a few members at a time."""
    if not isinstance(part, Pointwise) or part.apart or part.device.type != "cpu":
        return False
    return _held(part, batch.targets.shape[1]) < part.members


def _held(field: Pointwise, samples: int) -> int:
    """Return how many members of a layer a CPU's caches hold."""
    widest = max(max(stage.affine.weight.shape[1:]) for stage in field.stages.values())
    return max(1, NEURONS // (samples * widest))


def _mean(errors: Tensor, real: Tensor | None, count: int) -> Float[Tensor, " loss"]:
    """Return the mean error of each of `count` members, or of all; samples that count alone."""
    if real is None:
        return errors.reshape(count, -1).mean(1)
    weights = real[..., None].expand(errors.shape).reshape(count, -1)
    counts = weights.sum(1).clamp(min=1)  # a small batch may have drawn none of a smaller cell
    return (errors.reshape(count, -1) * weights).sum(1) / counts


def _label(ids: list[int]) -> str:
    if ids == [-1]:
        return "network"
    return f"member {ids[0]}" if len(ids) == 1 else f"members {ids[0]}-{ids[-1]}"
