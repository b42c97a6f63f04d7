"""What a claim is: a difference or ratio of two fits of a signal and seed, or one fit's number."""

from dataclasses import dataclass
from typing import Literal

QUALITY = ("psnr", "psnr_minmax")  # the standard one, and that of the released code


@dataclass(frozen=True)
class Claim:
    """A claim about fields that are fitted alike.

    Attributes:
        statement: what is claimed.
        source: section and table of the paper.
        measures: columns that it is held against, one row each.
        unit: of their difference.
        bound: what the difference, or ratio, of first and second is held against.
        side: where the claim says that it lies.
        ratio: whether first / second is taken, and averaged as its logarithm.
        timed: whether PSNR at equal seconds is looked at besides that at equal steps.
    """

    statement: str
    source: str
    measures: tuple[str, ...] = QUALITY
    unit: str = "dB"
    bound: float = 0.0
    side: Literal["above", "below"] = "above"
    ratio: bool = False
    timed: bool = False
