"""What ledgers of pairs are told: which methods stand for what a claim compares."""

from pydantic import Field

from inrflow.config.base import Strict


class Pairing(Strict):
    """Two fields of a table that a claim is held against."""

    table: str = Field(
        description="name of a table; croppable: under `tables`, or `extension`, `distillation`, "
        "`seams`, the part of the study that writes a table of that name"
    )
    first: str = Field(description="field, or method, that the claim is about")
    second: str = Field(description="field, or method, that it is compared with")


class Enough(Strict):
    """Without as many, nothing is decided."""

    seeds: int = Field(5, ge=2, description="fits of one signal, for a verdict on that signal")
    signals: int = Field(3, ge=2, description="signals, for a verdict on all")
