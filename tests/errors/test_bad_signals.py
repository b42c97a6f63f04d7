"""Films, pictures and masks that cannot be read end in one line that names them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio.v3 as imageio
import numpy as np
import pytest

from inrflow.signals.signal import Segments
from laws.films import numbered, write_film

Run = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures."""
    (tmp_path / "folder").mkdir()
    for number in range(3):
        imageio.imwrite(tmp_path / "folder" / f"{number}.png", numbered(number))
    return tmp_path / "folder"


def video(path: Path, **options: Any) -> dict[str, Any]:
    return {"reader": "video", "path": str(path), **options}


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
        name = f"mask{number}.png" if kind == "few" else f"{number}.png"
        imageio.imwrite(masks / name, np.full(shape, 5, np.uint8))
    rows = {"columns": "id,thing\n5,1", "ids": "id,category,thing\nfive,car,1"}
    table.write_text(rows.get(kind, "id,category,thing\n6,car,1"))
    both = {"path": str(masks), "table": str(table) if kind in ("table", *rows) else None}
    params = {"reader": "frames", "path": str(folder), "masks": None if kind == "unset" else both}
    line = refuse("masks", params, masks=tmp_path / "out.safetensors")
    assert "table.csv" in line if kind in ("table", *rows) else str(tmp_path) in line


def test_masks_of_another_size_than_the_frames(refuse: Run, frames: Path, tmp_path: Path) -> None:
    masks = tmp_path / "masks.safetensors"
    Segments(np.zeros((2, 8, 13), np.int32), []).write(masks)
    params = {"tracing": {}, "frames": 1, "compared_frames": 1, "clusters": 2, "grid": [2, 2]}
    paths = {"frames": frames, "masks": masks, "labels": tmp_path / "labels.safetensors"}
    assert "masks.safetensors: expected masks of" in refuse("groupings", params, **paths)
    # the picture has 96 distinct pixels
    Segments(np.zeros((2, 8, 12), np.int32), []).write(masks)
    assert "xinc.clusters" in refuse("groupings", params | {"clusters": 999}, **paths)
