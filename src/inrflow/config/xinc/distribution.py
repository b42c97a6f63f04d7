"""Options of the figures that show how contributions spread over pixels and neurons."""

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.xinc.figures import Definition


class PixelsFigure(Strict):
    """Pixels per neuron, and |contribution| by rank (XINC Figs. 6, 15, 18)."""

    definition: Definition = Field("corrected", description="whose numbers are drawn")
    decades: int = Field(
        6, ge=1, description="decades of |contribution| shown below the largest one"
    )


class NeuronsFigure(Strict):
    """Maps of the number of neurons per pixel (XINC Figs. 7, 17)."""

    definition: Definition = Field("corrected", description="whose numbers are drawn")
    frame: int = Field(0, ge=0, description="frame shown, index in the clip; the nearest there is")
