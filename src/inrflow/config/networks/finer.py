"""Options of FINER (Liu et al., CVPR 2024)."""

from typing import Literal

from pydantic import Field

from inrflow.config.networks.pointwise import Output
from inrflow.config.networks.siren import Siren


class Finer(Siren):
    """A SIREN whose sines grow faster away from 0; with `partition` one a cell."""

    architecture: Literal["finer"]
    first_bias: float | None = Field(
        None, gt=0, description="first biases are U(-first_bias, first_bias); null: as others"
    )
    detached: bool = Field(
        True, description="no gradient through the factor |z| + 1, as in the code of INCODE"
    )
    output: Output = Field("identity", description="output map; signed: it paints in [-1, 1]")
