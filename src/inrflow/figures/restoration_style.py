"""What the figures of the study `restoration` share: looks of methods, marks of selections."""

import pandas as pd

from inrflow.figures.encode_style import COLORS

MARKS = {"fixed": "s", "blind": "o", "discrepancy": "D", "oracle": "^"}
NAMES = {
    "fixed": "last step, or no setting",
    "blind": "chosen without truth",
    "discrepancy": "chosen by the known noise",
    "oracle": "best against the truth",
}
CLASSICAL = "0.45"
WITHOUT_TRUTH = ("blind", "fixed")  # what a classical method is shown at: the first that it has


def shades(fields: list[str]) -> dict[str, str]:
    """Return field -> colour, by the order in which fields appear in a study."""
    return {field: COLORS[place % len(COLORS)] for place, field in enumerate(fields)}


def fields_of(fits: pd.DataFrame) -> list[str]:
    """Return the fields of a table of fits, in the order in which they appear."""
    return list(fits.loc[fits["kind"] == "field", "method"].unique())


def reference_of(classical: pd.DataFrame) -> tuple[str, float] | None:
    """Return the best classical method without the truth and its PSNR; None: none there.

    Args:
        classical: rows of one picture and seed.
    """
    known = [
        next(
            (row for one in WITHOUT_TRUTH for row in some[some["selection"] == one].itertuples()),
            None,
        )
        for _, some in classical.groupby("method", sort=False)
    ]
    found = {row.method: row.psnr for row in known if row is not None}
    return max(found.items(), key=lambda one: one[1]) if found else None
