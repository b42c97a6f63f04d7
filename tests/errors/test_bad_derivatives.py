"""Derivatives that cannot be measured end in one line; those that can leave their tables."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from inrflow.config.check import check
from inrflow.config.oinr.study import OinrStudy
from inrflow.errors import InputError
from inrflow.figures.oinr_derivatives import draw_derivatives
from inrflow.oinr.derivatives.stage import measure_derivatives
from inrflow.signals.readers import formula
from inrflow.signals.signal import Signal
from laws.fields import noise

Run = Callable[..., str]
NETWORKS = {
    "oinr": {"architecture": "oinr", "channels": [3, 3], "levels": 4},
    "siren": {"architecture": "siren", "width": 4, "layers": 3},
}
ENCODINGS = {"uncapped": {"cap": False}, "below": {"below": 1, "padding": "replicate"}}


def params(**change: Any) -> dict[str, Any]:
    """Parameters of the stage, for tiny fields."""
    options = {"encodings": ENCODINGS, "steps": 1, "costs": {"side": 12, "repeats": 1}}
    recipes = {name: {"learning_rate": 1e-3, "steps": 1} for name in NETWORKS}
    told = {"derivatives": options, "signal": "p", "seeds": [0], "networks": NETWORKS}
    return told | {"recipes": recipes, "timed": ["below", "siren"]} | change


def outputs(folder: Path) -> dict[str, Path]:
    """Return where the stage is to write."""
    return {name: folder / "out" / name for name in ("table", "costs", "shown")}


def test_a_picture_leaves_all_that_a_figure_needs(tmp_path: Path) -> None:
    frames, paths = tmp_path / "frames.safetensors", outputs(tmp_path)
    formula.read(formula.Options(reader="formula", height=11, width=13)).write(frames)
    measure_derivatives(params(), frames=frames, **paths)
    rows, costs = pd.read_csv(paths["table"]), pd.read_csv(paths["costs"])
    names = ["field", "way", "quantity", "region", "reference"]
    assert not rows.duplicated(names).any()
    # gradient, three entries of the Hessian, the Laplacian; both regions
    references = {"analytic": 5, "sobel": 5, "differences": 3}
    assert rows.groupby("field").size().to_dict() == {
        "uncapped": 10 * sum(references.values()),
        "below": 10 * sum(references.values()),
        "siren": 10 * (references["analytic"] + references["differences"]),
    }
    assert rows.groupby("field")["levels"].first()[["below", "uncapped"]].tolist() == ["2-2", "4-4"]
    assert set(costs["field"]) == {"below", "siren"}
    assert (costs[["seconds", "memory_mib"]] > 0).all(axis=None)
    columns = {"columns": ["uncapped", "below"], "encodings": list(ENCODINGS)}
    drawn = {"svg": tmp_path / "a.svg", "png": tmp_path / "a.png"}
    inputs = {name: [paths[path]] for name, path in
              (("tables", "table"), ("costs", "costs"), ("shown", "shown"))}  # fmt: skip
    draw_derivatives(columns | {"pointwise": ["siren"]}, **inputs, **drawn)
    assert all(path.stat().st_size for path in drawn.values())


@pytest.mark.parametrize(
    ("shape", "change", "said"),
    [
        ((2, 9, 9, 1), {}, "expected a picture of 8 samples or more a side, found (frames"),
        ((1, 5, 9, 1), {}, "p: expected a picture of 8 samples or more a side"),
        (
            (1, 9, 9, 1),
            {"networks": NETWORKS | {"oinr": {"architecture": "mfn"}}},
            "oinr.derivatives.operator: expected a field of oinr, found mfn",
        ),
        (
            (1, 9, 9, 1),
            {"networks": NETWORKS | {"siren": {"architecture": "wire"}}},
            "oinr.derivatives.pointwise: expected a field of siren, found wire",
        ),
        (
            (1, 9, 9, 1),
            {"networks": NETWORKS | {"oinr": NETWORKS["oinr"] | {"noise": 1}}},
            "expected network.noise = 0",
        ),
    ],
    ids=str,
)
def test_pictures_and_fields_that_have_none(
    shape: tuple, change: dict[str, Any], said: str, refuse: Run, tmp_path: Path
) -> None:
    frames = tmp_path / "frames.safetensors"
    Signal(noise(*shape), np.zeros(shape[0]), {}, "image").write(frames)
    assert said in refuse("oinr-derivatives", params(**change), frames=frames, **outputs(tmp_path))


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"encodings": {"a": {"cap": False, "below": 1}}}, "below: expected 0 beside `cap: false`"),
        ({"signals": ["a", "a"]}, "signals: expected names that differ"),
        ({"encodings": {"siren": {}}}, "encodings and pointwise: expected names that differ"),
        ({"figure": {"signal": "b"}}, "figure.signal: expected one of"),
        ({"figure": {"encodings": ["b"]}}, "figure.encodings: expected one of"),
        ({"costs": {"encoding": "b"}}, "costs.encoding: expected one of"),
        ({"recipe": {"steps": 3}}, "recipe.steps: expected none"),
        ({"seeds": []}, "expected a seed, found none"),
        ({"search": "a"}, "search: unknown name 'a'"),
    ],
    ids=str,
)
def test_options_that_contradict_each_other(block: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        check(OinrStudy, {"derivatives": block}, "oinr")
    assert said in str(caught.value)
