"""WIRE 2D: complex Gabor wavelets of two mixtures each; with a partition one a cell.

Source: Saragadam et al., CVPR 2023, supplement, and released code:
h <- exp(i omega x) exp(-s^2 (|x|^2 + |y|^2)) with x and y mixtures of their own; complex neurons
number int(width / 2). All else as in WIRE. 199,683 parameters at width 256 (128 complex neurons)
for RGB, a complex one counted as two.
"""

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.wire2d import Wire2d as Options
from inrflow.fields.activations import complex_gabor_2d, complex_gabor_2d_first
from inrflow.fields.wire import Wire


class Wire2d(Wire):
    """A WIRE of two branches, or one a cell; one linear map gives [x | y]."""

    first = complex_gabor_2d_first
    later = complex_gabor_2d


def build(options: Options, shape: Shape, seed: int) -> Wire2d:
    """Return the initialised network for a signal of shape (frames, height, width, channels)."""
    return Wire2d(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> Wire2d:
    """Return the network with weights to be filled from a file."""
    return Wire2d(options, shape)
