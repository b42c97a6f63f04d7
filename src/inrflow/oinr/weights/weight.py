"""Weight matching: the moves that bring weights closest (Git Re-Basin 3.2), with signs.

Layers are matched in turn, the others held, until no layer gains. Such sweeps end in a local best;
of two beginnings the better end is kept: from where neurons are, and from a pass that matches each
layer by what comes in, which finds a moved copy of a field whatever its size.
"""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.oinr.weights.chain import Chain, Layer
from inrflow.oinr.weights.moves import Move, assigned, gained, moved, still

LEAST = 1e-9  # gain, as a share of both fields' squared weights, under which it is rounding


def match_weights(first: Chain, second: Chain, seed: int) -> list[Move]:
    """Return how the second field's neurons move, by weights and biases alone.

    Args:
        first: maps of the field whose neurons keep their places.
        second: maps of a field of the same network.
        seed: of the order in which layers are matched.
    """
    first, second = _double(first), _double(second)
    ends = [
        swept(first, second, begun, np.random.default_rng(seed))
        for begun in (still(second), forward(first, second))
    ]
    return max(ends, key=lambda moves: agreement(first, moved(second, moves)))


def agreement(first: Chain, second: Chain) -> float:
    """Return the sum of products of weights and biases in one place: what matching maximises."""
    return sum(float(_products(a, b).diagonal().sum()) for a, b in zip(first, second, strict=True))


def swept(
    first: Chain, second: Chain, moves: list[Move], random: np.random.Generator
) -> list[Move]:
    """Return moves that no change of one layer betters; every sweep has an order of its own."""
    moves, least = list(moves), LEAST * (agreement(first, first) + agreement(second, second))
    while True:
        changed = False
        for index in random.permutation(len(moves)).tolist():
            similarity = _similarity(first, second, moves, index)
            found = assigned(similarity)
            if gained(similarity, found) > gained(similarity, moves[index]) + least:
                moves[index], changed = found, True
        if not changed:
            return moves


def forward(first: Chain, second: Chain) -> list[Move]:
    """Return moves found layer after layer from the weights that come in."""
    moves = still(second)
    for index in range(len(moves)):
        moves[index] = assigned(_products(first[index], moved(second, moves)[index]))
    return moves


def _similarity(
    first: Chain, second: Chain, moves: list[Move], index: int
) -> Float[Tensor, "neuron neuron"]:
    """Return how alike neurons of one layer are by what comes in and what goes out."""
    others = moved(second, [*moves[:index], still(second)[index], *moves[index + 1 :]])
    out = torch.einsum("oat,obt->ab", first[index + 1].weight, others[index + 1].weight)
    return _products(first[index], others[index]) + out


def _products(first: Layer, second: Layer) -> Float[Tensor, "neuron neuron"]:
    """Return the products of the weights that come in, and of biases, neuron by neuron."""
    found = first.weight.flatten(1) @ second.weight.flatten(1).T
    return found if first.bias is None else found + torch.outer(first.bias, second.bias)


def _double(chain: Chain) -> Chain:
    """Return a chain in float64 on the CPU: assignments are made there."""
    biases = [None if layer.bias is None else layer.bias.cpu().double() for layer in chain]
    return [
        Layer(layer.name, layer.weight.cpu().double(), bias)
        for layer, bias in zip(chain, biases, strict=True)
    ]
