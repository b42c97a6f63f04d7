"""A linear map of a sum of neurons, for many networks at once."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from inrflow.fields.linear import MemberLinear


class TiedLinear(nn.Module):
    """Independent linear maps of the sum of several sets of neurons, all of one width.

    It is linear in the neurons of every set, with the same weights: stored and trained once, and
    repeated for those who take the map apart.

    Attributes:
        once: the map of the sum.
        times: how many sets are summed.
    """

    def __init__(self, members: int, inputs: int, outputs: int, times: int) -> None:
        """Make a map; `inputs` is the width of one set."""
        super().__init__()
        self.once, self.times = MemberLinear(members, inputs, outputs), times

    @property
    def fan_in(self) -> int:
        """Number of neurons that an output adds up, sums counted once."""
        return self.once.fan_in

    @property
    def weight(self) -> Float[Tensor, "member inputs output"]:
        """The same map of the sets' concatenation."""
        return self.once.weight.repeat(1, self.times, 1)

    @property
    def bias(self) -> Float[Tensor, "member 1 output"]:
        """The bias."""
        return self.once.bias

    def initialise(self, sources: Sequence[torch.Generator], bound: float | None = None) -> None:
        """Fill each member from its own generator; see `MemberLinear.initialise`."""
        self.once.initialise(sources, bound)

    def forward(
        self, *parts: Float[Tensor, "members sample _"]
    ) -> Float[Tensor, "members sample output"]:
        """Return (sum of the sets) @ weight + bias.

        Args:
            parts: the sets, or several of them side by side.
        """
        return self.once(self._sum(parts))

    def scaled(
        self, factor: float, *parts: Float[Tensor, "members sample _"]
    ) -> Float[Tensor, "members sample output"]:
        """Return `factor` times the mixture; see `MemberLinear.scaled`."""
        return self.once.scaled(factor, self._sum(parts))

    def _sum(self, parts: Sequence[Tensor]) -> Tensor:
        sets = [one for part in parts for one in part.split(self.fan_in, dim=-1)]
        total = sets[0]
        for one in sets[1:]:
            total = total + one
        return total
