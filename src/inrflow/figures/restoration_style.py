"""What the figures of the study `restoration` share: looks of methods, marks of selections."""

from textwrap import fill

import pandas as pd

from inrflow.figures.encode_style import COLORS

MARKS = {"fixed": "s", "blind": "o", "discrepancy": "D", "oracle": "^"}
NAMES = {
    "fixed": "last step, or default setting",
    "blind": "chosen without truth",
    "discrepancy": "chosen by the known noise",
    "oracle": "best against the truth",
}
CLASSICAL = "0.45"
WITHOUT_TRUTH = ("blind", "fixed")  # what a classical method is shown at: the first that it has


def shades(fields: list[str]) -> dict[str, str]:
    """Return field -> colour, by the order in which fields appear in a study."""
    return {field: COLORS[place % len(COLORS)] for place, field in enumerate(fields)}


def titled(method: str, letters: int) -> str:
    """Return a method's name in lines of at most so many letters, broken at hyphens."""
    return fill(method, letters)


def fields_of(fits: pd.DataFrame) -> list[str]:
    """Return the fields of a table of fits, in the order in which they appear."""
    return list(fits.loc[fits["kind"] == "field", "method"].unique())


def reference_of(classical: pd.DataFrame, measure: str = "psnr") -> tuple[str, float] | None:
    """Return the best classical method without the truth and its mean; None: none there.

    Args:
        classical: rows of one picture.
        measure: column in which larger is better.
    """
    found = {}
    for method, some in classical.groupby("method", sort=False):
        there = set(some["selection"])
        has = next((one for one in WITHOUT_TRUTH if one in there), None)
        if has is not None:
            found[str(method)] = float(some.loc[some["selection"] == has, measure].mean())
    return max(found.items(), key=lambda one: one[1]) if found else None
