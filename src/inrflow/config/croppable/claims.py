"""The ledger of the study `croppable`: which fields stand for what a claim compares."""

from typing import Literal

from pydantic import Field

from inrflow.config.base import Strict

ClaimName = Literal[
    "surpasses_siren",
    "beats_per_partition",
    "faster_training",
    "finer_is_faster",
    "finer_is_less_accurate",
    "small_global_suffices",
    "concatenation",
    "not_depth",
    "distillation",
    "silence",
    "lower_memory",
    "more_samples",
    "extension",
    "fewer_seams",
]


class Pairing(Strict):
    """Two fields of a table that a claim is held against."""

    table: str = Field(
        description="name under `tables`, or `extension`, `distillation`, `seams`: the part of the "
        "study that writes a table of that name"
    )
    first: str = Field(description="field, or method, that the claim is about")
    second: str = Field(description="field, or method, that it is compared with")


class Enough(Strict):
    """Without as many, nothing is decided."""

    seeds: int = Field(5, ge=2, description="fits of one signal, for a verdict on that signal")
    signals: int = Field(3, ge=2, description="signals, for a verdict on all")
