"""A method's maps and tables as files."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as students_t

from inrflow.brain.group.clusters import clusters
from inrflow.brain.group.tested import Tested
from inrflow.brain.group.volumes import Volume, Volumes
from inrflow.brain.scan import Affine, write_volume
from inrflow.config.brain.group_test import GroupTest
from inrflow.encoding.tables import write_csv, write_parquet

ZERO_OUTSIDE = ("t", "tfce_score", "tfce_score_reverse")  # where nothing was tested p is 1


def write_maps(folder: Path, volumes: Volumes, found: Tested, affine: Affine) -> dict[str, Volume]:
    """Write and return the maps of a method; write mask and anatomy too."""
    maps = {
        name: volumes.volume(values, float(name not in ZERO_OUTSIDE))
        for name, values in found.maps.items()
    }
    for name, values in (maps | {"anatomy": volumes.anatomy}).items():
        write_volume(values, affine, folder / f"{name}.nii.gz")
    write_volume(volumes.mask.astype(np.uint8), affine, folder / "mask.nii.gz")
    return maps


def write_clusters(
    folder: Path, maps: dict[str, Volume], affine: Affine, test: GroupTest, facts: dict[str, Any]
) -> None:
    """Write the clusters of both directions; t is of the sign that it has in its map."""
    height, tables = height_of(test, facts["df"]), []
    names = [facts["first"], facts["second"]]
    for sign, ending, (larger, smaller) in ((1, "", names), (-1, "_reverse", names[::-1])):
        ps = {name: maps[name + ending] for name in ("p", "p_fwe") if name + ending in maps}
        table = clusters(sign * maps["t"], ps, affine, height, test.extent, test.distance)
        table["t"] = sign * table["t"]
        table.insert(0, "direction", f"{larger} > {smaller}")
        tables.append(table)
    every = pd.concat([one for one in tables if len(one)] or tables[:1], ignore_index=True)
    every.insert(0, "method", facts["method"])
    _write(folder / "clusters", every)


def write_tests(
    folder: Path, volumes: Volumes, found: Tested, test: GroupTest, facts: dict[str, Any]
) -> None:
    """Write what was tested and the extremes of what was found, a row."""
    maps, height = found.maps, height_of(test, facts["df"])
    least = {f"{name}_smallest": maps[name].min() for name in maps if "p" in name.split("_")}
    row = facts | {
        "covariates": " ".join(test.covariates),
        "smoothing_mm": test.smoothing,
        "engine": test.engine,
        "permutations": found.permutations,
        "possible": found.possible,
        "exact": found.exact,
        "voxels": len(volumes.varied),
        "constant": volumes.inside - len(volumes.varied),
        "height": test.height,
        "height_t": height,
        "above_height": int((maps["t"] > height).sum()),
        "below_height": int((maps["t"] < -height).sum()),
        "t_largest": maps["t"].max(),
        "t_smallest": maps["t"].min(),
    }
    _write(folder / "tests", pd.DataFrame([row | least]))


def _write(path: Path, table: pd.DataFrame) -> None:
    """Write a table as csv and as parquet."""
    write_csv(path.with_suffix(".csv"), table)
    write_parquet(path.with_suffix(".parquet"), table)


def height_of(test: GroupTest, freedom: int) -> float:
    """Return the t whose one-sided p is the height of the test."""
    return float(students_t.isf(test.height, freedom))
