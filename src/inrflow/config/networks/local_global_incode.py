"""Options of Local-Global INCODE (Croppable INRs section 4.4 and appendix)."""

from typing import Literal

from pydantic import Field

from inrflow.config.networks.incode import Harmoniser
from inrflow.config.networks.local_global import LocalGlobal
from inrflow.config.networks.pointwise import Output


class LocalGlobalIncode(LocalGlobal):
    """A Local-Global network of modulated sines: four numbers each for global, local and merge."""

    architecture: Literal["local_global_incode"]
    width: int = Field(28, ge=1, description="hidden units a layer of a local network")
    global_width: int = Field(96, ge=1, description="hidden units a layer of the global network")
    output: Output = Field(
        "identity", description="output map; INCODE paints in [0, 1], sounds in [-1, 1] (signed)"
    )
    harmoniser: Harmoniser = Field(Harmoniser(), description="what modulates the sines")

    @property
    def fixed(self) -> int:
        """Trained parameters of the harmoniser."""
        return self.harmoniser.parameters(self._any_shape(), 12)
