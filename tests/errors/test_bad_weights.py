"""Weights that are no such network, or not tensors alone, end in one line that says so."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor

from inrflow.fitting.fit import Fit
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays, write_arrays
from laws.fields import fit_of, noise
from laws.test_foreign import LAYOUTS, TIMED, by_content, layers, named, timed

Run = Callable[..., str]
State = dict[str, Tensor]
PICTURE = {"height": 5, "width": 7}
CLIP = {"frames": 2, "height": 12, "width": 24}
TRACING = {"tracing": {}, "signal": "none", "field": "none"}


def siren() -> State:
    return named(layers(2, 6, 6, 3), LAYOUTS["siren"])


def without(state: State, name: str) -> State:
    return {k: v for k, v in state.items() if k != name}


def with_shape(state: State, name: str, *shape: int) -> State:
    return state | {name: torch.zeros(shape)}


UP = "decoder.1.conv.upconv.0"
BAD = {
    "siren-bias": (
        "siren",
        without(siren(), "net.net.1.0.bias"),
        PICTURE,
        "missing net.net.1.0.bias",
    ),
    "siren-gap": (
        "siren",
        without(siren(), "net.net.1.0.weight"),
        PICTURE,
        "found net.net.1.0.bias",
    ),
    "siren-chain": (
        "siren",
        with_shape(siren(), "net.net.1.0.weight", 6, 5),
        PICTURE,
        "expected net.net.1.0.weight of shape (outputs, 6)",
    ),
    "siren-widths": ("siren", named(layers(2, 6, 8, 3), LAYOUTS["siren"]), PICTURE, "of one width"),
    "siren-axes": ("siren", siren(), {"frames": 2, **PICTURE}, "of 2 coordinates, found (2, 5, 7)"),
    "siren-order": ("siren", siren(), {"order": [0, 0], **PICTURE}, "their order"),
    "siren-other": ("siren", timed(), PICTURE, "found decoder.0.conv.downconv.bias"),
    "siren-size": ("siren", siren(), {"height": 5}, "import-siren: width"),
    "nerv-other": ("nerv", siren(), TIMED, "missing decoder.0.conv.downconv.bias"),
    "nerv-missing": ("nerv", without(timed(), f"{UP}.bias"), TIMED, f"missing {UP}.bias"),
    "nerv-norm": (
        "nerv",
        timed() | {"decoder.1.norm.weight": torch.zeros(4)},
        TIMED,
        "with decoder.1.norm.weight",
    ),
    "nerv-square": ("nerv", with_shape(timed(), f"{UP}.weight", 11, 5, 1, 1), TIMED, "found 11"),
    "nerv-flat": ("nerv", with_shape(timed(), f"{UP}.weight", 16, 5), TIMED, "found (16, 5)"),
    "nerv-kernel": ("nerv", timed(kernels=(2, 3, 5, 3)), TIMED, "network: kernels.0"),
    "nerv-picture": ("nerv", timed(), TIMED | {"width": 20}, "but the signal is 12x20 px"),
    "nerv-stem": ("nerv", timed(), TIMED | {"width": 36}, "stages.stem.affine.weight of shape"),
    "hnerv-clip": ("nerv", by_content(), CLIP, "expected the clip (2, 12, 24, 3) as `frames`"),
    "hnerv-size": ("nerv", by_content(), CLIP | {"frames": 3}, "found (2, 12, 24, 3)"),
    "hnerv-encoder": (
        "nerv",
        without(by_content(), "encoder.stages.1.0.gamma"),
        CLIP,
        "expected a ConvNeXt encoder, missing blocks.1.0.scale",
    ),
    "hnerv-other": (
        "nerv",
        timed() | {"encoder.0.conv.downconv.weight": torch.zeros(1)},
        TIMED,
        "missing encoder.downsample_layers.0.0.weight",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_weights_of_something_else(name: str, refuse: Run, tmp_path: Path) -> None:
    stage, state, params, said = BAD[name]
    torch.save(state, tmp_path / "w.pt")
    paths = {"weights": tmp_path / "w.pt", "fit": tmp_path / "fit.safetensors"}
    if name.startswith("hnerv") and name != "hnerv-clip":
        paths["frames"] = tmp_path / "clip.safetensors"
        clip = Signal(noise(2, 12, 24, 3), torch.arange(2.0, dtype=torch.float64).numpy(), {})
        clip.write(paths["frames"])
    line = refuse(f"import-{stage}", params, **paths)
    assert said in line
    assert "import-siren: width" in line or "w.pt: expected" in line


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ({"state_dict": siren(), "args": SimpleNamespace(lr=1)}, "save only its tensors"),
        (torch.nn.Linear(2, 3), "save only its tensors"),
        ([1, 2], "found list"),
        ({"embed": {"quant": torch.zeros(3)}}, "found a dict as embed; save only"),
        (None, "found no file"),
    ],
    ids=["objects", "module", "list", "nested", "nothing"],
)
@pytest.mark.parametrize("stage", ["import-nerv", "import-siren", "import-ffn"])
def test_a_file_of_more_than_tensors(
    stage: str, contents: Any, said: str, refuse: Run, tmp_path: Path
) -> None:
    if contents is not None:
        torch.save(contents, tmp_path / "w.pt")
    paths = {"weights": tmp_path / "w.pt", "fit": tmp_path / "fit.safetensors"}
    line = refuse(stage, PICTURE, **paths)
    assert "w.pt: expected" in line and said in line


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 1}, "expected a fit of version 2, found 1"),
        ({"version": None}, "expected a fit of version 2, found None"),
        ({"network": {"architecture": "hnerve"}}, "architecture: unknown name 'hnerve'"),
        ({"network": {"architecture": "ffn", "layerz": 3}}, "unknown key layerz"),
        ({"network": {"architecture": "siren", "width": 5}}, "missing stages.layer4.affine.bias"),
        ({"network": {"architecture": "ffn", "width": 6, "sigma": 2.0}}, "of shape (1, 6, 2)"),
        ({"shape": [2, 7, 9, 3]}, "of shape (2, 5, 2)"),
    ],
    ids=str,
)
def test_a_fit_of_another_network_or_version(
    change: dict, said: str, refuse: Run, tmp_path: Path
) -> None:
    path = tmp_path / "fit.safetensors"
    fit_of("ffn").write(path)
    assert Fit.read(path).seed == 0
    arrays, header = read_arrays(path, "fit")
    write_arrays(path, header.pop("kind"), arrays, header | change)
    paths = {"fit": path, "canvas": tmp_path / "out.zarr", "digest": tmp_path / "out.json"}
    line = refuse("trace", TRACING, **paths)
    assert "fit.safetensors: expected" in line and said in line
