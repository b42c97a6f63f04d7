"""How the networks of one scale are fitted: those that are good enough stop on the way.

Source: MINER's released code. A block's weights are fixed once its error is small beside the
power of its own signal; from then on it costs nothing more.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.config.croppable.miner import MinerRecipe
from inrflow.croppable.miner.going import Going
from inrflow.croppable.miner.scale import Scale
from inrflow.errors import InputError

EVERY = 10  # steps between looks at the whole signal's error


def rate_at(recipe: MinerRecipe, number: int, step: int, share: float) -> float:
    """Return the learning rate of a step.

    Args:
        recipe: rate, decay, and what holds at the coarsest scale.
        number: of the scale; 0 is the coarsest.
        step: 0 is the first.
        share: of the scale's blocks that have a network.
    """
    held = recipe.coarse_rate_steps is None or step < recipe.coarse_rate_steps
    coarse = recipe.coarse_rate if number == 0 and held else 1.0
    return recipe.learning_rate * share * recipe.decay**step * coarse


def descend(
    scale: Scale,
    number: int,
    targets: Float[Tensor, "block sample channel"],
    powers: Float[Tensor, " block"],
    recipe: MinerRecipe,
    settled_below: float,
    error: Callable[[], float],
) -> dict[str, int | float]:
    """Fit the networks of a scale in place.

    Args:
        scale: with first weights.
        number: of the scale.
        targets: what each network is to paint.
        powers: mean square of each block's own signal.
        recipe: length, rates, when to stop.
        settled_below: change of the mean loss in a step that ends the scale; 0: none does.
        error: gives the mean square error of the whole signal, as the scale's networks are now.

    Returns:
        `steps` made, `frozen` networks, mean `loss` when each network was last looked at.

    Raises:
        InputError: the loss is no longer finite.
    """
    share, enough = len(scale.active) / scale.blocks, recipe.frozen_below * powers
    going, steps, before = Going.of(scale.field), 0, float("inf")
    losses = torch.zeros_like(powers)
    while steps < recipe.steps:
        losses[going.rows] = going.slope(targets, scale.block)
        mean = _finite(losses, steps, number, recipe)
        stays = (losses > enough)[going.rows]
        if not stays.all():
            going.write(scale.field)
            if not stays.any():
                break
            going = going.keep(stays)
        going.step(rate_at(recipe, number, steps, share))
        steps += 1
        if abs(before - mean) < settled_below or _done(going, scale, steps, recipe, error):
            break
        before = mean
    going.write(scale.field)
    return {"steps": steps, "frozen": int((losses <= enough).sum()), "loss": float(losses.mean())}


def _done(
    going: Going, scale: Scale, steps: int, recipe: MinerRecipe, error: Callable[[], float]
) -> bool:
    """Return whether the whole signal is good enough; looked at now and then."""
    if steps % EVERY:
        return False
    going.write(scale.field)
    return error() <= recipe.stopping_mse


def _finite(losses: Tensor, step: int, number: int, recipe: MinerRecipe) -> float:
    mean = float(losses.mean())
    if not mean < float("inf"):
        raise InputError(
            f"miner: expected a finite loss, found {mean} at step {step} of scale {number}; "
            f"a lower learning_rate than {recipe.learning_rate:g} may help"
        )
    return mean
