"""Steps of an optimiser under a schedule: what every fit has in common."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from tqdm import tqdm

from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fitting.runtime import plain_step
from inrflow.fitting.schedule import rate

OPTIMISERS = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "sgd": torch.optim.SGD}
RECORDS = 100


@dataclass(frozen=True)
class Step:
    """One step that is told of.

    Attributes:
        number: from 0.
        learning_rate: base rate times the schedule's factor.
        losses: one a member, or one; before the step.
        seconds: of the steps so far; what is done between them does not count.
        measured: whether the recipe wants the whole to be measured now.
    """

    number: int
    learning_rate: float
    losses: list[float]
    seconds: float
    measured: bool


def steps(
    module: nn.Module, recipe: Recipe, gradients: Callable[[], Tensor], names: list[str]
) -> Iterator[Step]:
    """Make all steps of a recipe; yield about a hundred of them, and those to be measured at.

    Args:
        module: what is fitted, in place; parameters without gradient are frozen.
        recipe: optimiser, schedule, length.
        gradients: adds to the (empty) gradients of the module and returns the losses, detached.
        names: of what each loss is of, for people.

    Raises:
        InputError: a loss is no longer finite.
    """
    optimiser = OPTIMISERS[recipe.optimiser](rated(module, recipe))
    every, measured = max(1, recipe.steps // RECORDS), _measured(recipe)
    seconds = 0.0
    for number in tqdm(range(recipe.steps), desc=names[0], mininterval=5, leave=False):
        begun = time.perf_counter()
        factor = rate(recipe.schedule, number, recipe.steps)
        for group in optimiser.param_groups:
            group["lr"] = recipe.learning_rate * group["rate"] * factor
        optimiser.zero_grad(set_to_none=True)
        losses = gradients()
        plain_step(optimiser)
        now = number + 1 in measured
        told = now or number % every == 0 or number == recipe.steps - 1
        numbers = losses.flatten().tolist() if told else []  # waits for the device
        seconds += time.perf_counter() - begun
        if told:
            _refuse_nonfinite(numbers, number, recipe, names)
            yield Step(number, recipe.learning_rate * factor, numbers, seconds, now)


def rated(module: nn.Module, recipe: Recipe) -> list[dict]:
    """Return the parameters as optimiser groups by the factor on their learning rate."""
    groups: dict[float, list[Tensor]] = {}
    unused = set(recipe.rates)
    for name, parameter in module.named_parameters():
        starts = [start for start in recipe.rates if name.startswith(start)]
        unused -= set(starts)
        factor = recipe.rates[max(starts, key=len)] if starts else 1.0
        if parameter.requires_grad:
            groups.setdefault(factor, []).append(parameter)
    if unused:
        names = ", ".join(sorted({n.rpartition(".")[0] for n, _ in module.named_parameters()}))
        raise InputError(
            f"recipe.rates: expected the start of a parameter's name ({names}), "
            f"found {min(unused)!r}"
        )
    rated = groups.items()
    return [{"params": p, "lr": recipe.learning_rate * f, "rate": f} for f, p in rated]


def _measured(recipe: Recipe) -> set[int]:
    """Return after how many steps the whole is measured, evenly to the last."""
    times = min(recipe.evaluations, recipe.steps)
    return {round(recipe.steps * (k + 1) / times) for k in range(times)}


def _refuse_nonfinite(values: list[float], step: int, recipe: Recipe, names: list[str]) -> None:
    for value, name in zip(values, names, strict=True):
        if not -float("inf") < value < float("inf"):
            raise InputError(
                f"fit: expected a finite loss, found {value} at step {step} of {name}; "
                f"a lower learning_rate than {recipe.learning_rate:g} may help"
            )
