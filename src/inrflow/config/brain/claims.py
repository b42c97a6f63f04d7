"""The claims of the study `brain`: which methods are compared."""

from collections.abc import Collection
from typing import Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.refusals import known

ClaimName = Literal[
    "robust_to_missing",
    "loses_less",
    "beats_interpolation",
    "differences_preserved",
    "preserves_more",
    "finds_the_truth",
    "warm_start_suffices",
]
ALONE = ("robust_to_missing", "differences_preserved")  # a method's own number is judged
OF_MAPS = ("differences_preserved", "preserves_more", "finds_the_truth")  # of group tests
OF_DICE = ("differences_preserved", "preserves_more")
DICE = 3.0  # |t| of their Dice
ORIGINAL = "original"  # the whole scans, in place of a drop and of a method


class Held(Strict):
    """Two methods of a set, or one, that a claim is held against."""

    first: str = Field(description="method that the claim is about")
    second: str | None = Field(
        None,
        description="method that it is compared with; of finds_the_truth also `original`, the "
        "whole scans; null for robust_to_missing and differences_preserved: its own number is "
        "judged",
    )


class EnoughCohorts(Strict):
    """Without as many, nothing is decided."""

    cohorts: int = Field(3, ge=2, description="cohorts of a set that both methods have")


def check_held(
    claims: dict[str, list[Held]],
    methods: Collection[str],
    tested: Collection[str],
    thresholds: Collection[float],
) -> None:
    """Refuse claims that could have no rows.

    Args:
        claims: name -> what it is held against.
        methods: of the set.
        tested: those of them whose maps are tested.
        thresholds: |t| that Dice is measured at.

    Raises:
        ValueError: an unknown method, one without maps, a second one too few or too many; no Dice.
    """
    for claim, pairs in claims.items():
        if claim in OF_DICE and DICE not in thresholds:
            raise ValueError(
                f"agreement.thresholds: expected {DICE:g} among them, which {claim} is judged by, "
                f"found {list(thresholds)}"
            )
        for one in pairs:
            if (one.second is None) != (claim in ALONE):
                wanted = "none" if claim in ALONE else "another method"
                raise ValueError(f"claims.{claim}.second: expected {wanted}, found {one.second}")
            for method in {one.first, one.second} - {None}:
                if claim == "finds_the_truth" and method == one.second == ORIGINAL:
                    continue
                known(f"claims.{claim}", method, methods)
                if claim in OF_MAPS and method not in tested:
                    raise ValueError(
                        f"claims.{claim}: expected a method of all subjects in a set with a test, "
                        f"found {method}"
                    )
