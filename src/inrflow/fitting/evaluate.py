"""How far a field is from its signal, on the way and at the end."""

import numpy as np
import torch
from jaxtyping import Float, Float32
from torch import Tensor

from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields.field import Field
from inrflow.fields.pointwise import Pointwise
from inrflow.fields.tiles import CHUNK


@torch.no_grad()
def paint(field: Field) -> Float32[np.ndarray, "frame y x channel"]:
    """Return all frames, not clamped."""
    return torch.stack([frame.cpu() for frame in field.frames()]).numpy()


def refuse_nonfinite(
    painted: Float32[np.ndarray, "frame y x channel"], recipe: Recipe, whose: str = "fit"
) -> None:
    """Refuse what a fit that diverged paints.

    Args:
        painted: all values.
        recipe: the fit's.
        whose: values they are, for people.

    Raises:
        InputError: a value is not finite.
    """
    if not np.isfinite(painted).all():
        raise InputError(
            f"{whose}: expected finite values after {recipe.steps} steps, found others; a lower "
            f"learning_rate than {recipe.learning_rate:g} may help"
        )


@torch.no_grad()
def squared_error(
    part: Field, values: Float[Tensor, "frame y x channel"], count: int
) -> list[float]:
    """Return the mean squared error of the clamped values that a field paints.

    Args:
        part: a field, or some members of one.
        values: the whole signal.
        count: 1: of all that it paints; more: of each of its members.
    """
    if not isinstance(part, Pointwise):
        errors = [
            (frame.clamp(0, 1) - wanted).square().mean()
            for frame, wanted in zip(part.frames(), values, strict=True)
        ]
        return [float(torch.stack(errors).mean())]
    sums, counts = torch.zeros(part.members), part.cells.sizes
    for frame, wanted in enumerate(values):  # a frame at a time: all indices would be large
        members = part.cells.of_frame(frame)
        if members.stop > members.start:
            sums[members] += _of_frame(part, members, frame, wanted.flatten(0, 1)).cpu()
    return (sums / counts).tolist() if count > 1 else [float(sums.sum() / counts.sum())]


def _of_frame(
    part: Pointwise, members: slice, frame: int, wanted: Float[Tensor, "pixel channel"]
) -> Float[Tensor, " member"]:
    """Return the summed squares of each member's errors in one frame, means over channels."""
    some, (index, real) = part.select(members), part.cells.samples(members, frame)
    sums, width = torch.zeros(len(index), device=wanted.device), max(1, CHUNK // len(index))
    for where, there in zip(index.split(width, 1), real.split(width, 1), strict=True):
        where, there = where.to(wanted.device), there.to(wanted.device)
        errors = some(part.coordinates(where)).clamp(0, 1) - wanted[where % len(wanted)]
        sums += (errors.square().mean(2) * there).sum(1)
    return sums
