"""What a claim is: a number worked out from one fit's scalars, and where it should lie."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Literal

import numpy as np
import pandas as pd

Kind = Literal["any", "pointwise", "convolution"]


def mean_of(values: Sequence[Real]) -> float:
    """Return the mean of the values that are defined; NaN if none is."""
    found = [value for value in values if np.isfinite(value)]
    return float(np.mean(found)) if found else np.nan


@dataclass(frozen=True)
class Numbers:
    """The scalars of one fit under one definition.

    Attributes:
        stages: names of the stages, in order.
        values: (stage, measure) -> value.
    """

    stages: list[str]
    values: dict[tuple[str, str], float]

    @classmethod
    def of(cls, rows: pd.DataFrame, stages: list[str]) -> "Numbers":
        """Collect the rows of one fit and definition."""
        keys = zip(rows["stage"], rows["measure"], strict=True)
        return cls(stages, dict(zip(keys, rows["value"].astype(float), strict=True)))

    def get(self, stage: str, measure: str) -> float:
        """Return one number; NaN if it is not defined here."""
        return self.values.get((stage, measure), np.nan)

    def mean(self, measure: str, stages: list[str] | None = None) -> float:
        """Return the mean over the stages that have the number; NaN if none has."""
        chosen = self.stages if stages is None else stages
        return mean_of([self.get(stage, measure) for stage in chosen])

    @property
    def kind(self) -> Kind:
        """What the field's stages are: layers of a pointwise network, or convolutions."""
        return "convolution" if "head" in self.stages else "pointwise"

    @property
    def middle(self) -> list[str]:
        """The stages between the first and the last."""
        return self.stages[1:-1]


@dataclass(frozen=True)
class Claim:
    """A claim about single fields.

    Attributes:
        name: how the ledger calls it.
        statement: what is claimed.
        source: section and figure of the paper.
        measure: what the value is, in words.
        value: from a fit's numbers to the value; NaN where it is not defined.
        bound: what the value is held against.
        side: where the claim says that it lies.
        kind: which fields it speaks of.
        ratio: whether the value is a ratio, averaged as its logarithm.
        decides: whether a verdict may rest on it.
    """

    name: str
    statement: str
    source: str
    measure: str
    value: Callable[[Numbers], float]
    bound: float
    side: Literal["above", "below"]
    kind: Kind = "any"
    ratio: bool = False
    decides: bool = True


@dataclass(frozen=True)
class Comparison:
    """A claim that compares a pointwise field with a convolutional one on the same clip and seed.

    Attributes: as those of `Claim`; `value` takes the pointwise field's numbers first.
    """

    name: str
    statement: str
    source: str
    measure: str
    value: Callable[[Numbers, Numbers], float]
    bound: float
    side: Literal["above", "below"]
    ratio: bool = False
    decides: bool = True
