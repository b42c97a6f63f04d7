"""Gaussian Fourier features and a ReLU network; with a partition one small network a cell.

Source: Tancik et al., NeurIPS 2020, as INCODE's released code has it: features [sin p, cos p],
p = 2 pi B x, B ~ N(0, sigma^2), 256 frequencies of sigma 10; ReLU; a sigmoid at the end. Weights
and biases PyTorch's default. 329,475 trained parameters at width 256 for RGB; the frequencies are
fixed and not counted.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.fourier import Fourier as Options
from inrflow.fields.activations import relu
from inrflow.fields.perceptron import Perceptron


class Fourier(Perceptron):
    """A ReLU network on Fourier features, or one a cell.

    Attributes:
        frequencies: B, cycles per unit length, shape (member, frequency, axis).
    """

    member_wise = True  # the frequencies lead with the member axis

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__(options, shape, relu)
        frequencies = torch.empty(self.members, options.frequencies, len(axes_of(shape)))
        self.register_buffer("frequencies", frequencies)

    def fill(self, sources: list[torch.Generator]) -> None:
        """Draw the frequencies, the same for any width, and fill the weights."""
        for frequencies, source in zip(self.frequencies, sources, strict=True):
            drawn = torch.randn(frequencies.shape, generator=source)
            frequencies.copy_(drawn * self.options.sigma)
        super().fill(sources)

    def encode(
        self, coordinates: Float[Tensor, "member sample axis"]
    ) -> Float[Tensor, "member sample feature"]:
        """Return [sin p, cos p], p = (2 pi x) B^T."""
        phase = (2 * math.pi * coordinates) @ self.frequencies.mT
        return torch.cat([phase.sin(), phase.cos_()], dim=-1)


def build(options: Options, shape: Shape, seed: int) -> Fourier:
    """Return the initialised network for a signal of shape (frames, height, width, channels)."""
    return Fourier(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> Fourier:
    """Return the network with weights to be filled from a file."""
    return Fourier(options, shape)
