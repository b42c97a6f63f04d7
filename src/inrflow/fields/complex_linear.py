"""A complex linear map for many networks at once, in real numbers."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from inrflow.fields.initialise import uniform_fan_in_
from inrflow.fields.linear import mix_parts


class ComplexLinear(nn.Module):
    """Independent complex maps over a leading member axis; a complex neuron is a pair [re | im].

    Attributes:
        real: real parts of the weights, shape (member, input, output), complex numbers counted.
        imaginary: imaginary parts, alike.
        bias: real and imaginary parts, shape (member, 1, 2 output).
    """

    member_wise = True  # its parameters lead with the member axis

    def __init__(self, members: int, inputs: int, outputs: int) -> None:
        super().__init__()
        self.real = nn.Parameter(torch.empty(members, inputs, outputs))
        self.imaginary = nn.Parameter(torch.empty(members, inputs, outputs))
        self.bias = nn.Parameter(torch.empty(members, 1, 2 * outputs))

    @property
    def weight(self) -> Float[Tensor, "member input2 output2"]:
        """The same map of [re | im] as a real matrix."""
        above = torch.cat([self.real, self.imaginary], dim=2)
        below = torch.cat([-self.imaginary, self.real], dim=2)
        return torch.cat([above, below], dim=1)

    def initialise(self, sources: Sequence[torch.Generator]) -> None:
        """Fill each member from its own generator by PyTorch's default for complex numbers.

        Real and imaginary parts of weights and biases are U(+-1/sqrt(complex inputs)).
        """
        for member, source in enumerate(sources):
            for part in (self.real, self.imaginary, self.bias):
                uniform_fan_in_(part[member], self.real.shape[1], source)

    def forward(
        self, *parts: Float[Tensor, "members sample _"]
    ) -> Float[Tensor, "members sample output2"]:
        """Return neurons @ weight + bias; see `MemberLinear.forward`."""
        return mix_parts(parts, self.weight, self.bias)
