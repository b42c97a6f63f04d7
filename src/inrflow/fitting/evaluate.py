"""How far a field is from its signal, on the way and at the end."""

import numpy as np
import torch
from jaxtyping import Float, Float32
from torch import Tensor

from inrflow.fields.field import Field
from inrflow.fields.pointwise import CHUNK, Pointwise


@torch.no_grad()
def paint(field: Field) -> Float32[np.ndarray, "frame y x channel"]:
    """Return all frames, not clamped."""
    return torch.stack([frame.cpu() for frame in field.frames()]).numpy()


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
    index, real = (t.to(values.device) for t in part.cells.samples())
    sums, flat = torch.zeros(len(index), device=values.device), values.flatten(0, 2)
    width = max(1, CHUNK // len(index))
    for where, there in zip(index.split(width, 1), real.split(width, 1), strict=True):
        errors = (part(part.coordinates(where)).clamp(0, 1) - flat[where]).square().mean(2)
        sums += (errors * there).sum(1)
    counts = real.sum(1)
    return (sums / counts).tolist() if count > 1 else [float(sums.sum() / counts.sum())]
