"""Fields of the part `derivatives`, and their derivatives per sample."""

import numpy as np
import torch
from einops import rearrange
from torch import Tensor

from inrflow.fields import encoded
from inrflow.fields.field import Field
from inrflow.fields.operator import Operator
from inrflow.fields.pointwise import Pointwise
from inrflow.fields.propagate import Jet, hessian, push
from inrflow.oinr.derivatives.slopes import Maps, maps_of

ENTRIES = ("dyy", "dyx", "dxx")  # of `hessian(2)`


@torch.no_grad()
def in_closed_form(field: Operator | Pointwise) -> dict[str, Maps]:
    """Return the derivatives of a field of a picture, by what its encoding's were taken for.

    `analytic`: the formula's; for an operator also `sobel`, which the released code has.
    """
    forms, steps = hessian(2), encoded.pixels(field)
    if isinstance(field, Pointwise):
        jet = push(field, encoded.coordinates(field, steps, forms), forms)
        return {"analytic": _maps(field, jet, 1)}
    analytic = push(field, encoded.analytic(field, steps, forms), forms)
    filtered = push(field, encoded.sobel(field, forms), forms)
    return {
        "analytic": _maps(field, analytic, 1),
        "sobel": _maps(field, filtered, encoded.RELEASED),
    }


def gradient_by_autograd(field: Pointwise) -> list[Tensor]:
    """Return the gradient of each channel per unit of the coordinates."""
    coordinates, painted = _painted(field)
    return [
        torch.autograd.grad(channel.sum(), coordinates, retain_graph=True)[0]
        for channel in painted.unbind(-1)
    ]


def laplacian_by_autograd(field: Pointwise) -> list[Tensor]:
    """Return the Laplacian of each channel per unit of the coordinates."""
    coordinates, painted = _painted(field)
    found = []
    for channel in painted.unbind(-1):
        (slope,) = torch.autograd.grad(channel.sum(), coordinates, create_graph=True)
        bends = [
            torch.autograd.grad(one.sum(), coordinates, retain_graph=True)[0][..., axis]
            for axis, one in enumerate(slope.unbind(-1))
        ]
        found.append(sum(bends).detach())
    return found


def _painted(field: Pointwise) -> tuple[Tensor, Tensor]:
    """Return the coordinates of all samples and what is painted there, with its graph."""
    count = field.shape[0] * field.shape[1] * field.shape[2]
    index = torch.arange(count, device=field.device)[None]
    coordinates = field.coordinates(index).requires_grad_()
    return coordinates, field(coordinates)


def _maps(field: Field, jet: Jet, scale: float) -> Maps:
    """Return the maps of a jet of a picture whose slopes are `scale` times too large."""
    first = [_picture(field, one) / scale for one in jet.first]
    second = [_picture(field, one) / scale**2 for one in jet.second]
    return maps_of(first, dict(zip(ENTRIES, second, strict=True)))


def _picture(field: Field, made: Tensor) -> np.ndarray:
    """Return what a field painted as (y, x, channel)."""
    if field.samples == "lattice":
        return rearrange(made, "1 c y x -> y x c").cpu().numpy()
    return rearrange(made, "1 (y x) c -> y x c", y=field.shape[1]).cpu().numpy()
