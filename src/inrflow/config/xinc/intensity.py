"""Options of the figure that holds contributions against intensity and edges."""

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.xinc.figures import Definition


class IntensityFigure(Strict):
    """Contribution against intensity and edges (XINC Fig. 5)."""

    definition: Definition = Field("corrected", description="whose numbers are drawn")
    frame: int = Field(0, ge=0, description="frame shown, index in the clip; the nearest there is")
