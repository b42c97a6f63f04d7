"""Pairs between which there is no line end in one line."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inrflow.config.check import check
from inrflow.config.oinr.study import OinrStudy
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.oinr.weights.chain import chain_of, refuse_unlike
from inrflow.oinr.weights.stage import walk_between
from inrflow.signals.signal import Signal
from laws.fields import noise

OUTPUTS = ("fits", "lines", "comparisons", "strips")
SIREN = {"architecture": "siren", "width": 3, "layers": 3}
OINR = {"architecture": "oinr", "channels": (3, 3), "levels": 2}


@pytest.mark.parametrize(
    ("sides", "network", "weights", "said"),
    [
        ((5, 6), SIREN, {}, "expected two signals of one shape, found a (1, 5, 5, 1) and b (1, 6,"),
        ((5, 5), {"architecture": "wire", "width": 3}, {}, "expected a lone chain of sines"),
        ((5, 5), {**SIREN, "partition": [2, 2]}, {}, "expected a lone chain of sines"),
        ((5, 5), OINR | {"noise": 1}, {}, "found noise that differs; fields of several seeds"),
        ((5, 5), SIREN, {"layers": [4]}, "layers: expected positions up to 3, found 4"),
        ((5, 5), SIREN, {"recipe": {"bach": 2}}, "did you mean 'batch'?"),
    ],
)
def test_what_has_no_line(
    sides: tuple, network: dict, weights: dict[str, Any], said: str, tmp_path: Path
) -> None:
    frames = [tmp_path / name for name in ("a", "b")]
    for path, side in zip(frames, sides, strict=True):
        Signal(noise(1, side, side, 1), np.zeros(1), {}, "image").write(path)
    asked = {"recipe": {}, "steps": 1, "matching": ["none"], "places": 3, "layers": None}
    params = {
        "weights": asked | weights,
        "pair": "p",
        "signals": ["a", "b"],
        "seeds": [0, 1],
        "order": ["one"],
        "networks": {"one": network},
        "recipes": {"one": {"learning_rate": 1e-3, "steps": 1}},
        "size": {"target": None, "budget": None, "signal": "a"},
    }
    paths = {name: tmp_path / "out" / name for name in OUTPUTS}
    with pytest.raises(InputError) as caught:
        walk_between(params, frames=frames, **paths)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (SIREN, SIREN | {"width": 4}, "of 3 layers, 25 parameters and siren of 3 layers, 37 par"),
        (SIREN, OINR, "of one network, found siren of 3 layers.* and oinr of 3 layers"),
    ],
)
def test_networks_that_differ(first: dict, second: dict, said: str) -> None:
    shape = (1, 5, 5, 1)
    with pytest.raises(InputError, match=said):
        refuse_unlike(build(first, shape, 0), build(second, shape, 0))


def test_gates_are_no_chain() -> None:
    with pytest.raises(InputError, match=r"expected a lone chain of sines.*found mfn of"):
        chain_of(build({"architecture": "mfn", "width": 3}, (1, 5, 5, 1), 0))


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"pairs": {"p": ["a", "a"]}}, "pairs.p: expected two signals, found 'a' twice"),
        ({"pairs": {"p": ["a"]}}, "weights.pairs.p"),
        ({"pairs": {"a b": ["a", "c"]}}, "expected letters, digits"),
        ({"layers": [0]}, "expected 1 for the first layer or -1 for the last, found 0"),
        ({"matching": ["none", "none"]}, "expected entries that differ"),
        ({"recipe": {"steps": 3}}, "recipe.steps: expected none"),
        ({"recipe": {"batch": 3}, "search": "s"}, "expected none beside a search"),
        ({"search": "s"}, "weights.search: unknown name 's'"),
        ({"figure": {"pair": "q"}}, "figure.pair: expected one of"),
        ({"seeds": []}, "expected a seed, found none"),
    ],
)
def test_options_that_go_together_badly(block: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        check(OinrStudy, {"weights": block}, "oinr")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
