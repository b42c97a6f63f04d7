"""FINER: a SIREN whose frequency grows with the mixture; with a partition one a cell.

Source: Liu et al., CVPR 2024, as INCODE's released code has it: h <- sin(omega (|z| + 1) z),
z = W h + b, |z| + 1 a constant to the gradient unless asked otherwise; initial weights as in
SIREN, first biases U(+-k) if a k is given. 198,915 parameters at width 256 for RGB.
"""

from math import sqrt

import torch

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.finer import Finer as Options
from inrflow.fields.activations import finer, finer_detached
from inrflow.fields.layer import Layer
from inrflow.fields.siren import Siren


class Finer(Siren):
    """A FINER, or one a cell."""

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__(options, shape)
        activation = finer_detached if options.detached else finer
        for name, stage in self.stages.items():
            if stage.activation == "sine":
                self.stages[name] = Layer(stage.affine, activation, **stage.fixed)

    @torch.no_grad()
    def initialise(self, seed: int) -> "Finer":
        """Fill the weights; a member depends on the seed and its cell's number alone."""
        super().initialise(seed)
        first = next(iter(self.stages.values())).affine
        if self.options.first_bias is not None:  # PyTorch's default was drawn: U(+-1/sqrt(inputs))
            first.bias.mul_(self.options.first_bias * sqrt(first.weight.shape[1]))
        return self


def build(options: Options, shape: Shape, seed: int) -> Finer:
    """Return the initialised network for a signal of shape (frames, height, width, channels)."""
    return Finer(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> Finer:
    """Return the network with weights to be filled from a file."""
    return Finer(options, shape)
