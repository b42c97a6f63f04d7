"""Fit one field to pictures of many sizes, a step a lattice."""

from collections.abc import Iterator

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.config.recipe import Recipe
from inrflow.fields.field import Field
from inrflow.fields.initialise import generator
from inrflow.fields.pointwise import Pointwise
from inrflow.fitting.batches import Batch, of_decoder, of_pixels
from inrflow.fitting.minimise import minimise
from inrflow.fitting.optimise import add_gradients
from inrflow.oinr.multiresolution.resize import Picture

STREAM = (0, 5)  # of the seed, for the order of lattices: apart from those of weights and samples


def fit_lattices(field: Field, pictures: list[Picture], recipe: Recipe, seed: int) -> float:
    """Fit a field in place to pictures of several sizes; return the seconds of its steps.

    A step sees one lattice; all are seen once, in an order drawn anew, before any again (released
    code of O-INR: one picture a step, every size an epoch). The field looks at the largest first.

    Args:
        field: on the device where it is to be fitted, with values between its samples.
        pictures: signal units, over the same domain.
        recipe: optimiser, loss, length; `batch` is of one lattice's samples.
        seed: of the orders.

    Raises:
        InputError: a field that knows one lattice only, or a loss that is no longer finite.
    """
    device = next(field.parameters()).device
    values = [torch.from_numpy(picture).to(device) for picture in pictures]
    field.observe(max(values, key=torch.Tensor.numel))
    parts = [field.resampled(tuple(one.shape)) for one in values]
    drawn = [_batches(*both, recipe, seed) for both in zip(parts, values, strict=True)]
    order = _orders(len(parts), seed)

    def gradients() -> Float[Tensor, " loss"]:
        turn = next(order)
        return add_gradients(parts[turn], next(drawn[turn]), recipe.loss, 1)

    return float(minimise(field, gradients, recipe)["seconds"].iloc[-1])


def _batches(
    part: Field, values: Float[Tensor, "1 y x channel"], recipe: Recipe, seed: int
) -> Iterator[Batch]:
    if isinstance(part, Pointwise):
        return of_pixels(part, values.flatten(0, 2), recipe, seed)
    return of_decoder(part, values, recipe, seed)


def _orders(count: int, seed: int) -> Iterator[int]:
    source = generator(seed, *STREAM)
    while True:
        yield from torch.randperm(count, generator=source).tolist()


@torch.no_grad()
def painted_at(field: Field, shape: tuple[int, int, int, int]) -> Picture:
    """Return what a field paints on a lattice, not clamped."""
    frames = [frame.cpu() for frame in field.resampled(shape).frames()]
    return np.stack([frame.numpy() for frame in frames])
