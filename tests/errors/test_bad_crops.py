"""Crops, rate curves and objects that cannot be: one clear line each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inrflow.config.check import check
from inrflow.config.root import Config
from inrflow.editing.objects import partition_of
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fitting.fit import Fit
from inrflow.signals.signal import Segments
from laws.fields import siren

Run = Callable[..., str]
RECIPE = {"learning_rate": 1e-2, "steps": 1, "device": "cpu"}
NETWORK = {"architecture": "siren", "width": 3, "layers": 2}
FIELD = {"network": NETWORK | {"partition": [2, 2]}, "recipe": RECIPE}
CONFIG = {
    "seeds": [0],
    "signals": {
        "street": {"reader": "street", "height": 16, "width": 32, "frames": 2},
        "camera": {"reader": "image", "path": "skimage:camera"},
    },
    "fields": {"cells": FIELD, "one": {"network": NETWORK, "recipe": RECIPE}},
}
GROUPS = {"pictures": {"signals": ["camera"], "fields": ["cells"], "budget": None, "steps": 1}}
KEEP = {"cells": [0]}
CROP = {"group": "pictures", "signal": "camera", "field": "cells", "keep": KEEP}


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (
            {"crops": {"a": CROP | {"group": "picture"}}},
            "crops.a.group: unknown name 'picture'; did",
        ),
        ({"crops": {"a": CROP | {"signal": "street"}}}, "a.signal: expected one of group pictures"),
        ({"crops": {"a": CROP | {"field": "one"}}}, "a.field: expected one of group pictures"),
        ({"crops": {"a": CROP | {"seed": 7}}}, "a.seed: expected one of [0, 1, 2], found 7"),
        ({"crops": {"a": CROP | {"keep": {}}}}, "expected either `region` or `cells`, found"),
        ({"crops": {"a b": CROP}}, "name 'a b': expected letters"),
        ({"rate": {"group": "films"}}, "rate.group: unknown name 'films'"),
        ({"rate": {"group": "pictures"}}, "rate.fields: expected a field of group pictures"),
        (
            {"rate": {"group": "pictures", "fields": ["cells"], "refitted": "one"}},
            "rate.refitted: expected one of group pictures, found 'one'",
        ),
        ({"objects": {"signals": ["streets"], "fields": ["cells"]}}, "did you mean 'street'?"),
        ({"objects": {"signals": ["street"], "of": {"steet": {}}}}, "did you mean 'street'?"),
        ({"objects": {"signals": ["street"], "fields": ["cell"]}}, "did you mean 'cells'?"),
        (
            {"objects": {"signals": ["camera"], "fields": ["cells"]}},
            "croppable.objects.signals: expected signals with masks, found 'camera'",
        ),
        (
            {"objects": {"signals": ["street"], "fields": ["one"], "recipe": {"rate": 1}}},
            "croppable.objects: recipe: unknown key rate",
        ),
    ],
)
def test_what_the_configuration_refuses(block: dict[str, Any], said: str) -> None:
    check(Config, CONFIG | {"croppable": {"groups": GROUPS, "crops": {"a": CROP}}}, "config")
    with pytest.raises(InputError) as error:
        check(Config, CONFIG | {"croppable": {"groups": GROUPS} | block}, "config")
    assert said in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def masks(path: Path, labels: np.ndarray) -> Path:
    """A file of segments 1 and 2."""
    table = [
        {"id": n, "name": f"car {n}", "category": "car", "thing": True, "color": [0, 0, 0]}
        for n in (1, 2)
    ]
    Segments(labels, table).write(path)
    return path


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"of": {"object": "cat"}}, "object: unknown name 'cat'; did you mean 'car'?"),
        ({"of": {"start": 2}}, "expected frames among the 2 of"),
        ({"of": {"frame": 1}}, "croppable.objects.of.clip"),
        ({"smallest": 90}, "expected a segment of 90 samples or more, found at most 72"),
        ({"fields": {"nerv": {"network": {"architecture": "nerv"}, "recipe": RECIPE}}}, "can have"),
    ],
)
def test_objects_that_cannot_be_cropped(
    changes: dict[str, Any], said: str, refuse: Run, frames: Path, tmp_path: Path
) -> None:
    labels = np.ones((2, 8, 12), dtype=np.int32)
    labels[:, :, 3:] = 2
    params = {"signal": "clip", "of": {}, "fields": {"f": FIELD}, "seeds": [0], "budget": 90}
    params |= {"smallest": 1, "join": "neighbour"} | changes
    paths = {name: tmp_path / f"{name}.out" for name in ("objects", "labels", "grid")}
    there = masks(tmp_path / "masks.safetensors", labels)
    assert said in refuse("croppable-objects", params, frames=frames, masks=there, **paths)


def test_a_file_that_is_no_masks(refuse: Run, frames: Path, tmp_path: Path) -> None:
    params = {"signal": "clip", "of": {}, "fields": {"f": FIELD}, "seeds": [0], "budget": 90}
    paths = {name: tmp_path / f"{name}.out" for name in ("objects", "labels", "grid")}
    told = refuse(
        "croppable-objects", params | {"smallest": 1, "join": "common"},
        frames=frames, masks=frames, **paths,
    )  # fmt: skip
    assert "expected masks, found frames" in told


def test_frames_without_masks_have_no_cells() -> None:
    labels = np.ones((2, 4, 4), dtype=np.int32)
    with pytest.raises(InputError, match="expected masks of all 2 frames, found 1"):
        partition_of(Segments(labels, [], [0]))


@pytest.mark.parametrize(
    ("network", "seeds", "said"),
    [
        (NETWORK, [0], "croppable.rate.fields: expected a field with cells of a grid, found siren"),
        (siren(partition=[2, 2, 2]), [0, 1], "croppable.rate: expected 2 fits, found 1"),
    ],
)
def test_fits_that_have_no_rate_curve(
    network: dict[str, Any], seeds: list[int], said: str, refuse: Run, frames: Path, tmp_path: Path
) -> None:
    path = tmp_path / "fit.safetensors"
    Fit(build(network, (2, 8, 12, 3), 0).eval(), network, RECIPE, 0).write(path)
    params = {"signal": "clip", "fields": ["f"], "seeds": seeds, "refitted": None, "areas": 1}
    outputs = {"rate": tmp_path / "rate.csv"}
    params |= {"threads": 1}
    assert said in refuse("croppable-rate", params, frames=frames, fits=path, **outputs)
