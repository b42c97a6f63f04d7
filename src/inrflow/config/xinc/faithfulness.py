"""Options of the faithfulness test: neurons silenced, and how the loss is drawn."""

from typing import Annotated, Literal

from pydantic import Field

from inrflow.config.base import Strict

Order = Literal["share", "released", "paper", "weight", "random"]


class Faithfulness(Strict):
    """Silencing neurons in order of contribution, weight magnitude and at random."""

    frames: int = Field(
        2, ge=1, description="frames painted, evenly spaced over those that are compared"
    )
    shares: list[Annotated[float, Field(ge=0, le=1)]] = Field(
        [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1],
        min_length=2,
        description="shares of a stage's neurons silenced, rounded to whole neurons",
    )
    draws: int = Field(3, ge=1, description="draws of the random order")
    sample: int = Field(64, ge=3, description="neurons a stage silenced alone, drawn at random")
    draw_seed: int = Field(0, ge=0, description="of the random orders and the sample")
    segments: int = Field(3, ge=0, description="largest segments that have curves of their own")


class FaithfulnessFigure(Strict):
    """PSNR against the share silenced, and rank correlations of score and damage."""

    region: str = Field("whole picture", description="whose PSNR the curves show")


class FaithfulnessRegionsFigure(Strict):
    """PSNR of every region against the share silenced, one figure a field of a signal."""

    orders: list[Order] = Field(
        ["share", "released", "paper", "weight", "random"],
        min_length=1,
        description="orders drawn",
    )
