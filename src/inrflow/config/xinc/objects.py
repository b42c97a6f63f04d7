"""Options of figure `objects`."""

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.xinc.figures import Definition


class ObjectsFigure(Strict):
    """Contributions of single neurons to objects over time (XINC Figs. 8, 19)."""

    definition: Definition = Field("corrected", description="whose numbers are drawn")
    neurons: int = Field(4, ge=1, le=8, description="neurons a stage, drawn at random once")
    instances: int = Field(3, ge=1, description="instances shown of one category")
