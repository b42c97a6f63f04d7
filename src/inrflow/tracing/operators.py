"""Contributions of single neurons to an affine map: the definition, and fast equals of it.

For an affine map A with n input neurons, the contribution of neuron i to the mixture A(x) is

    C_i = A(x masked to i) - A(0) + A(0) / n,

so that the contributions sum to A(x) and every neuron carries an equal share of the bias
(XINC section 3.1). Every fast version must equal `by_definition`; the tests hold it to that.
"""

import copy
from collections.abc import Iterator
from functools import singledispatch

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.modules.conv import _ConvNd

from inrflow.fields.linear import MemberLinear
from inrflow.fields.tied_linear import TiedLinear


def by_definition(affine: nn.Module, neurons: Tensor, axis: int) -> Iterator[Tensor]:
    """Yield the contribution of each neuron, one forward pass each; true of any affine map.

    Args:
        affine: the map.
        neurons: its input.
        axis: the axis of `neurons` that counts neurons.
    """
    constant = affine(torch.zeros_like(neurons))
    count = neurons.shape[axis]
    for index in range(count):
        alone = torch.zeros_like(neurons)
        alone.select(axis, index).copy_(neurons.select(axis, index))
        yield affine(alone) - constant + constant / count


@singledispatch
def contributions(affine: nn.Module, neurons: Tensor, inputs: slice = slice(None)) -> Tensor:
    """Return the contributions of some input neurons, stacked along a new first axis.

    Args:
        affine: the map; types without a fast version go by the definition.
        neurons: its input, neurons along axis 1.
        inputs: which input neurons.
    """
    return _by_definition(affine, neurons, inputs)


def _by_definition(affine: nn.Module, neurons: Tensor, inputs: slice) -> Tensor:
    return torch.stack(list(by_definition(affine, neurons, 1))[inputs])


@contributions.register
def _(
    affine: _ConvNd, neurons: Float[Tensor, "1 neuron *lattice"], inputs: slice = slice(None)
) -> Float[Tensor, "some 1 output *made"]:
    """One small product a channel: its patches times its slice of the kernel."""
    if not _is_plain(affine):
        return _by_definition(affine, neurons, inputs)
    weight = affine.weight[:, inputs].flatten(2).transpose(0, 1)  # some, output, tap
    patches, lattice = _patches(affine, neurons[:, inputs])
    share = torch.zeros(()) if affine.bias is None else affine.bias / neurons.shape[1]
    mixed = torch.baddbmm(share.reshape(1, -1, 1), weight, patches)
    return mixed.unflatten(2, lattice)[:, None]


def _is_plain(affine: _ConvNd) -> bool:
    """Whether a convolution is of the one kind that has a fast version."""
    one = (1,) * len(affine.kernel_size)
    dense = affine.stride == affine.dilation == one and affine.groups == 1
    return dense and not affine.transposed and not isinstance(affine.padding, str)


def _patches(
    affine: _ConvNd, channels: Float[Tensor, "1 some *lattice"]
) -> tuple[Float[Tensor, "some tap sample"], tuple[int, ...]]:
    """Return what each tap of a kernel sees at every sample, and the lattice of the samples."""
    sides = list(channels.shape[2:])
    lattice = tuple(
        side + 2 * pad - tap + 1
        for side, pad, tap in zip(sides, affine.padding, affine.kernel_size, strict=True)
    )
    if len(sides) == 2 and affine.padding_mode == "zeros":  # compiled, and fastest
        unfolded = F.unfold(channels.transpose(0, 1), affine.kernel_size, padding=affine.padding)
        return unfolded, lattice
    mode = "constant" if affine.padding_mode == "zeros" else affine.padding_mode
    seen = F.pad(channels, _both_ends(affine.padding), mode)
    for axis, taps in enumerate(affine.kernel_size, 2):
        seen = seen.unfold(axis, taps, 1)
    taps_first = seen[0].flatten(1 + len(sides)).movedim(-1, 1)
    return taps_first.flatten(2), lattice


def _both_ends(padding: tuple[int, ...]) -> list[int]:
    """Return paddings as `torch.nn.functional.pad` wants them: last axis first, both ends."""
    return [pad for pad in reversed(padding) for _ in range(2)]


def at_slice(
    affine: _ConvNd, neurons: Float[Tensor, "1 neuron *lattice"], place: int
) -> tuple[_ConvNd, Float[Tensor, "1 neuron *slab"]]:
    """Return a convolution, and its input, that make one slice of what another makes.

    The input is the slab of the first axis that the slice sees, padded as the whole would be.

    Args:
        affine: a convolution that keeps the lattice.
        neurons: its whole input.
        place: which slice of the first axis.
    """
    reach, last = affine.kernel_size[0] // 2, neurons.shape[2] - 1
    planes = torch.arange(place - reach, place + reach + 1)
    inside = (planes >= 0) & (planes <= last)
    seen = {
        "zeros": planes.clamp(0, last),
        "replicate": planes.clamp(0, last),
        "circular": planes % (last + 1),
        "reflect": last - (last - planes.abs()).abs(),
    }[affine.padding_mode]
    slab = neurons[:, :, seen]
    if affine.padding_mode == "zeros":
        slab = slab * inside.reshape(-1, *[1] * (slab.ndim - 3))
    one = copy.copy(affine)
    one.padding = (0, *affine.padding[1:])
    one._reversed_padding_repeated_twice = _both_ends(one.padding)
    return one, slab


@contributions.register
def _(
    affine: MemberLinear | TiedLinear,
    neurons: Float[Tensor, "member sample neuron"],
    inputs: slice = slice(None),
) -> Float[Tensor, "some member sample output"]:
    """The product x_i W_io itself; canvases keep its two factors instead."""
    share = affine.bias / neurons.shape[2]
    features = neurons[:, :, inputs].movedim(2, 0)[..., None]
    return features * affine.weight[:, inputs].movedim(1, 0)[:, :, None] + share
