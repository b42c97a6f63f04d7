"""Activation matching: neurons that do alike on the lattice come to one place (Git Re-Basin 3.1).

A move of one layer changes no activation of another, so that layers are matched one by one.
"""

from collections.abc import Iterator

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.fields.field import Field
from inrflow.fields.pointwise import Pointwise
from inrflow.oinr.weights.moves import Move, assigned

Features = Float[Tensor, "neuron sample"]


@torch.no_grad()
def match_activations(first: Field, second: Field) -> list[Move]:
    """Return how the second field's neurons move: the best total |correlation| with the first's.

    Args:
        first: field whose neurons keep their places.
        second: field of the same network, on the same lattice.
    """
    pairs = zip(hidden(first), hidden(second), strict=True)
    return [assigned(correlation(a, b)) for a, b in pairs]


def hidden(field: Field) -> Iterator[Features]:
    """Yield the activations of each hidden layer on the field's whole lattice."""
    *_, last = field.stages
    for step in field.walk(lattice(field)):
        if step.name != last:
            axis = 2 if isinstance(field, Pointwise) else 1
            yield step.output.detach().movedim(axis, 0).flatten(1).double()


def lattice(field: Field) -> Tensor:
    """Return the field's input at all samples."""
    if isinstance(field, Pointwise):
        frames, rows, columns, _ = field.shape
        return field.coordinates(torch.arange(frames * rows * columns)[None].to(field.device))
    return field.inputs


def correlation(first: Features, second: Features) -> Float[Tensor, "neuron neuron"]:
    """Return the correlation of each neuron of one field with each of another; 0 if constant."""
    one, other = _standardised(first), _standardised(second)
    return (one @ other.T).cpu()


def _standardised(features: Features) -> Features:
    centred = features - features.mean(1, keepdim=True)
    length = centred.norm(dim=1, keepdim=True)
    return centred / length.clamp(min=torch.finfo(features.dtype).tiny)
