"""Pictures of fewer pixels: each is the mean of a square of pixels (OpenCV's INTER_AREA).

Local-Global INRs' super-resolution measures them so, and fits fields at points of a lattice from
-1 to 1, whose places are those of the pixels only in the middle of the picture.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.config.restoration.measurements import Downsampling
from inrflow.errors import InputError
from inrflow.restoration.measurements.operator import Measured, Operator, Picture, Size


def averaged(
    values: Float[Tensor, "y x channel"], factor: int
) -> Float[Tensor, "row column channel"]:
    """Return the means of squares of factor x factor values."""
    height, width, channels = values.shape
    squares = (height // factor, factor, width // factor, factor, channels)
    return values.reshape(squares).mean(dim=(1, 3))


def spread(
    measured: Float[Tensor, "row column channel"], factor: int
) -> Float[Tensor, "y x channel"]:
    """Return the transposed map: each value goes to its square in equal parts."""
    rows = measured.repeat_interleave(factor, 0).repeat_interleave(factor, 1)
    return rows / factor**2


class Averaging(Operator):
    """The protocol `area`: a field paints the picture, and the means of that are compared."""

    def __init__(self, options: Downsampling, shape: Size) -> None:
        """Refuse sides that the factor does not divide."""
        height, width, channels = shape
        small = (height // options.factor, width // options.factor, channels)
        if height % options.factor or width % options.factor:
            raise InputError(
                f"downsampling.factor: expected a divisor of the sides {height} x {width} px, "
                f"found {options.factor}; `crop` or `resize` of the signal sets the sides"
            )
        super().__init__(shape, shape if options.protocol == "area" else small, small)
        self.options = options

    def measure(self, values: Float[Tensor, "y x channel"]) -> Float[Tensor, "row column channel"]:
        """Return the means of squares."""
        return averaged(values, self.options.factor)

    def adjoint(
        self, measured: Float[Tensor, "row column channel"]
    ) -> Float[Tensor, "y x channel"]:
        """Return each mean in equal parts on its square."""
        return spread(measured, self.options.factor)

    def simulate(self, truth: Picture, seed: int) -> Measured:
        """Return the means of squares: there is no noise, so no seed matters."""
        return averaged(torch.tensor(truth), self.options.factor).numpy()


class Points(Averaging):
    """The protocols `centres` and `released`: a field's values are compared with the means."""

    def __init__(self, options: Downsampling, shape: Size) -> None:
        """Keep where the points lie."""
        super().__init__(options, shape)
        self.half_pixel = options.protocol == "centres"

    def measure(self, values: Float[Tensor, "y x channel"]) -> Float[Tensor, "row column channel"]:
        """Return the values, which are those of the small picture's samples."""
        return values

    def adjoint(
        self, measured: Float[Tensor, "row column channel"]
    ) -> Float[Tensor, "y x channel"]:
        """Return the measurement."""
        return measured
