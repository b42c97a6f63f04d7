"""Moves of neurons that leave a field's function as it is, and how the best is found.

Ainsworth et al. 2023 (Git Re-Basin) permute neurons; those of a sine net may change sign as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float, Int
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from inrflow.oinr.weights.chain import Chain


@dataclass(frozen=True)
class Move:
    """New places and signs of a hidden layer's neurons.

    Attributes:
        order: the neuron that comes to each place.
        sign: 1, or -1 where it is negated.
    """

    order: Int[Tensor, " neuron"]
    sign: Float[Tensor, " neuron"]

    @property
    def share(self) -> float:
        """Share of places with another neuron than before, or a negated one."""
        still = (self.order == torch.arange(len(self.order))) & (self.sign > 0)
        return float((~still).double().mean())


def still(chain: Chain) -> list[Move]:
    """Return the move of each hidden layer that moves nothing; the output layer has none."""
    sizes = [len(layer.weight) for layer in chain[:-1]]
    return [Move(torch.arange(size), torch.ones(size)) for size in sizes]


def moved(chain: Chain, moves: Sequence[Move]) -> Chain:
    """Return a chain whose hidden neurons have moved: the same function.

    A neuron's own weights and bias move and change sign, and so do the next layer's weights of it.

    Args:
        chain: the maps.
        moves: one a hidden layer.
    """
    made = []
    for index, layer in enumerate(chain):
        weight, bias = layer.weight, layer.bias
        if index:
            before = moves[index - 1]
            weight = weight[:, before.order] * before.sign[:, None].to(weight)
        if index < len(moves):
            order, sign = moves[index].order, moves[index].sign.to(weight)
            weight = weight[order] * sign[:, None, None]
            bias = None if bias is None else bias[order] * sign
        made.append(replace(layer, weight=weight, bias=bias))
    return made


def assigned(similarity: Float[Tensor, "neuron neuron"]) -> Move:
    """Return the move of largest total similarity, signs chosen as they are best.

    Args:
        similarity: of the first field's neurons (rows) with those of the second as they are; that
            of a negated neuron is the negative.
    """
    rows, order = linear_sum_assignment(similarity.abs().numpy(), maximize=True)
    matched = similarity[torch.from_numpy(rows), torch.from_numpy(order)]
    sign = torch.where(matched < 0, -1.0, 1.0)
    return Move(torch.from_numpy(order), sign.to(torch.float32))


def gained(similarity: Float[Tensor, "neuron neuron"], move: Move) -> float:
    """Return the total similarity of neurons that a move brings to one place."""
    rows = torch.arange(len(move.order))
    return float((similarity[rows, move.order] * move.sign).sum())
