"""Bad input ends in one line that names the file or key, and leaves nothing half-written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio.v3 as imageio
import numpy as np
import pytest
import torch

from inrflow.__main__ import main
from inrflow.fitting.fit import Fit
from inrflow.signals.signal import Segments, Signal
from laws.fields import ffn, fit_of, nerv, noise
from laws.films import numbered, write_film

RECIPE = {"learning_rate": 0.01, "steps": 1, "device": "cpu"}
TRACING = {"tracing": {}, "signal": "none", "field": "none"}
Run = Callable[..., str]


@pytest.fixture
def refuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a stage that must fail; return the one line that it writes."""

    def run(stage: str, params: Any, **paths: Path) -> str:
        text = params if isinstance(params, str) else json.dumps(params)
        arguments = [f"--{name}={path}" for name, path in paths.items()]
        before = set(tmp_path.rglob("*"))
        capsys.readouterr()
        code = main([stage, "--params", text, *arguments])
        error = capsys.readouterr().err
        lines = [line for line in error.splitlines() if not line.startswith("frame ")]
        assert code == 1
        assert len(lines) == 1 and lines[0].startswith("inrflow: error: "), error
        made = set(tmp_path.rglob("*")) - before
        assert not [p for p in made if p.is_file()], made
        return lines[0]

    return run


