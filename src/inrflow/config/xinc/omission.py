"""Options of figure `omission`."""

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.xinc.figures import Definition


class OmissionFigure(Strict):
    """Contribution and error against size and luminance (XINC section 4.1)."""

    definition: Definition = Field("corrected", description="whose numbers are drawn")
