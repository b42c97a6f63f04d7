"""The claims of the study `oinr`: which methods of which part stand for what is compared."""

from typing import Literal

from pydantic import Field

from inrflow.config.base import Strict

ClaimName = Literal[
    "comparable_quality",
    "multiresolution",
    "one_for_all_sizes",
    "continuous_costs_little",
    "scattered",
    "sequences_interpolate",
    "noise_replaces_levels",
    "derivatives_match",
    "aliasing_spoils",
    "stable_numerics",
    "little_influence",
    "little_tuning",
    "faster_evaluation",
    "structured_weights",
    "matching_helps",
]
Part = Literal[
    "multiresolution", "scattered", "sequences", "noise", "derivatives", "behaviour", "weights"
]


class Held(Strict):
    """What a claim is held against: two methods of a part, or one method's own number."""

    table: Part = Field(description="part of the study")
    first: str = Field(description="method that the claim is about, as in the part's table")
    second: str | None = Field(
        None, description="method that it is compared with; null: its own number is judged"
    )
