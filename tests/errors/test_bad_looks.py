"""Bad input of seams, overlaps, snapshots and distillation: one clear line."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inrflow.config.check import check
from inrflow.config.croppable.seams import Looks
from inrflow.croppable.overlap import compare_overlaps
from inrflow.croppable.seams import measure_seams
from inrflow.errors import InputError
from inrflow.signals.signal import Signal

GROUPS = {"pictures": {"signals": ["cat"], "fields": ["siren", "cells"], "budget": 9, "steps": 3}}
WRONG = [
    ({"seams": {"groups": ["picture"]}}, "seams.groups: unknown name 'picture'; did you mean"),
    ({"overlap": {"group": "film", "fields": ["cells"]}}, "overlap.group: unknown name 'film'"),
    ({"overlap": {"group": "pictures"}}, "overlap.fields: expected fields of group pictures"),
    (
        {"overlap": {"group": "pictures", "fields": ["cell"]}},
        "overlap: field of group pictures: unknown name 'cell'; did you mean 'cells'?",
    ),
    ({"overlap": {"samples": [2, 1]}}, "expected ascending numbers, found [2, 1]"),
    ({"overlap": {"seeds": [1, 1]}}, "expected distinct numbers from 0 up, found [1, 1]"),
    ({"snapshots": {"steps": [3, 3]}}, "expected ascending numbers, found [3, 3]"),
    ({"snapshots": {"seed": 7}}, "snapshots.seed: expected one of [0, 1, 2], found 7"),
    (
        {"distillation": {"group": "pictures", "signal": "dog"}},
        "distillation.signal: unknown name 'dog'",
    ),
    (
        {"distillation": {"group": "pictures"}},
        "distillation: field of group pictures: unknown name 'siren-per-partition'",
    ),
]


@pytest.mark.parametrize(("block", "line"), WRONG)
def test_a_block_that_names_what_is_not_there_is_refused(block: dict[str, Any], line: str) -> None:
    with pytest.raises(InputError, match=re.escape(line)):
        check(Looks, {"groups": GROUPS} | block, "croppable")


def test_seams_without_a_field_of_cells_are_refused(tmp_path: Path) -> None:
    network = {"architecture": "siren"}
    picture = Signal(np.zeros((1, 4, 4, 1), np.float32), np.zeros(1), {"network": network})
    picture.write(tmp_path / "picture")
    outputs = {name: tmp_path / name for name in ("seams", "fields", "pairs")}
    with pytest.raises(InputError, match=r"group g, signal s: expected a field with cells, found"):
        measure_seams(
            {"signals": ["s"], "fits": [["g", "s", "siren", 0]]},
            frames=[tmp_path / "picture"],
            painted=[tmp_path / "picture"],
            **outputs,
        )
    assert not any(path.exists() for path in outputs.values())


def test_overlaps_of_what_is_no_fit_are_refused(tmp_path: Path) -> None:
    picture = Signal(np.zeros((1, 4, 4, 1), np.float32), np.zeros(1), {})
    picture.write(tmp_path / "picture")
    outputs = {name: tmp_path / name for name in ("table", "pairs", "shown")}
    with pytest.raises(InputError, match=r"expected a file of kind|expected .*fit"):
        compare_overlaps(
            {"signal": "s", "fields": ["a"], "samples": [0], "seeds": [0], "steps": None},
            frames=tmp_path / "picture",
            fits=[tmp_path / "picture"],
            **outputs,
        )
    assert not any(path.exists() for path in outputs.values())
