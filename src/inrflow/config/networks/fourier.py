"""Options of the ReLU network on Gaussian Fourier features (Tancik et al. 2020)."""

from typing import Literal

from pydantic import Field

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.pointwise import Output, Pointwise


class Fourier(Pointwise):
    """Random Fourier features and a ReLU network; with `partition` one a cell.

    For one network a frame, as XINC has it, see `ffn`.
    """

    architecture: Literal["fourier"]
    frequencies: int = Field(256, ge=1, description="random frequencies; two features each")
    sigma: float = Field(
        10.0, gt=0, description="standard deviation of the frequencies, cycles per unit length"
    )
    output: Output = Field(
        "sigmoid", description="output map; `identity` for audio, as in the code of INCODE"
    )

    def features(self, shape: Shape) -> int:
        """Return the number of Fourier features: a sine and a cosine a frequency."""
        return 2 * self.frequencies
