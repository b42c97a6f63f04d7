"""The claims of the study `oinr`: which methods of which part stand for what is compared."""

from typing import Literal

from pydantic import Field

from inrflow.config.base import Strict

ClaimName = Literal[
    "comparable_quality",
    "multiresolution",
    "one_for_all_sizes",
    "described_kernels",
    "scattered",
    "sequences_interpolate",
    "noise_replaces_levels",
    "derivatives_match",
    "derivatives_of_the_signal",
    "aliasing_spoils",
    "stable_numerics",
    "little_influence",
    "little_tuning",
    "faster_evaluation",
    "structured_weights",
    "matching_helps",
]
LedgerPart = Literal[
    "behaviour",
    "summary",
    "multiresolution",
    "scattered",
    "sequences",
    "noise",
    "derivatives",
    "weights",
]


class Held(Strict):
    """What a claim is held against: two methods of a part, or one method's own number."""

    table: LedgerPart = Field(
        description="part of the study that wrote the numbers; summary: of `behaviour`, a row a "
        "signal and field"
    )
    first: str = Field(
        description="method that the claim is about, as docs/oinr.md names those of the part"
    )
    second: str | None = Field(
        None, description="method that it is compared with; null: its own number is judged"
    )
