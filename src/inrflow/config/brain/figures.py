"""Options of the study's figures and pages: a change redraws that one alone."""

from pydantic import Field, PositiveFloat, PositiveInt

from inrflow.config.base import Strict


class ScoresFigure(Strict):
    """Errors of held-out slices over the share that is missing, the paper's Table 3 beside."""

    masked: bool = Field(True, description="errors inside the brain mask; no: of whole slices")


class SlicesFigure(Strict):
    """An unseen slice as every method has it (Fig. 17)."""

    subject: int = Field(0, ge=0, description="number of the subject shown, 0 for the first")
    error: PositiveFloat = Field(0.3, description="|error| at the end of the colour scale")


class MapsFigure(Strict):
    """Maps of t on the anatomy, original and imputed (Fig. 18)."""

    cut: tuple[float, float, float] | None = Field(
        None, description="place shown, x y z in mm; null: the largest |t| of the original"
    )
    threshold: PositiveFloat = Field(3.0, description="|t| under which nothing is painted")


class AgreementFigure(Strict):
    """Dice over thresholds, correlation, sensitivity, false clusters, distance of peaks."""

    low: float = Field(2.0, ge=0, description="lowest threshold shown")


class ViewerPage(Strict):
    """Maps to be looked through slice by slice in a browser."""

    threshold: PositiveFloat = Field(3.0, description="|t| under which nothing is painted")
    maps: PositiveInt = Field(
        4, description="imputed maps that are shown at most, besides the original"
    )


class BrainFigures(Strict):
    """One block a figure."""

    scores: ScoresFigure = ScoresFigure()
    slices: SlicesFigure = SlicesFigure()
    maps: MapsFigure = MapsFigure()
    agreement: AgreementFigure = AgreementFigure()
    viewer: ViewerPage = ViewerPage()
