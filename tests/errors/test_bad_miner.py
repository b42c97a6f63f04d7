"""MINER on signals, borders and files that do not suit it ends in one line."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from inrflow.config.check import check
from inrflow.config.root import Config
from inrflow.croppable.miner.fit import VERSION, MinerFit
from inrflow.croppable.miner.optimise import fit
from inrflow.errors import InputError
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays, write_arrays
from laws.fields import noise
from laws.miners import CPU, QUICK, SMALL, signal, stage_params

Run = Callable[..., str]
ROOT = Path(__file__).parents[2]
OUTPUTS = ("miner", "painted", "metrics", "density")


@pytest.mark.parametrize(
    ("shape", "changes", "said"),
    [
        ((1, 32, 33, 1), {}, "expected sides that are multiples of 8 samples"),
        ((4, 32, 32, 1), {"border": 1, "network": {"partition": [2, 8, 8]}}, "found 4 x 32 x 32"),
        ((1, 32, 32, 1), {"border": 16}, "expected less than half of each side"),
        ((1, 32, 32, 1), {"network": {"architecture": "siren"}}, "a field with a partition"),
        ((1, 32, 32, 1), {"budget": 90}, "field lgs, signal half: expected a budget of"),
        ((1, 32, 32, 1), {"networks": {"block": 1}}, "croppable.miner.networks: block"),
        ((1, 32, 32, 1), {"recipe": {"setps": 3}}, "did you mean 'steps'?"),
        ((1, 32, 32, 1), {"recipe": {"learning_rate": 1e38}}, "expected a finite loss"),
    ],
)
def test_what_miner_cannot_fit(
    shape: tuple, changes: dict[str, Any], said: str, refuse: Run, tmp_path: Path
) -> None:
    frames = tmp_path / "frames.safetensors"
    Signal(noise(*shape), np.arange(float(shape[0])), {}, "image").write(frames)
    params = stage_params()
    for key, value in changes.items():
        whole = isinstance(value, dict) and value.get("architecture") != "siren"
        params[key] = params[key] | value if whole else value
    paths = {name: tmp_path / "out" / name for name in OUTPUTS}
    assert said in refuse("croppable-miner", params, frames=frames, **paths)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"signals": ["camrea"]}, "croppable.miner.signals: unknown name 'camrea'; did you mean"),
        ({"field": "local-global-8x"}, "croppable.miner.field: unknown name 'local-global-8x'"),
        ({"signals": ["camera", "camera"]}, "expected names that differ"),
        ({"figure": {"seed": 3}}, "figure.seed: expected one of [0], found 3"),
    ],
)
def test_a_study_that_names_what_is_not_there(changes: dict[str, Any], said: str) -> None:
    config = yaml.safe_load((ROOT / "config" / "config.yaml").read_text())
    config["croppable"]["miner"] |= changes
    with pytest.raises(InputError, match=re.escape(said)):
        check(Config, config)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"version": VERSION + 1}, f"version {VERSION}, found {VERSION + 1}"),
        ({"active": [[0, 1, 2, 3], [0]]}, "expected weights of its networks"),
        ({"active": [[0, 1, 2, 9], [0]]}, "network.kept"),
    ],
)
def test_a_file_that_is_not_its_own(header: dict[str, Any], said: str, tmp_path: Path) -> None:
    path = tmp_path / "miner.safetensors"
    fit(signal((1, 16, 16, 1)), SMALL, QUICK, 0, CPU)[0].write(path)
    arrays, told = read_arrays(path, "miner")
    told.pop("kind")
    write_arrays(path, "miner", arrays, told | header)
    with pytest.raises(InputError, match=said):
        MinerFit.read(path)


def test_a_fit_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "frames.safetensors"
    signal((1, 16, 16, 1)).write(path)
    with pytest.raises(InputError, match="expected miner, found frames"):
        MinerFit.read(path)