@pytest.fixture
def frames(tmp_path: Path) -> Path:
    """Two frames of 8 x 12 px."""
    path = tmp_path / "frames.safetensors"
    Signal(noise(2, 8, 12, 3), np.arange(2.0), {}).write(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures."""
    (tmp_path / "folder").mkdir()
    for number in range(3):
        imageio.imwrite(tmp_path / "folder" / f"{number}.png", numbered(number))
    return tmp_path / "folder"


def video(path: Path, **options: Any) -> dict[str, Any]:
    return {"reader": "video", "path": str(path), **options}


def outputs(folder: Path) -> dict[str, Path]:
    names = {"fit": "fit.safetensors", "history": "history.parquet", "metrics": "metrics.json"}
    return {key: folder / "out" / name for key, name in names.items()}


@pytest.mark.parametrize("name", ["film.mp4", "film.avi", "film.mkv"])
def test_a_truncated_film(name: str, refuse: Run, tmp_path: Path) -> None:
    film = write_film(tmp_path / name, 40, codec="mpeg4", format_="yuv420p")
    film.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    out = tmp_path / "out" / "frames.safetensors"
    assert name in refuse("frames", video(film), frames=out)
    assert name in refuse("frames", video(film, stop=40), frames=out)


@pytest.mark.parametrize(
    ("contents", "said"),
    [(None, "nothing there"), (b"", "could not decode"), (b"no film\n" * 99, "expected")],
    ids=["missing", "empty", "text"],
)
def test_a_film_that_is_none(
    contents: bytes | None, said: str, refuse: Run, tmp_path: Path
) -> None:
    if contents is not None:
        (tmp_path / "film.mp4").write_bytes(contents)
    line = refuse("frames", video(tmp_path / "film.mp4"), frames=tmp_path / "out.safetensors")
    assert "film.mp4" in line and said in line


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"start": 3, "stop": 3}, "range 3..3 is empty"),
        ({"start": 9}, "range 9..5 is empty"),
        ({"stop": 9}, "expected frames 0..8, found only 5 frames"),
        ({"start": 5, "stop": 9}, "found only 5 frames"),
        ({"crop": {"height": 99, "width": 3}}, "expected a window inside 24x32 px"),
        ({"crop": {"top": 20, "height": 9, "width": 3}}, "at row 20"),
        ({"step": 0}, "step"),
        ({"stop": "ten"}, "found 'ten' (str)"),
        ({"strat": 3}, "did you mean 'start'?"),
        ({"resize": {"height": 3, "width": 3, "filter": "cubic"}}, "resize.filter"),
    ],
    ids=str,
)
def test_frames_that_a_film_does_not_have(
    options: dict, said: str, refuse: Run, tmp_path: Path
) -> None:
    film = write_film(tmp_path / "film.mkv", 5)
    line = refuse("frames", video(film, **options), frames=tmp_path / "out.safetensors")
    assert said in line


def test_a_folder_of_pictures_of_many_sizes(refuse: Run, folder: Path, tmp_path: Path) -> None:
    imageio.imwrite(folder / "3.png", numbered(3, 9, 7))
    params = {"reader": "frames", "path": str(folder)}
    line = refuse("frames", params, frames=tmp_path / "out.safetensors")
    assert "3.png: expected 24x32 px like 0.png, found 9x7 px" in line


@pytest.mark.parametrize("kind", ["empty", "missing", "file"])
def test_a_folder_without_pictures(kind: str, refuse: Run, tmp_path: Path) -> None:
    path = tmp_path / "nothing"
    if kind == "empty":
        path.mkdir()
    if kind == "file":
        path.touch()
    params = {"reader": "frames", "path": str(path)}
    assert str(path) in refuse("frames", params, frames=tmp_path / "out.safetensors")


def test_a_picture_that_is_torn(refuse: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "1.png").write_bytes((folder / "1.png").read_bytes()[:60])
    params = {"reader": "frames", "path": str(folder)}
    assert "1.png" in refuse("frames", params, frames=tmp_path / "out.safetensors")
    params = {"reader": "image", "path": str(folder / "1.png")}
    assert "1.png" in refuse("frames", params, frames=tmp_path / "out.safetensors")


@pytest.mark.parametrize("kind", ["few", "sizes", "colours", "table", "columns", "ids", "unset"])
def test_masks_that_do_not_fit(kind: str, refuse: Run, folder: Path, tmp_path: Path) -> None:
    masks, table = tmp_path / "masks", tmp_path / "table.csv"
    masks.mkdir()
    for number in range(2 if kind == "few" else 3):
        shape = (9, 7) if kind == "sizes" and number == 1 else (24, 32)
        shape = (*shape, 3) if kind == "colours" else shape
        imageio.imwrite(masks / f"{number}.png", np.full(shape, 5, np.uint8))
    rows = {"columns": "id,thing\n5,1", "ids": "id,category,thing\nfive,car,1"}
    table.write_text(rows.get(kind, "id,category,thing\n6,car,1"))
    both = {"path": str(masks), "table": str(table) if kind in ("table", *rows) else None}
    params = {"reader": "frames", "path": str(folder), "masks": None if kind == "unset" else both}
    line = refuse("masks", params, masks=tmp_path / "out.safetensors")
    assert "table.csv" in line if kind in ("table", *rows) else str(tmp_path) in line


def test_masks_of_another_size_than_the_frames(refuse: Run, frames: Path, tmp_path: Path) -> None:
    masks = tmp_path / "masks.safetensors"
    Segments(np.zeros((2, 8, 13), np.int32), []).write(masks)
    params = {"tracing": {}, "frames": 1, "clusters": 2, "grid": [2, 2]}
    paths = {"frames": frames, "masks": masks, "labels": tmp_path / "labels.safetensors"}
    assert "masks.safetensors: expected masks of" in refuse("groupings", params, **paths)
    # the picture has 96 distinct pixels
    Segments(np.zeros((2, 8, 12), np.int32), []).write(masks)
    assert "xinc.clusters" in refuse("groupings", params | {"clusters": 999}, **paths)


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
        ({"network": {"architecture": "fnn"}}, "unknown name 'fnn'; did you mean 'ffn'?"),
        ({"network": {"architecture": "lattice"}}, "architecture: unknown name 'lattice'"),
        ({"network": nerv(2, 2, lattice=(3, 3))}, "paints 12x12 px, but the signal is 8x12 px"),
        ({"recipe": RECIPE | {"steps": 0}}, "recipe: steps"),
        ({"recipe": RECIPE | {"step": 1}}, "recipe: unknown key step; did you mean 'steps'?"),
        ({"recipe": {}}, "recipe: learning_rate"),
        ({"recipe": RECIPE | {"learning_rate": 1e30, "steps": 9}}, "at step"),
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
    assert "cuda" in refuse("fit", params, frames=frames, **outputs(tmp_path))


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
        ({"frames": []}, "tracing.frames"),
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
