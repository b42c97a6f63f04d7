"""The workflow's stage `brain-agreement`: one cohort's maps, imputed beside original."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.brain.agreement.compare import Row, alone, compare
from inrflow.brain.agreement.maps import Maps, read_maps
from inrflow.brain.agreement.truth import Truth, held_against, read_truth
from inrflow.config.brain.claims import ORIGINAL
from inrflow.config.brain.group_test import Agreement, GroupTest
from inrflow.config.check import check
from inrflow.encoding.tables import write_csv
from inrflow.errors import InputError

COLUMNS = ["cohort", "drop", "method", "measure", "threshold", "value"]


def compare_maps(
    params: dict[str, Any],
    *,
    original: Path,
    imputed: list[Path],
    made: Path | None = None,
    table: Path,
) -> None:
    """Write the measures of all drops and methods of a cohort.

    Args:
        params: `cohort`; `groups`, first and second; `tested`: [drop, its methods] as `imputed`;
            `agreement`; `test`.
        original: input, folder of the whole scans' test.
        imputed: inputs, a folder a drop.
        made: input, folder of a made cohort, which has the truth.
        table: output, csv: cohort, drop, method, measure, threshold (|t| of voxels, p of clusters),
            value; NaN where the original, or the truth, has nothing to be found.

    Raises:
        InputError: maps lie on different grids.
    """
    how = check(Agreement, params["agreement"], "brain.agreement")
    test = check(GroupTest, params["test"], "brain.test")
    whole = read_maps(original / ORIGINAL)
    true = None if made is None else read_truth(made, whole, params["groups"][0], how, test)
    rows = [(ORIGINAL, ORIGINAL, *row) for row in _of(whole, true, how, test)]
    for (drop, methods), folder in zip(params["tested"], imputed, strict=True):
        for method in methods:
            maps = read_maps(folder / method)
            if maps.t.shape != whole.t.shape:
                raise InputError(
                    f"{folder / method}: expected the original's grid {whole.t.shape}, found "
                    f"{maps.t.shape}"
                )
            found = [*compare(whole, maps, how, test), *_of(maps, true, how, test)]
            rows += [(drop, method, *row) for row in found]
    write_csv(table, pd.DataFrame([(params["cohort"], *row) for row in rows], columns=COLUMNS))


def _of(maps: Maps, true: Truth | None, how: Agreement, test: GroupTest) -> Iterator[Row]:
    yield from alone(maps, how, test)
    if true is not None:
        yield from held_against(true, maps, how, test)
