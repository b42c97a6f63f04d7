"""Bad input ends in one line that names the file or key, and leaves nothing half-written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from inrflow.fitting.fit import Fit
from inrflow.signals.signal import Signal
from laws.fields import ffn, fit_of, nerv, noise

RECIPE = {"learning_rate": 0.01, "steps": 1, "device": "cpu"}
TRACING = {"tracing": {}, "signal": "none", "field": "none"}
Run = Callable[..., str]


def outputs(folder: Path) -> dict[str, Path]:
    names = {"fit": "fit.safetensors", "painted": "painted.safetensors"}
    names |= {"history": "history.parquet", "clock": "clock.parquet", "metrics": "metrics.json"}
    return {key: folder / "out" / name for key, name in names.items()}


@pytest.mark.parametrize(
    ("stage", "params", "said"),
    [
        ("framse", {}, "unknown stage 'framse'; did you mean 'frames'?"),
        ("frames", "{broken", "--params: expected JSON"),
        ("frames", "[1]", "--params: expected a JSON object"),
        ("frames", {}, "reader"),
        ("frames", {"reader": "vidoe"}, "unknown name 'vidoe'; did you mean 'video'?"),
        ("frames", {"reader": "pictures"}, "reader: unknown name 'pictures'"),
        ("frames", {"reader": "../x"}, "reader: unknown name"),
        ("frames", {"reader": ["video"]}, "reader: "),
        ("frames", {"reader": "street", "hieght": 3}, "did you mean 'height'?"),
        ("frames", {"reader": "street", "height": 3}, "height"),
    ],
    ids=str,
)
def test_what_a_stage_cannot_take(
    stage: str, params: Any, said: str, refuse: Run, tmp_path: Path
) -> None:
    assert said in refuse(stage, params, frames=tmp_path / "out.safetensors")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"network": ffn(widht=3)}, "network: unknown key widht; did you mean 'width'?"),
        ({"network": ffn(width="wide")}, "width"),
        ({"network": {"architecture": "ffnn"}}, "unknown name 'ffnn'; did you mean 'ffn'?"),
        ({"network": {"architecture": "lattice"}}, "architecture: unknown name 'lattice'"),
        ({"network": nerv(2, 2, lattice=(3, 3))}, "paints 12x12 px, but the signal is 8x12 px"),
        ({"recipe": RECIPE | {"steps": 0}}, "recipe: steps"),
        ({"recipe": RECIPE | {"step": 1}}, "recipe: unknown key step; did you mean 'steps'?"),
        ({"recipe": {}}, "recipe: learning_rate"),
        ({"recipe": RECIPE | {"learning_rate": 1e6, "steps": 99}}, "at step"),
        ({"recipe": None}, "recipe"),
        ({"seed": None}, "seed"),
        ({"network": None}, "network"),
    ],
    ids=str,
)
def test_what_cannot_be_fitted(
    change: dict, said: str, refuse: Run, frames: Path, tmp_path: Path
) -> None:
    params = {"network": ffn(), "recipe": RECIPE, "seed": 0} | change
    params = {key: value for key, value in params.items() if value is not None}
    assert said in refuse("fit", params, frames=frames, **outputs(tmp_path))


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_device_that_is_not_there(refuse: Run, frames: Path, tmp_path: Path) -> None:
    params = {"network": ffn(), "recipe": RECIPE | {"device": "cuda"}, "seed": 0}
    assert "device" in refuse("fit", params, frames=frames, **outputs(tmp_path))


def pickled(path: Path) -> None:
    torch.save({"weight": torch.zeros(3)}, path)


def foreign(path: Path) -> None:
    from safetensors.numpy import save_file  # noqa: PLC0415

    save_file({"weight": np.zeros(3, np.float32)}, path)


def torn(path: Path) -> None:
    fit_of("ffn").write(path)
    path.write_bytes(path.read_bytes()[:-10])


def other_network(path: Path) -> None:
    Fit(fit_of("ffn").field, ffn(width=9), {}, 0).write(path)


def a_signal(path: Path) -> None:
    Signal(noise(1, 2, 2, 3), np.zeros(1), {}).write(path)


@pytest.mark.parametrize(
    "spoil", [pickled, foreign, torn, other_network, a_signal, Path.touch, Path.mkdir, None]
)
def test_a_file_that_is_no_fit(spoil: Callable | None, refuse: Run, tmp_path: Path) -> None:
    fit = tmp_path / "fit.safetensors"
    if spoil is not None:
        spoil(fit)
    paths = {"fit": fit, "canvas": tmp_path / "out.zarr", "digest": tmp_path / "out.json"}
    line = refuse("trace", TRACING, **paths)
    assert "fit.safetensors: expected" in line
    assert not list(tmp_path.glob("*.zarr")) and not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("tracing", "said"),
    [
        ({"stages": ["layer9"]}, "tracing.stages: unknown stage 'layer9'"),
        ({"frames": [0, 7]}, "tracing.frames: expected numbers from 0 to 0"),
        ({"frames": []}, "frames: "),
        ({"dtype": "float8"}, "dtype"),
    ],
    ids=str,
)
def test_what_cannot_be_traced(tracing: dict, said: str, refuse: Run, tmp_path: Path) -> None:
    fit_of("ffn").write(tmp_path / "fit.safetensors")
    names = {"fit": "fit.safetensors", "canvas": "out.zarr", "digest": "out.json"}
    paths = {key: tmp_path / name for key, name in names.items()}
    assert said in refuse("trace", TRACING | {"tracing": tracing}, **paths)


def test_an_output_under_a_file(refuse: Run, frames: Path, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    params = {"reader": "street", "height": 16, "width": 16, "frames": 1}
    line = refuse("frames", params, frames=tmp_path / "out" / "frames.safetensors")
    assert str(tmp_path / "out") in line
    params = {"network": ffn(), "recipe": RECIPE, "seed": 0}
    assert str(tmp_path / "out") in refuse("fit", params, frames=frames, **outputs(tmp_path))
    fit_of("ffn").write(tmp_path / "fit.safetensors")
    paths = {"fit": tmp_path / "fit.safetensors", "digest": tmp_path / "out.json"}
    assert "out" in refuse("trace", TRACING, canvas=tmp_path / "out" / "canvas.zarr", **paths)


def test_inputs_that_are_missing(refuse: Run, tmp_path: Path) -> None:
    params = {"network": ffn(), "recipe": RECIPE, "seed": 0}
    missing = tmp_path / "frames.safetensors"
    line = refuse("fit", params, frames=missing, **outputs(tmp_path))
    assert f"{missing}: expected a file of frames, found nothing there" in line
    params = {"definitions": ["corrected"], "area_shares": [0.5], "threads": 1}
    paths = {"canvas": tmp_path / "c.zarr", "digest": tmp_path / "c.json"}
    paths |= {"labels": tmp_path / "l.safetensors", "measures": tmp_path / "m.safetensors"}
    assert "c.zarr: expected a finished canvas" in refuse("measures", params, **paths)
