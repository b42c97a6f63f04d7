"""O-INR's optimiser step with channels last against the plain layout, in paired interleaved runs.

The field lays out its encoding with channels last, and convolutions hand that on. Here a copy with
the same weights is given the same encoding in torch's plain layout; all else is the package's own
step. 512x512 in colour, 172,224 parameters, on one thread unless told.

python benchmarks/layout.py [THREADS] [PAIRS]
"""

import copy
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

import torch

from inrflow.config.recipe import Recipe
from inrflow.fields.field import Field
from inrflow.fields.resolve import build
from inrflow.fitting.batches import Batch, of_decoder
from inrflow.fitting.optimise import add_gradients
from inrflow.fitting.runtime import prepare

SHAPE = (1, 512, 512, 3)
RECIPE = Recipe(learning_rate=1e-3, steps=1)
LAST = torch.channels_last


def step_of(field: Field, batch: Batch) -> Callable[[], torch.Tensor]:
    """Return one step on a batch; it returns the loss before it."""
    optimiser = torch.optim.Adam(field.parameters(), lr=RECIPE.learning_rate)

    def step() -> torch.Tensor:
        optimiser.zero_grad(set_to_none=True)
        loss = add_gradients(field, batch, "mse", 1)
        optimiser.step()
        return loss

    return step


def timed(step: Callable[[], object]) -> float:
    """Return the seconds of a step."""
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


def main() -> int:
    """Print seconds a step of both, and the ratio over the pairs."""
    threads, pairs = (int(a) for a in (*sys.argv[1:], *("1", "8")[len(sys.argv) - 1 :]))
    prepare(threads)
    field = build({"architecture": "oinr"}, SHAPE, 0)
    values = torch.rand(SHAPE, generator=torch.Generator().manual_seed(0))
    batch = next(of_decoder(field, values, RECIPE, 0))
    neurons = field.encode(field.inputs)
    if not neurons.is_contiguous(memory_format=LAST) or neurons.is_contiguous():
        raise SystemExit("the field no longer lays out its encoding with channels last")
    plain = step_of(copy.deepcopy(field), replace(batch, neurons=neurons.contiguous()))
    last = step_of(field, replace(batch, neurons=neurons))
    torch.testing.assert_close(last(), plain(), rtol=1e-4, atol=1e-6)  # and a warm-up
    seconds = []
    for pair in range(pairs):  # who goes first changes, so that neither always has warm caches
        if pair % 2:
            after = timed(last)
            seconds.append((timed(plain), after))
        else:
            seconds.append((timed(plain), timed(last)))
    ratios = sorted(a / b for a, b in seconds)
    count = sum(p.numel() for p in field.parameters())
    print(f"{count:,} parameters, {threads} threads, {pairs} pairs of steps, seconds")
    for name, column in zip(("plain", "channels last"), zip(*seconds, strict=True), strict=True):
        print(f"{name:14} median {median(column):.3f}, least {min(column):.3f}")
    print(f"plain / channels last: {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
