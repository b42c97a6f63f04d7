"""Extensions that cannot be made end in one line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inrflow.config.check import check
from inrflow.config.croppable.study import Croppable
from inrflow.errors import InputError
from laws.extensions import CELLS, SIREN, picture, stage_params

Run = Callable[..., str]
OUTPUTS = ("curves", "metrics", "pictures")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"side": "start"},
            "extend.side: expected a side that the signal has, found 'start'",
        ),
        ({"cells": CELLS | {"partition": [2, 1]}}, "expected two cells towards right, found one"),
        (
            {"cells": SIREN},
            "extension.cells: expected a field with cells, found local",
        ),
        ({"part": SIREN | {"partition": [2, 2]}}, "extension.part: expected a field without cells"),
        ({"whole": {"architecture": "oinr"}}, "extension.whole: expected a field of coordinates"),
        ({"cells": CELLS | {"partition": [2, 4], "kept": [0]}}, "that keeps all cells"),
        ({"budget": 40}, "expected a budget of"),
        ({"tune": {"setps": 3}}, "did you mean 'steps'?"),
    ],
)
def test_what_cannot_be_extended(
    changes: dict[str, Any], said: str, refuse: Run, tmp_path: Path
) -> None:
    frames, params = tmp_path / "frames.safetensors", stage_params()
    picture(1, 8, 16, 1).write(frames)
    for key, value in changes.items():
        networks = key in params["networks"]
        params["networks" if networks else "extension"] |= {key: value}
    paths = {name: tmp_path / "out" / name for name in OUTPUTS}
    assert said in refuse("croppable-extension", params, frames=frames, **paths)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"signals": ["p", "p"]}, "signals: expected names that differ"),
        ({"variants": {"scratch": {}}}, "variants and baselines: expected names that differ"),
        ({"recipe": {"steps": 3}}, "recipe.steps: expected none"),
        ({"signals": ["p"], "search": "s"}, "extension.search: unknown name 's'"),
        ({"share": 1.0}, "extension.share"),
        ({"seeds": []}, "expected a seed, found none"),
        ({"figure": {"signal": "q"}}, "figure.signal: expected one of"),
    ],
)
def test_a_block_that_says_no_extension(block: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as raised:
        check(Croppable, {"extension": block}, "croppable")
    assert said in str(raised.value) and "\n" not in str(raised.value)
