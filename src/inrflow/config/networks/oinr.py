"""Options of the discrete O-INR (Pal et al., ICML 2024)."""

from itertools import pairwise
from typing import Literal

from pydantic import Field, field_validator

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.operator import Operator
from inrflow.errors import InputError

Padding = Literal["zeros", "replicate", "reflect", "circular"]


class Oinr(Operator):
    """An operator: the whole lattice's encoding in, the whole signal out, by convolutions.

    The defaults are the paper's: 172,224 parameters for a colour picture. Its kernels are taps at
    pixel stride: on another lattice the same weights are another function.
    """

    architecture: Literal["oinr"]
    kernel: int = Field(3, ge=1, description="side of all kernels, samples; odd")
    padding: Padding = Field("zeros", description="what a kernel sees beyond the border")
    bias: bool = Field(False, description="biases in the convolutions, as for released volumes")

    @field_validator("kernel")
    @classmethod
    def kernels_are_centred(cls, kernel: int) -> int:
        """Refuse kernels that would shift the lattice."""
        if kernel % 2 == 0:
            raise ValueError(f"expected an odd number, found {kernel}")
        return kernel

    def refuse(self, shape: Shape) -> None:
        """Refuse a lattice on which it cannot work.

        Raises:
            InputError: a side too short for the padding.
        """
        reach, sides = self.kernel // 2, [shape[axis] for axis in axes_of(shape)]
        most = {"reflect": min(sides) - 1, "circular": min(sides)}.get(self.padding, reach)
        if reach > most:
            raise InputError(
                f"network.padding: expected sides longer than {reach} samples for {self.padding} "
                f"padding of a kernel of {self.kernel}, found {min(sides)}"
            )

    def parameters(self, shape: Shape) -> int:
        """Return the trained parameters; a fit stores the noise besides."""
        taps = self.kernel ** len(axes_of(shape))
        return sum((a * taps + self.bias) * b for a, b in pairwise(self.widths(shape)))
