"""`Operator`: what is measured of a picture, as a linear map and as a simulated measurement."""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
import torch
from jaxtyping import Float, Float32
from torch import Tensor, nn

Picture = Float32[np.ndarray, "y x channel"]
Measured = Float32[np.ndarray, "row column channel"]
Size = tuple[int, int, int]
TINY = 1e-30  # stands for 0 in a division whose result is not used


class Operator(nn.Module, ABC):
    """A way of measuring pictures of one shape; it has nothing to train.

    Attributes:
        shape: (height, width, channels) of the picture that is to be restored.
        painted_shape: that of the lattice on which a field is painted to be measured.
        measured_shape: (row, column, channel) of what is measured.
        unit: leading axes of `measured_shape` along which measurements are told apart: 2 where
            each pixel is one, 1 where an angle is.
        half_pixel: whether the samples of `painted_shape` stand for areas, so that its lattice
            lies inside the picture's by half a pixel.
        scale: what measurements are divided by to have the size of the picture's values.
    """

    unit: ClassVar[int] = 2
    half_pixel = True
    scale = 1.0

    def __init__(self, shape: Size, painted_shape: Size, measured_shape: Size) -> None:
        """Keep the shapes."""
        super().__init__()
        self.shape, self.painted_shape = shape, painted_shape
        self.measured_shape = measured_shape

    @abstractmethod
    def measure(self, values: Float[Tensor, "y x channel"]) -> Float[Tensor, "row column channel"]:
        """Measure without noise: linear in the values."""

    @abstractmethod
    def adjoint(
        self, measured: Float[Tensor, "row column channel"]
    ) -> Float[Tensor, "y x channel"]:
        """Return the picture that the transposed map makes of a measurement."""

    @abstractmethod
    def simulate(self, truth: Picture, seed: int) -> Measured:
        """Return a measurement of a prepared picture, with the noise that a seed gives."""

    def glimpse(
        self, measured: Float[Tensor, "row column channel"]
    ) -> Float[Tensor, "y x channel"]:
        """Return a first picture of a measurement: its adjoint over that of a picture of ones.

        Of a noisy picture that is itself, of means larger pixels, of a sinogram the plain
        back-projection; 0 where nothing is measured.
        """
        seen = self.adjoint(self.measure(measured.new_ones(self.painted_shape)))
        return torch.where(seen > 0, self.adjoint(measured) / seen.clamp(min=TINY), 0)

    def prepared(self, picture: Picture) -> Picture:
        """Return the picture that is measured, and that restored ones are held against.

        Raises:
            InputError: measuring it says nothing of the scene.
        """
        return picture

    def finished(self, painted: Picture) -> Picture:
        """Return a restored picture with what is known of it beforehand."""
        return painted

    def variance(self, values: Picture) -> Measured | None:
        """Return the variance of the noise, where it is known; None: there is none, or unknown."""
        return None
