"""Options of the network of Gaussians (Ramasinghe and Lucey 2022)."""

from typing import Literal

from pydantic import Field

from inrflow.config.networks.pointwise import Output, Pointwise


class Gauss(Pointwise):
    """A network of Gaussians; with `partition` one a cell."""

    architecture: Literal["gauss"]
    scale: float = Field(10.0, gt=0, description="s of exp(-(s z)^2), 1 per unit of the mixture")
    output: Output = Field("identity", description="output map; signed: it paints in [-1, 1]")
