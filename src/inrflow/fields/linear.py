"""A linear map for many networks at once."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from inrflow.fields.initialise import uniform_, uniform_fan_in_

NARROW = 32  # outputs up to which a product with as few columns is slow on a CPU


class MemberLinear(nn.Module):
    """Independent linear maps over a leading member axis; one member serves all.

    Attributes:
        weight: shape (member, input, output).
        bias: shape (member, 1, output).
    """

    member_wise = True  # its parameters lead with the member axis

    def __init__(self, members: int, inputs: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(members, inputs, outputs))
        self.bias = nn.Parameter(torch.empty(members, 1, outputs))

    @property
    def fan_in(self) -> int:
        """Number of neurons that an output adds up."""
        return self.weight.shape[1]

    def initialise(self, sources: Sequence[torch.Generator], bound: float | None = None) -> None:
        """Fill each member from its own generator.

        Args:
            sources: one a member.
            bound: weights are U(-bound, bound); None: PyTorch's default, as for biases always.
        """
        for weight, bias, source in zip(self.weight, self.bias, sources, strict=True):
            if bound is None:
                uniform_fan_in_(weight, weight.shape[0], source)
            else:
                uniform_(weight, bound, source)
            uniform_fan_in_(bias, weight.shape[0], source)

    def forward(
        self, *parts: Float[Tensor, "members sample _"]
    ) -> Float[Tensor, "members sample output"]:
        """Return neurons @ weight + bias, member by member.

        Args:
            parts: the neurons; several are mixed as their concatenation would be, which is never
                made: each meets its own rows of the weight.
        """
        return mix_parts(parts, self.weight, self.bias)

    def scaled(
        self, factor: float, *parts: Float[Tensor, "members sample _"]
    ) -> Float[Tensor, "members sample output"]:
        """Return `factor` times the mixture: the small side is multiplied, two passes less."""
        return mix_parts(parts, factor * self.weight, factor * self.bias)


def mix_parts(
    parts: Sequence[Tensor],
    weight: Float[Tensor, "member input output"],
    bias: Float[Tensor, "member 1 output"],
) -> Float[Tensor, "members sample output"]:
    """Return the parts' concatenation @ weight + bias, without the concatenation."""
    total = bias
    for part, rows in zip(parts, weight.split([p.shape[-1] for p in parts], dim=1), strict=True):
        if len(rows) == 1:  # a plain product: faster on a CPU than a batch of equals
            before, columns = total.flatten(0, 1), rows[0]
            if columns.shape[1] < NARROW:  # laid out so that its gradient is (gradient^T part)^T
                columns = columns.T.contiguous().T
            mixed = torch.addmm(before, part.flatten(0, 1), columns)
            total = mixed.unflatten(0, part.shape[:2])
        else:
            total = torch.baddbmm(total, part, rows)
    return total
