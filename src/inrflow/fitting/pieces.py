"""Gradients of members that share weights, from a few members at a time.

A layer of all of them together leaves a CPU's caches. Pieces that stay inside add up to the same
gradients, faster, and at the memory of one piece.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.fields.pointwise import Pointwise
from inrflow.fitting.batches import Batch


def backward(
    field: Pointwise, batch: Batch, error: Callable[[Tensor], Tensor], size: int
) -> Float[Tensor, "1"]:
    """Set the gradients of the mean error over all samples, and of the penalty.

    Args:
        field: all members.
        batch: samples of all members.
        error: of differences, one by one.
        size: members a piece.

    Returns:
        The mean error.
    """
    channels = batch.targets.shape[-1]
    real = None if batch.real is None else batch.real[..., None]
    counted = batch.targets.numel() if real is None else int(real.sum()) * channels
    total = batch.targets.new_zeros(1)
    for parameter in field.parameters():
        parameter.grad = torch.zeros_like(parameter) if parameter.requires_grad else None
    for first in range(0, field.members, size):
        some = slice(first, min(first + size, field.members))
        errors = error(_painted(field, batch, some) - batch.targets[some])
        mean = (errors if real is None else errors * real[some]).sum() / counted
        mean.backward()
        total += mean.detach()
    penalty = field.penalty()
    if isinstance(penalty, Tensor) and penalty.requires_grad:
        penalty.backward()
    return total


def _painted(field: Pointwise, batch: Batch, some: slice) -> Tensor:
    """Return what some members paint; their gradients will add to those of the whole field."""
    piece, coordinates = field.select(some), batch.coordinates[some]
    for whole, own in zip(field.parameters(), piece.parameters(), strict=True):
        if own is not whole and whole.requires_grad:
            own.grad = whole.grad[some]  # a view: what is added to it is added to the whole
    neurons = piece.encode(coordinates) if batch.neurons is None else batch.neurons[some]
    return piece.paint(neurons, piece.condition(coordinates))
