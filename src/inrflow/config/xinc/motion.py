"""What counts as motion, and options of figure `motion`."""

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.xinc.figures import Definition


class Motion(Strict):
    """What counts as moving when fluctuation is held against flow (XINC Fig. 9)."""

    threshold: float = Field(0.5, ge=0, description="speed above which a point moves, px a frame")
    near: float = Field(3.0, ge=0, description="px around moving pixels that count as near")


class MotionFigure(Strict):
    """Fluctuation of contributions beside the flow (XINC Fig. 9)."""

    definition: Definition = Field("corrected", description="whose numbers are drawn")
    frame: int = Field(8, ge=1, description="frame shown, index in the clip; the nearest measured")
