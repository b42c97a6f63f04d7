"""The claim of proportional weights: how much of a file a crop takes away.

Croppable INRs section 3.3: weights shrink in proportion to the cropped area. Those of the cells do,
exactly; the shared ones stay, so that the file of a small crop is larger than its share.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

HALF = 0.5


def proportions(rate: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield rows a (signal, field): of the cells' weights, of all, of the file, near half the area.

    The values are no measurements but counts: they have no interval and no verdict.

    Args:
        rate: columns signal, field, method, area_share, local_share, parameters_share,
            bytes_per_area; one row a crop.
    """
    cropped = rate[(rate["method"] == "cropped") & rate["local_share"].notna()]
    for (signal, field), some in cropped.groupby(["signal", "field"], sort=False):
        row = some.loc[(some["area_share"] - HALF).abs().idxmin()]
        told = {
            "claim": "proportional",
            "statement": "weights shrink in proportion to the area that is cropped away",
            "source": "3.3, Figure 1",
            "table": "rate",
            "first": field,
            "second": "its crop",
            "at": "",
            "signal": signal,
            "n": 1,
            "signals": 1,
        }
        area = row["area_share"]
        counted = {
            "weights of cells": row["local_share"] / area,
            "all weights": row["parameters_share"] / area,
            "bytes of the file": row["bytes_per_area"],
        }
        for measure, value in counted.items():
            yield told | {
                "measure": measure,
                "unit": f"share kept over share of area kept, at {area:.0%}",
                "bound": "equal 1",
                "value": value,
                "low": value,
                "high": value,
                "verdict": "counted",
            }
