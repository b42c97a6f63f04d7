"""A field of sines as a chain of linear maps: what permutations and signs of neurons act on.

Every neuron is sin(omega (w h + b)); sin is odd, so that a hidden neuron's sign is as free as its
place. A convolution is a map with several taps, a linear layer one with a single tap.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from inrflow.errors import InputError
from inrflow.fields.field import Field, Stage
from inrflow.fields.linear import MemberLinear

CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)


@dataclass(frozen=True)
class Layer:
    """One linear map.

    Attributes:
        name: of its stage.
        weight: shape (output, input, tap).
        bias: shape (output); None: the map has none.
    """

    name: str
    weight: Float[Tensor, "output input tap"]
    bias: Float[Tensor, " output"] | None


Chain = list[Layer]


@torch.no_grad()
def chain_of(field: Field) -> Chain:
    """Return copies of a field's maps in order.

    Raises:
        InputError: a field that is no chain of sines.
    """
    refuse_others(field)
    return [_layer(name, stage) for name, stage in field.stages.items()]


def filled(field: Field, chain: Sequence[Layer]) -> Field:
    """Return a copy of a field with the maps of a chain of its sizes."""
    made = copy.deepcopy(field)
    fill(made, chain)
    return made


@torch.no_grad()
def fill(field: Field, chain: Sequence[Layer]) -> None:
    """Write the maps of a chain into a field of its sizes."""
    for layer in chain:
        affine = field.stages[layer.name].affine
        if isinstance(affine, MemberLinear):
            affine.weight.copy_(layer.weight[..., 0].T[None])
        else:
            affine.weight.copy_(layer.weight.reshape(affine.weight.shape))
        if layer.bias is not None:
            affine.bias.copy_(layer.bias.reshape(affine.bias.shape))


def refuse_others(field: Field) -> None:
    """Refuse a field whose neurons cannot be permuted and flipped freely.

    Raises:
        InputError: gates, other activations than the sine, several members, or layers that mix
            more than the layer before.
    """
    stages = list(field.stages.values())
    parts = [len(sources) for sources in field.sources.values()]
    bent = [stage.activation for stage in stages]
    sines = bent == ["sine"] * (len(stages) - 1) + ["identity"]
    gated = any(stage.gate for stage in stages) or max(parts) > 1
    maps = all(_is_map(stage) for stage in stages)
    if not sines or gated or not maps or field.samples == "frame":
        raise _no_chain(field)


def refuse_unlike(first: Field, second: Field) -> None:
    """Refuse two fields between which there is no line.

    Raises:
        InputError: other networks, other lattices, or encodings that differ (noise channels).
    """
    if type(first) is not type(second) or first.options != second.options:
        raise InputError(
            f"weights: expected two fields of one network, found {_told(first)} and {_told(second)}"
        )
    if first.shape != second.shape:
        raise InputError(
            f"weights: expected two fields of one shape, found {first.shape} and {second.shape}"
        )
    fixed = dict(second.named_buffers())
    for name, values in first.named_buffers():
        if not torch.equal(values, fixed[name]):
            raise InputError(
                f"weights: expected two fields of one encoding, found {name} that differs; fields "
                "of several seeds share no noise"
            )


def _layer(name: str, stage: Stage) -> Layer:
    affine = stage.affine
    if isinstance(affine, MemberLinear):
        weight, bias = affine.weight[0].T[..., None], affine.bias
    else:
        weight, bias = affine.weight.flatten(2), affine.bias
    bias = None if bias is None else bias.detach().flatten().clone()
    return Layer(name, weight.detach().clone(), bias)


def _is_map(stage: Stage) -> bool:
    if isinstance(stage.affine, MemberLinear):
        return len(stage.affine.weight) == 1
    return isinstance(stage.affine, CONVOLUTIONS)


def _no_chain(field: Field) -> InputError:
    return InputError(
        "weights: expected a lone chain of sines (oinr, or siren without cells), found "
        f"{_told(field)}"
    )


def _told(field: Field) -> str:
    """Return a network in a few words."""
    name = getattr(field.options, "architecture", type(field).__name__)
    count = sum(parameter.numel() for parameter in field.parameters())
    return f"{name} of {len(field.stages)} layers, {count} parameters"
