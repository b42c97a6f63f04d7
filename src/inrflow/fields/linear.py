"""A linear map for many networks at once."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from inrflow.fields.initialise import uniform_fan_in_


class MemberLinear(nn.Module):
    """Independent linear maps over a leading member axis, one batched product.

    Attributes:
        weight: shape (member, input, output).
        bias: shape (member, 1, output).
    """

    def __init__(self, members: int, inputs: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(members, inputs, outputs))
        self.bias = nn.Parameter(torch.empty(members, 1, outputs))

    def initialise(self, sources: Sequence[torch.Generator]) -> None:
        """Fill each member from its own generator by PyTorch's default rule."""
        for weight, bias, source in zip(self.weight, self.bias, sources, strict=True):
            uniform_fan_in_(weight, weight.shape[0], source)
            uniform_fan_in_(bias, weight.shape[0], source)

    def forward(
        self, neurons: Float[Tensor, "member sample input"]
    ) -> Float[Tensor, "member sample output"]:
        """Return neurons @ weight + bias, member by member."""
        if self.weight.shape[0] == 1:  # a plain product: faster on a CPU than a batch of one
            return torch.addmm(self.bias[0], neurons[0], self.weight[0])[None]
        return torch.baddbmm(self.bias, neurons, self.weight)
