"""Options of the continuous O-INR as released (Pal et al., ICML 2024)."""

from itertools import pairwise
from typing import Literal

from pydantic import Field

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.operator import Operator, Width

SINES = 2  # of the kernel network: its hidden width in the released code
TAPS = 3  # an axis


class OinrStencil(Operator):
    """An operator whose 3x3 kernels a small sine network makes, at pixel stride on every lattice.

    The defaults are the released ones: 107,169 parameters for a colour picture. All kernels of a
    layer are sums of two sines and a constant; they do not know the spacing of samples, so that
    on another lattice the same weights are another function. `oinr_continuous` is what the paper
    describes.
    """

    architecture: Literal["oinr_stencil"]
    noise: int = Field(1, ge=0, description="channels of fixed N(0, 1) noise behind the encoding")
    channels: tuple[Width, ...] = Field(
        (64, 128, 128, 64), min_length=1, description="channels between convolutions"
    )
    omega: float = Field(42.0, gt=0, description="factor of the kernel network's sines")

    def refuse(self, shape: Shape) -> None:
        """Refuse nothing: beyond the border there are zeros, however short the side."""

    def parameters(self, shape: Shape) -> int:
        """Return the trained parameters; a fit stores the noise besides."""
        hidden = SINES * (len(axes_of(shape)) + 1)
        return sum(hidden + (SINES + 1) * a * b + b for a, b in pairwise(self.widths(shape)))
