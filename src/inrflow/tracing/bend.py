"""What bends a mixture, as a canvas stores it: activation, its numbers, gate, output map."""

from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.fields.outputs import OUTPUTS
from inrflow.fields.resolve import activation

Samples = Float[Tensor, "_member _map _sample"]


@dataclass(frozen=True)
class Bend:
    """What bends a mixture.

    Attributes:
        name: of the activation.
        numbers: the activation's own numbers.
        output: name of the output map.
    """

    name: str
    numbers: dict[str, float | Tensor]
    output: str = "identity"

    @cached_property
    def module(self) -> ModuleType:
        """The activation's module."""
        return activation(self.name)

    @property
    def coupled(self) -> bool:
        """Whether the activation bends pairs of numbers, complex ones, rather than each alone."""
        return hasattr(self.module, "carried")

    def act(self, mixture: Tensor) -> Tensor:
        """Return the activation's values; a coupled one has its numbers along the last axis."""
        return self.module.act(mixture, **self.numbers)

    def gain(self, mixture: Tensor) -> Tensor:
        """Return what contributions to a mixture are multiplied with to be shares."""
        return self.module.gain(mixture, **self.numbers)

    def bent(self, mixture: Samples) -> Samples:
        """Return the activation's values of samples."""
        return self.act(mixture.mT).mT if self.coupled else self.act(mixture)

    def rest(self, width: int) -> Float[Tensor, " output"]:
        """Return the values at a mixture of 0, which `width` numbers make."""
        return self.act(torch.zeros(width))

    def painted(self, mixture: Samples, gate: Samples | None) -> Samples:
        """Return what the layer makes of a mixture."""
        bent = self.bent(mixture)
        return OUTPUTS[self.output](bent if gate is None else bent * gate)

    def back(
        self, mixture: Samples, gate: Samples | None, carry: Samples
    ) -> tuple[Samples, Samples | float]:
        """Carry the outputs' parts of the picture back to the mixture, in proportion to it.

        Args:
            mixture: the mixture.
            gate: what the bent mixture was multiplied with.
            carry: the picture's change by one unit of each output.

        Returns:
            The picture's change by one unit of each mixture, and what the values at rest paint,
            one map a member.
        """
        if gate is not None:
            carry = carry * gate
        rest = self.rest(mixture.shape[1])
        still = (rest[:, None] * carry).sum(1, keepdim=True) if rest.any() else 0.0
        if self.coupled:
            return self.module.carried(mixture.mT, carry.mT, **self.numbers).mT, still
        return carry * self.gain(mixture), still
