"""Fits that did not converge decide nothing."""

import pandas as pd


def without(
    table: pd.DataFrame, left_out: list[tuple[str, str, int]], together: int
) -> pd.DataFrame:
    """Return the rows of all other fits; what all seeds made together needs all of them.

    Args:
        table: columns signal, field, seed.
        left_out: (signal, field, seed).
        together: the seed of what all seeds made.
    """
    gone = {*left_out, *((signal, field, together) for signal, field, _ in left_out)}
    keys = zip(table["signal"], table["field"], table["seed"], strict=True)
    return table[[key not in gone for key in keys]]
