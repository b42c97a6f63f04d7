"""Studies of sizes, and of noise, that cannot be made end in one line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inrflow.config.check import check
from inrflow.config.oinr.study import OinrStudy
from inrflow.errors import InputError
from inrflow.signals.signal import Signal
from laws.fields import noise
from laws.sizes import OINR, SIREN, sizes_params

Run = Callable[..., str]
FIELDS = {"x": ["all"]}


@pytest.mark.parametrize(
    ("options", "change", "said"),
    [
        (
            {"sizes": [6, 12], "held_out": [8]},
            {},
            "sizes: expected sizes under the 12 samples of p, found 12",
        ),
        ({"sizes": [3, 5], "held_out": []}, {"kernel": 5}, "of 5 samples a side or more"),
        ({"budget": 5}, {}, "budget"),
        ({"recipe": {"setps": 1}}, {}, "did you mean 'steps'?"),
    ],
    ids=str,
)
def test_pictures_that_cannot_be_fitted(
    options: dict[str, Any], change: dict[str, Any], said: str, refuse: Run, tmp_path: Path
) -> None:
    frames = tmp_path / "frames.safetensors"
    Signal(noise(1, 12, 12, 1), np.zeros(1), {}, "image").write(frames)
    params = sizes_params(**options)
    params["networks"]["oinr"] = OINR | change
    paths = {name: tmp_path / "out" / name for name in ("table", "pictures")}
    assert said in refuse("oinr-multiresolution", params, frames=frames, **paths)


def test_a_film_has_no_sizes(refuse: Run, frames: Path, tmp_path: Path) -> None:
    paths = {name: tmp_path / "out" / name for name in ("table", "pictures")}
    said = refuse("oinr-multiresolution", sizes_params(), frames=frames, **paths)
    assert "oinr.multiresolution.signals: p: expected a picture, found samples (2, 8, 12)" in said


def test_noise_is_for_operators(refuse: Run, frames: Path, tmp_path: Path) -> None:
    params = {
        "noise": {"field": "siren"},
        "network": SIREN,
        "recipe": sizes_params()["recipes"]["siren"],
    }
    params |= {"order": ["few"], "signal": "p", "seeds": [0]}
    paths = {name: tmp_path / "out" / name for name in ("table", "pictures")}
    assert "oinr.noise.field: expected an operator" in refuse(
        "oinr-noise", params, frames=frames, **paths
    )


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"sizes": [6, 8], "held_out": [8]}, "held_out: expected sizes of their own, found 8"),
        ({"sizes": [6, 8], "held_out": [9]}, "expected sizes between 6 and 8, found 9"),
        ({"sizes": [6, 8, 10], "held_out": [7, 7]}, "found 7 named twice"),
        ({"sizes": [6, 8], "held_out": 0.3}, "that leaves the first and the last of 2 sizes"),
        ({"sizes": [2, 8]}, "of 3 samples or more (under that no level fits)"),
        ({"sizes": [8]}, "sizes: expected two or more"),
        ({"signals": ["p"]}, "fields: expected sizes that a field is fitted to, found none"),
        ({"signals": ["p", "p"], "fields": FIELDS}, "signals: expected entries that differ"),
        ({"fields": {"x": ["all", "all"]}}, "x: expected entries that differ"),
        ({"recipe": {"steps": 3}}, "recipe.steps: expected none"),
        (
            {"recipe": {"learning_rate": 1.0}, "rates": {"signal": "s"}},
            "recipe.learning_rate: expected none beside `rates`",
        ),
        (
            {"signals": ["p"], "fields": FIELDS, "rates": {"signal": "p"}},
            "rates.signal: expected a picture that is not compared, found 'p'",
        ),
        ({"seeds": [0], "figure": {"seed": 1}}, "figure.seed: expected one of [0], found 1"),
        ({"figure": {"signal": "q"}}, "figure.signal: expected one of"),
    ],
    ids=str,
)
def test_a_block_that_says_no_study(block: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as raised:
        check(OinrStudy, {"multiresolution": block}, "oinr")
    assert said in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"encodings": {}}, "noise.encodings"),
        ({"encodings": {"a b": {}}}, "expected letters, digits"),
        ({"encodings": {"few": {"levels": 0}}}, "few: expected levels, or `coordinates: true`"),
        ({"recipe": {"evaluations": 3}}, "recipe.evaluations: expected none"),
        ({"signals": ["p", "p"]}, "signals: expected names that differ"),
    ],
    ids=str,
)
def test_a_block_that_says_no_noise(block: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as raised:
        check(OinrStudy, {"noise": block}, "oinr")
    assert said in str(raised.value) and "\n" not in str(raised.value)
