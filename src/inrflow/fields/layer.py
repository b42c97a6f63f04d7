"""The stage of pointwise fields: a linear map, an activation, perhaps a gate or an output map."""

from collections.abc import Callable
from types import ModuleType

import torch
from torch import Tensor, nn

from inrflow.fields.activations import sine
from inrflow.fields.field import Context, Stage
from inrflow.fields.linear import MemberLinear
from inrflow.fields.outputs import OUTPUTS
from inrflow.fields.tied_linear import TiedLinear


class Layer(Stage):
    """A linear layer and what bends its mixture."""

    def __init__(
        self,
        affine: nn.Module,
        activation: ModuleType,
        output: str = "identity",
        gate: str | None = None,
        **numbers: float,
    ) -> None:
        """Make a layer.

        Args:
            affine: linear in its neurons, with `weight` (member, input, output) and `bias`.
            activation: a module of `inrflow.fields.activations`.
            output: name of the output map, of the last layer.
            gate: key of what the bent mixture is multiplied with.
            numbers: the activation's own, e.g. omega.
        """
        super().__init__()
        self.affine, self.output, self.gate = affine, output, gate
        self.activation = activation.__name__.rpartition(".")[2]
        self.act: Callable[..., Tensor] = activation.act
        self.fixed = numbers

    def numbers(self, context: Context) -> dict[str, float | Tensor]:
        """Return the activation's own numbers."""
        return dict(self.fixed)

    def after(self, mixture: Tensor, context: Context) -> Tensor:
        """Return the activation's values, gated, through the output map."""
        bent = self.act(mixture, **self.numbers(context))
        if self.gate is not None:
            bent = bent * context[self.gate]
        return OUTPUTS[self.output](bent)


class SineLayer(Layer):
    """A linear layer and a sine: sin(omega (W h + b))."""

    def __init__(self, affine: MemberLinear | TiedLinear, omega: float) -> None:
        super().__init__(affine, sine, omega=omega)

    def run(self, parts: tuple[Tensor, ...], context: Context) -> Tensor:
        """Return sin((omega W) h + omega b)."""
        return torch.sin(self.affine.scaled(self.fixed["omega"], *parts))
