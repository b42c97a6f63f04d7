"""Gauss: Gaussians all the way; with a partition one small network a cell.

Source: Ramasinghe and Lucey, ECCV 2022, as WIRE's released code has it: h <- exp(-(s (W h + b))^2),
s = 10, the last layer linear; weights and biases PyTorch's default. 198,915 parameters at width
256 for RGB.
"""

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.gauss import Gauss as Options
from inrflow.fields.activations import gauss
from inrflow.fields.perceptron import Perceptron


class Gauss(Perceptron):
    """A network of Gaussians, or one a cell."""

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__(options, shape, gauss, scale=options.scale)


def build(options: Options, shape: Shape, seed: int) -> Gauss:
    """Return the initialised network for a signal of shape (frames, height, width, channels)."""
    return Gauss(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> Gauss:
    """Return the network with weights to be filled from a file."""
    return Gauss(options, shape)
