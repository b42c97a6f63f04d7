"""Contributions of single neurons to an affine map: the definition, and fast equals of it.

For an affine map A with n input neurons, the contribution of neuron i to the mixture A(x) is

    C_i = A(x masked to i) - A(0) + A(0) / n,

so that the contributions sum to A(x) and every neuron carries an equal share of the bias
(XINC section 3.1). Every fast version must equal `by_definition`; the tests hold it to that.
"""

from collections.abc import Iterator
from functools import singledispatch

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from inrflow.fields.linear import MemberLinear


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


def _keeps_lattice(affine: nn.Conv2d) -> bool:
    """Whether a convolution is of the one kind that has a fast version."""
    centred = affine.padding == tuple(side // 2 for side in affine.kernel_size)
    odd = all(side % 2 for side in affine.kernel_size)
    plain = affine.stride == affine.dilation == (1, 1) and affine.groups == 1
    return centred and odd and plain and affine.padding_mode == "zeros" and affine.bias is not None


@contributions.register
def _(
    affine: nn.Conv2d, neurons: Float[Tensor, "1 neuron y x"], inputs: slice = slice(None)
) -> Float[Tensor, "some 1 output v h"]:
    """One small product a channel: its patches times its slice of the kernel."""
    if not _keeps_lattice(affine):
        return _by_definition(affine, neurons, inputs)
    count, (height, width) = neurons.shape[1], neurons.shape[2:]
    weight = affine.weight[:, inputs].flatten(2).transpose(0, 1)  # some, output, tap
    patches = F.unfold(neurons[0, inputs, None], affine.kernel_size, padding=affine.padding)
    share = (affine.bias / count)[None, :, None]
    mixed = torch.baddbmm(share, weight, patches)
    return mixed.reshape(len(weight), 1, -1, height, width)


@contributions.register
def _(
    affine: MemberLinear,
    neurons: Float[Tensor, "1 pixel neuron"],
    inputs: slice = slice(None),
) -> Float[Tensor, "some 1 pixel output"]:
    """The product x_i W_io itself; canvases keep its two factors instead."""
    share = affine.bias[0, 0] / neurons.shape[2]
    product = neurons[0, :, inputs].T[:, :, None] * affine.weight[0, inputs, None]
    return (product + share)[:, None]
