"""Positional encoding and a ReLU network; with a partition one small network a cell.

Source: Mildenhall et al., ECCV 2020, equation 4, as WIRE's released code has it: features x and,
level by level and axis by axis, sin(2^i pi x_j), cos(2^i pi x_j); 10 levels on three axes, else
floor(log2(N / 4)) of N samples on the shortest axis. Weights and biases PyTorch's default.
206,083 parameters at width 256 for an RGB picture of 512 x 512 (30 features).
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.posenc import Posenc as Options
from inrflow.fields.activations import relu
from inrflow.fields.perceptron import Perceptron


class Posenc(Perceptron):
    """A ReLU network on positional encoding, or one a cell.

    Attributes:
        levels: octaves of frequencies.
    """

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__(options, shape, relu)
        self.levels = options.levels_on(shape)

    def encode(
        self, coordinates: Float[Tensor, "member sample axis"]
    ) -> Float[Tensor, "member sample feature"]:
        """Return x and the sine and cosine of 2^i pi x_j, i slowest."""
        octaves = math.pi * 2 ** torch.arange(self.levels, device=coordinates.device)
        phase = octaves[:, None] * coordinates[..., None, :]
        waves = torch.stack([phase.sin(), phase.cos()], dim=-1)
        return torch.cat([coordinates, waves.flatten(-3)], dim=-1)


def build(options: Options, shape: Shape, seed: int) -> Posenc:
    """Return the initialised network for a signal of shape (frames, height, width, channels)."""
    return Posenc(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> Posenc:
    """Return the network with weights to be filled from a file."""
    return Posenc(options, shape)
