"""Encodings with their derivatives: what `inrflow.fields.propagate` begins with.

Derivatives are per step along each axis, and the step is the caller's: 1 for derivatives per unit
of the coordinates in [-1, 1], `pixels(field)` for derivatives per sample.
"""

from math import pi

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.config.networks.axes import axes_of
from inrflow.errors import InputError
from inrflow.fields.field import Field
from inrflow.fields.operator import Operator
from inrflow.fields.pointwise import Pointwise
from inrflow.fields.propagate import Forms, Jet

Steps = tuple[float, ...]
RELEASED = 8 / 3  # of a slope per sample that the released code's Sobel filter makes


def pixels(field: Field) -> Steps:
    """Return the distance of samples along each axis, in coordinates."""
    return tuple(2 / max(field.shape[axis] - 1, 1) for axis in axes_of(field.shape))


def analytic(field: Operator, steps: Steps, forms: Forms) -> Jet:
    """Return an operator's encoding as its formula has it: sines' derivatives are cosines.

    Args:
        field: gives lattice and levels.
        steps: along each axis, that derivatives are per.
        forms: second derivatives that are wanted.

    Raises:
        InputError: an encoding with noise, which lies on its samples alone, or with coordinates.
    """
    if field.options.noise:
        raise InputError(
            "derivatives: expected network.noise = 0, as noise has no slope between samples, "
            f"found {field.options.noise}"
        )
    if field.options.coordinates:
        raise InputError(
            "derivatives: expected network.coordinates = false, whose channels the formulas leave "
            "out, found true"
        )
    value, levels = field.encode(field.inputs), field.levels
    axes = range(len(levels))
    # blocks of x come first, then y, then t or z
    cut = value.split([2 * n for n in reversed(levels)], dim=1)
    blocks = dict(zip(reversed(axes), cut, strict=True))
    omegas = {
        axis: pi * steps[axis] * 2.0 ** torch.arange(levels[axis], device=value.device)
        for axis in axes
    }
    slopes = {axis: _slope(block, omegas[axis]) for axis, block in blocks.items()}
    bends = {axis: _slope(slope, omegas[axis]) for axis, slope in slopes.items()}
    first = [_placed(blocks, {axis: slopes[axis]}) for axis in axes]
    # a wave along one axis has no mixed derivative
    second = [
        _placed(blocks, {axis: float(form[axis, axis]) * bends[axis] for axis in axes})
        for form in forms
    ]
    return Jet(value, tuple(first), tuple(second))


def sobel(field: Operator, forms: Forms) -> Jet:
    """Return the encoding of a picture with what the released code takes for its derivatives.

    Each channel is filtered by 3x3 Sobel kernels times 1/3 with zeros beyond the border, which
    makes `RELEASED` of a slope per sample; second derivatives, which the released code does not
    have, by two filters in a row (`RELEASED` squared).

    Raises:
        InputError: a signal that is no picture.
    """
    if len(field.sides) != 2:
        raise InputError(
            f"derivatives: expected a picture for a Sobel filter, found {len(field.sides)} axes"
        )
    value = field.encode(field.inputs)
    first = sobel_filtered(value)
    twice = [sobel_filtered(one) for one in first]
    second = [
        sum(float(form[a, b]) * twice[a][b] for a in range(2) for b in range(2)) for form in forms
    ]
    return Jet(value, tuple(first), tuple(second))


def sobel_filtered(maps: Float[Tensor, "1 channel y x"]) -> list[Float[Tensor, "1 channel y x"]]:
    """Return the released code's Sobel filter of maps along y and along x."""
    along = maps.new_tensor([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 3
    count = maps.shape[1]
    return [
        torch.nn.functional.conv2d(
            maps, kernel.expand(count, 1, 3, 3).contiguous(), padding=1, groups=count
        )
        for kernel in (along.T, along)
    ]


def coordinates(field: Pointwise, steps: Steps, forms: Forms) -> Jet:
    """Return the coordinates of all samples: they grow by a step a step, and do not bend."""
    count = field.shape[0] * field.shape[1] * field.shape[2]
    value = field.coordinates(torch.arange(count, device=field.device)[None])
    first = [
        step * torch.eye(len(steps), device=field.device)[axis].expand_as(value)
        for axis, step in enumerate(steps)
    ]
    return Jet(value, tuple(first), tuple(torch.zeros_like(value) for _ in forms))


def _slope(
    waves: Float[Tensor, "1 wave *lattice"], omegas: Float[Tensor, " level"]
) -> Float[Tensor, "1 wave *lattice"]:
    """Return the derivative of sines and cosines of some levels: (s, c) becomes omega (c, -s)."""
    pairs = waves.unflatten(1, (-1, 2))
    factors = torch.stack([omegas, -omegas], dim=1)
    return (factors.reshape(*factors.shape, *[1] * (waves.ndim - 2)) * pairs.flip(2)).flatten(1, 2)


def _placed(blocks: dict[int, Tensor], filled: dict[int, Tensor]) -> Tensor:
    """Return blocks of channels in their order, those that are not filled 0."""
    made = [filled.get(axis, torch.zeros_like(block)) for axis, block in blocks.items()]
    return torch.cat(made, dim=1)
