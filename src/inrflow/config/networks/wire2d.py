"""Options of WIRE with a second branch (Saragadam et al., CVPR 2023, supplement)."""

from typing import ClassVar, Literal

from pydantic import Field

from inrflow.config.networks.wire import Wire


class Wire2d(Wire):
    """A network of complex Gabor wavelets of two mixtures each; with `partition` one a cell."""

    architecture: Literal["wire2d"]
    width: int = Field(
        256, ge=2, description="nominal; complex neurons a layer are width / 2, rounded down"
    )

    branches: ClassVar[int] = 2
