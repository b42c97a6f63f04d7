"""What a step of a fit sees: kept frames, or as many samples of them."""

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor

from inrflow.fields.field import Field
from inrflow.fields.initialise import generator
from inrflow.fields.pointwise import Pointwise
from inrflow.fitting.batches import STREAM, orders
from inrflow.fitting.optimise import ERRORS

Order = Literal["shuffled", "fixed"]
Loss = Callable[[], Float[Tensor, ""]]


def loss_of(
    field: Field,
    values: Float[Tensor, "frame y x channel"],
    kept: list[int],
    batch: int | None,
    order: Order,
    loss: Literal["mse", "l1"],
    seed: int,
) -> Loss:
    """Return what draws a batch of kept frames and tells the error there.

    Args:
        field: of coordinates without cells, or of times.
        values: the whole sequence; frames that are not kept are not read.
        kept: numbers of frames.
        batch: frames a step, or as many samples; None: all.
        order: of batches.
        loss: mean over samples and channels.
        seed: of the order.
    """
    device, source = values.device, generator(seed, *STREAM)
    frames = torch.tensor(kept, device=device)
    if not isinstance(field, Pointwise):
        inputs, targets = field.inputs[frames], field.targets(values[frames]).contiguous()
        drawn = draws(len(kept), batch, order, source)

        def of_frames() -> Float[Tensor, ""]:
            some = next(drawn).to(device)
            return ERRORS[loss](field(inputs[some]) - targets[some]).mean()

        return of_frames

    pixels = values.shape[1] * values.shape[2]
    index = (frames[:, None] * pixels + torch.arange(pixels, device=device)).flatten()
    wanted = values.flatten(0, 2)
    drawn = draws(len(index), batch and batch * pixels, order, source)

    def of_pixels() -> Float[Tensor, ""]:
        some = index[next(drawn).to(device)]
        return ERRORS[loss](field(field.coordinates(some[None]))[0] - wanted[some]).mean()

    return of_pixels


def draws(
    samples: int, batch: int | None, order: Order, source: torch.Generator
) -> Iterator[Int[Tensor, " sample"]]:
    """Yield the numbers of a batch's samples for ever."""
    every = torch.arange(samples)
    if order == "fixed":
        yield from cycle(every.split(batch or samples))
    for index in orders(samples, batch, source):
        yield every if index is None else index
