"""The claims of the study `brain`: which methods are compared."""

from typing import Literal

from pydantic import Field

from inrflow.config.base import Strict

ClaimName = Literal[
    "robust_to_missing",
    "beats_interpolation",
    "differences_preserved",
    "preserves_more",
    "finds_the_truth",
    "warm_start_suffices",
]


class Held(Strict):
    """Two methods of a set, or one, that a claim is held against."""

    first: str = Field(description="method that the claim is about")
    second: str | None = Field(
        None, description="method that it is compared with; null: its own number is judged"
    )
