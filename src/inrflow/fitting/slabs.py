"""What a step of a fit sees: frames, or means of some, or as many samples of them."""

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
Errors = Callable[[], Float[Tensor, "some channel *place"]]


def errors_of(
    field: Field,
    wanted: Float[Tensor, "slab y x channel"],
    frames: Int[Tensor, "slab frame"],
    weights: Float[Tensor, "slab frame"],
    batch: int | None,
    order: Order,
    loss: Literal["mse", "l1"],
    seed: int,
) -> Errors:
    """Return what draws a batch of slabs and tells the errors there: their mean is the loss.

    A slab is a weighted sum of frames, as many for each. The field paints the frames: it is fitted
    through the sum.

    Args:
        field: of coordinates without cells, or of times.
        wanted: values of the slabs, on the field's device.
        frames: numbers of each slab's frames.
        weights: of each slab's frames; 1 of one frame: the frame itself.
        batch: slabs a step, or as many samples; None, or more than there are: all.
        order: of batches.
        loss: what an error is of a difference: its square, or its size.
        seed: of the order.
    """
    source = generator(seed, *STREAM)
    of = _of_samples if isinstance(field, Pointwise) else _of_frames
    samples = wanted.shape[1] * wanted.shape[2] if isinstance(field, Pointwise) else 1
    drawn = draws(len(wanted) * samples, batch and batch * samples, order, source)
    difference = of(field, wanted, frames, weights)
    return lambda: ERRORS[loss](difference(next(drawn).to(wanted.device)))


def _of_frames(field: Field, wanted: Tensor, frames: Tensor, weights: Tensor) -> Callable:
    """Return what tells slabs' differences by their numbers."""
    inputs, targets = field.inputs[frames], field.targets(wanted).contiguous()

    def difference(some: Int[Tensor, " slab"]) -> Float[Tensor, "slab channel y x"]:
        painted = field(inputs[some].flatten()).unflatten(0, (len(some), -1))
        return (painted * weights[some, :, None, None, None]).sum(1) - targets[some]

    return difference


def _of_samples(field: Pointwise, wanted: Tensor, frames: Tensor, weights: Tensor) -> Callable:
    """Return what tells samples' differences by their numbers, slab after slab."""
    pixels, targets = wanted.shape[1] * wanted.shape[2], wanted.flatten(0, 2)

    def difference(some: Int[Tensor, " sample"]) -> Float[Tensor, "sample channel"]:
        slab = some // pixels
        index = frames[slab] * pixels + (some % pixels)[:, None]
        painted = field(field.coordinates(index.flatten()[None]))[0].unflatten(0, index.shape)
        return (painted * weights[slab][:, :, None]).sum(1) - targets[some]

    return difference


def draws(
    samples: int, batch: int | None, order: Order, source: torch.Generator
) -> Iterator[Int[Tensor, " sample"]]:
    """Yield the numbers of a batch's samples for ever."""
    every = torch.arange(samples)
    if order == "fixed":
        yield from cycle(every.split(batch or samples))
    for index in orders(samples, batch, source):
        yield every if index is None else index
