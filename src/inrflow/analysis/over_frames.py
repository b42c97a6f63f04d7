"""From a number a frame to one row a number: the tidy form that claims read."""

import pandas as pd

KEYS = ["definition", "stage"]


def means_over_frames(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return the mean over frames of some columns, without those that are nowhere defined.

    Args:
        table: columns definition, stage, frame and `names`; NaN where a number is not defined.
        names: the columns to take.

    Returns:
        One row per (definition, stage, measure), with its value.
    """
    means = table.groupby(KEYS, sort=False, observed=True)[names].mean().reset_index()
    rows = means.melt(KEYS, var_name="measure", value_name="value")
    return rows.dropna(subset="value").reset_index(drop=True)
