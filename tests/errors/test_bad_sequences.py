"""Sequences that cannot be fitted: one line, nothing written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inrflow.config.check import check
from inrflow.config.oinr.sequences import Sequences
from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.signals.signal import Signal
from laws.fields import noise

OPERATOR = {"architecture": "oinr_sequence", "channels": [2], "levels": 2}
SIREN = {"architecture": "siren", "width": 4, "layers": 2}
RECIPE = Recipe(learning_rate=0.01, steps=1).model_dump(mode="json")


def params(baseline: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    """What the stage is given."""
    asked = {"operator": "operator", "baselines": ["other"], "every": [2], "steps": 1} | options
    networks = {"operator": OPERATOR, "other": baseline or SIREN}
    fields = {name: {"network": network, "recipe": RECIPE} for name, network in networks.items()}
    return {"sequences": asked, "fields": fields, "signal": "clip", "seed": 0}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            params(every=[5], last=False),
            "every: expected two or more kept frames of signal clip, f",
        ),
        (params(batch=4), "batch: expected at most the 3 frames that are kept of every 2, found 4"),
        (params(variants={"same": {"beta": 0.0}}), "network.beta: expected another number than al"),
        (params(operator="other", baselines=[]), "operator: expected a field of architecture oinr"),
        (
            params(SIREN | {"partition": [1, 2, 2]}),
            "baselines: expected fields of coordinates without cells, or of times, found other of",
        ),
        (
            params({"architecture": "nerv", "embedding": "content"}),
            "baselines: expected fields of coordinates without cells, or of times, found other of",
        ),
        (params({"architecture": "oinr"}), "or of times, found other of oinr"),
    ],
    ids=str,
)
def test_what_no_frames_can_be_fitted_with(
    given: dict, said: str, refuse: Callable[..., str], tmp_path: Path
) -> None:
    frames = tmp_path / "clip.safetensors"
    Signal(noise(5, 4, 4, 1), np.arange(5.0), {}).write(frames)
    outputs = {name: tmp_path / name for name in ("fits", "courses", "pictures")}
    assert said in refuse("oinr-sequences", given, frames=frames, **outputs)


def test_a_picture_is_no_sequence(refuse: Callable[..., str], tmp_path: Path) -> None:
    frames = tmp_path / "picture.safetensors"
    Signal(noise(1, 4, 4, 1), np.zeros(1), {}).write(frames)
    outputs = {name: tmp_path / name for name in ("fits", "courses", "pictures")}
    line = refuse("oinr-sequences", params(), frames=frames, **outputs)
    assert "expected two or more kept frames of signal clip, found 1: every 2 of 1" in line


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"recipe": {"batch": 3}}, "recipe.batch: expected none, the study sets it, found one"),
        ({"recipe": {"steps": 3}}, "recipe.steps: expected none, the study sets it, found one"),
        ({"variants": {"linear": {}}}, "expected values that differ, found"),
        ({"every": [2, 2]}, "every: expected values that differ, found"),
        ({"every": [0]}, "every.0"),
        ({"seeds": []}, "expected a seed, found none"),
        ({"order": "random"}, "order"),
    ],
    ids=str,
)
def test_options_that_contradict_themselves(options: dict, said: str) -> None:
    with pytest.raises(InputError) as error:
        check(Sequences, options, "oinr.sequences")
    assert said in str(error.value) and "\n" not in str(error.value)
