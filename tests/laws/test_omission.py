"""Omission: densities against size and luminance, held against hand-made pictures."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inrflow.analysis.groupings import levels
from inrflow.analysis.omission import COLUMNS, near_black, scalars, table
from inrflow.signals.signal import Segments, Signal
from laws.measured import measures_of


def rows_of(grouping: str, entries: list[tuple]) -> pd.DataFrame:
    """Entries: name, pixels, share, luminance, density, error."""
    found = [("corrected", "a stage", 0, grouping, *entry) for entry in entries]
    return pd.DataFrame(found, columns=COLUMNS)


BANDS = [
    (levels.NAMES[0], 10, 0.1, 0.02, 2.0, 0.0),
    (levels.NAMES[1], 30, 0.3, 0.07, 1.0, 0.0),
    (levels.NAMES[-1], 60, 0.6, 0.9, 0.5 / 0.6, 0.0),
]
OBJECTS = [
    ("a_1 b", 10, 0.1, 0.05, 3.0, 0.1),
    ("a_2 b", 20, 0.2, 0.5, 2.0, 0.4),
    ("c", 30, 0.3, 0.5, 1.0, 0.5),
    ("d", 40, 0.4, 0.5, 0.5, 0.9),
]


def values_of(rows: pd.DataFrame) -> dict[tuple[str, str], float]:
    found = scalars(rows)
    return {(row.stage, row.measure): row.value for row in found.itertuples()}


def test_scalars_of_a_frame_worked_out_by_hand() -> None:
    found = values_of(pd.concat([rows_of("levels", BANDS), rows_of("segments", OBJECTS)]))
    assert found["a stage", "completeness"] == pytest.approx(1)
    assert found["a stage", "density_near_black"] == pytest.approx((10 * 2 + 30) / 40)
    assert found["a stage", "density_black_object"] == pytest.approx(3)
    assert found["a stage", "density_size_spearman"] == pytest.approx(-1)
    assert found["picture", "error_size_spearman"] == pytest.approx(1)


def test_what_is_undefined_has_no_row() -> None:
    found = values_of(rows_of("levels", BANDS[-1:]))
    assert set(found) == {("a stage", "completeness")}
    even = [(*entry[:4], 1.0, entry[5]) for entry in OBJECTS[1:]]
    found = values_of(pd.concat([rows_of("levels", BANDS), rows_of("segments", even)]))
    assert {measure for _, measure in found} == {"completeness", "density_near_black"}


def test_only_levels_up_to_a_tenth_are_near_black() -> None:
    assert [name for name in levels.NAMES if near_black(name)] == levels.NAMES[:2]


def test_scalars_of_no_rows_are_no_rows() -> None:
    assert scalars(pd.DataFrame(columns=COLUMNS)).empty


def test_the_table_agrees_with_means_over_pixels(tmp_path: Path) -> None:
    generator = np.random.default_rng(5)
    values = generator.random((2, 12, 16, 3), dtype=np.float32)
    values[0, :3] /= 20
    signal = Signal(values, np.arange(2, dtype=np.float64), {})
    labels = generator.integers(0, 3, (2, 12, 16), dtype=np.int32)
    names = ["a_1 b", "c"]
    rows = [
        {"id": i + 1, "name": n, "category": n, "thing": True, "color": [0, 0, 0]}
        for i, n in enumerate(names)
    ]
    bands = np.stack([levels.of(picture) for picture in values])
    groupings = {"segments": (labels - 1, names), "levels": (bands, levels.NAMES)}
    measures, maps = measures_of(tmp_path / "m", groupings)
    errors = generator.random((2, 12, 16))
    found = table(measures, signal, errors, Segments(labels, rows))
    heat = maps.sum(axis=1)
    for row in found.itertuples():
        inside = groupings[row.grouping][0] == groupings[row.grouping][1].index(row.name)
        mask = inside[row.frame]
        assert row.pixels == mask.sum() > 0
        wanted = heat[row.frame][mask].mean() / heat[row.frame].mean()
        assert row.density == pytest.approx(wanted, rel=1e-4)
        assert row.error == pytest.approx(errors[row.frame][mask].mean())
    complete = scalars(found).set_index("measure").loc["completeness", "value"]
    assert complete == pytest.approx(1, abs=1e-5)
    assert set(table(measures, signal, errors, None)["grouping"]) == {"levels"}
