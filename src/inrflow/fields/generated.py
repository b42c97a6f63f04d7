"""Convolutions whose kernels are worked out instead of stored."""

from abc import ABC, abstractmethod

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.modules.conv import _ConvNd

CONVOLVE = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}


class Generated(_ConvNd, ABC):
    """A convolution that keeps the lattice; all that reads one's kernel reads `weight` here too.

    Attributes:
        bias: one number an output; None: none.
    """

    def __init__(self, inputs: int, outputs: int, axes: int, mode: str, bias: bool) -> None:
        nn.Module.__init__(self)  # the kernel is no parameter
        self.in_channels, self.out_channels, self.groups = inputs, outputs, 1
        self.stride = self.dilation = (1,) * axes
        self.transposed, self.output_padding, self.padding_mode = False, (0,) * axes, mode
        self.bias = nn.Parameter(torch.zeros(outputs)) if bias else None

    def reach_by(self, taps: tuple[int, ...]) -> None:
        """Take the samples that a kernel reaches to each side along each axis."""
        self.kernel_size = tuple(2 * tap + 1 for tap in taps)
        self.padding = taps
        self._reversed_padding_repeated_twice = [tap for tap in reversed(taps) for _ in range(2)]

    @property
    @abstractmethod
    def weight(self) -> Float[Tensor, "output input *tap"]:
        """The kernels."""

    def forward(
        self, neurons: Float[Tensor, "map input *lattice"]
    ) -> Float[Tensor, "map output ..."]:
        """Convolve."""
        return self.convolve(neurons, self.weight)

    def convolve(
        self,
        neurons: Float[Tensor, "map input *lattice"],
        weight: Float[Tensor, "output input *tap"],
    ) -> Float[Tensor, "map output ..."]:
        """Convolve with other kernels of the same reach."""
        convolve, padding = CONVOLVE[len(self.stride)], self.padding
        if self.padding_mode != "zeros":
            neurons = F.pad(neurons, self._reversed_padding_repeated_twice, self.padding_mode)
            padding = 0
        return convolve(neurons, weight, self.bias, padding=padding)
