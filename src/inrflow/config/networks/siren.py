"""Options of SIREN (Sitzmann et al. 2020)."""

from typing import Literal

from pydantic import Field

from inrflow.config.networks.pointwise import Pointwise


class Siren(Pointwise):
    """A network of sines; with `partition` the croppable paper's SIREN per partition (SPP)."""

    architecture: Literal["siren"]
    first_omega: float = Field(
        30.0, gt=0, description="omega of the first layer, rad per unit; audio wants 3000"
    )
    hidden_omega: float = Field(30.0, gt=0, description="omega of the later layers")
