"""Panoptic data sets with something missing or wrong end in one line that names it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio.v3 as imageio
import numpy as np
import pytest

from laws import panoptic_trees as trees

Run = Callable[..., str]
SCENES = [trees.street(i) for i in range(6)]
WRITE = {
    "cityscapes_vps": trees.cityscapes,
    "vipseg": trees.vipseg,
    "coco_panoptic": trees.coco,
    "frames": trees.folder,
}
MASK = {
    "cityscapes_vps": "val/panoptic_video/0005_0025_frankfurt_000000_001736_final_mask.png",
    "vipseg": "panomasks/26_cblDl5vCZnw/00000000.png",
    "coco_panoptic": "panoptic_val2017/000000142238.png",
}
JSON = {
    "cityscapes_vps": "panoptic_gt_val_city_vps.json",
    "vipseg": "panoVIPSeg_categories.json",
    "coco_panoptic": "panoptic_val2017.json",
}
every_reader = pytest.mark.parametrize("reader", list(MASK))


@pytest.fixture
def spoil(refuse: Run, tmp_path: Path) -> Callable[..., str]:
    """Write a tree, change it, read its masks; return the line."""

    def run(reader: str, change: Callable[[Path], Any], stage: str = "masks", **more: Any) -> str:
        root = tmp_path / "data"
        WRITE[reader](root, SCENES)
        change(root)
        output = {stage: tmp_path / "out.safetensors"}
        return refuse(stage, trees.options(reader, root, **more), **output)

    return run


def nothing(root: Path) -> None:
    """Leave the tree as it is."""


@every_reader
def test_a_json_that_is_missing_or_torn(reader: str, spoil: Run) -> None:
    line = spoil(reader, lambda root: (root / JSON[reader]).unlink())
    assert JSON[reader] in line and "found nothing there" in line
    line = spoil(reader, lambda root: (root / JSON[reader]).write_text('{"images": ['))
    assert JSON[reader] in line and "expected JSON" in line
    line = spoil(reader, lambda root: (root / JSON[reader]).write_text('{"a": 1}'))
    assert JSON[reader] in line and "expected" in line


@every_reader
def test_an_id_that_is_not_listed(reader: str, spoil: Run) -> None:
    def change(root: Path) -> None:
        path = root / MASK[reader]
        ids = imageio.imread(path)
        ids[0, 0] = 60_000 if ids.ndim == 2 else (1, 2, 3)
        trees.save(path, ids)

    line = spoil(reader, change)
    number = 60_000 if reader == "vipseg" else 1 + 2 * 256 + 3 * 65536
    assert Path(MASK[reader]).name in line and f"found id {number}" in line
    assert JSON[reader] in line


@every_reader
def test_a_mask_of_another_size_or_kind(reader: str, spoil: Run) -> None:
    shape = (9, 9) if reader == "vipseg" else (9, 9, 3)
    small = np.zeros(shape, np.uint16 if reader == "vipseg" else np.uint8)
    line = spoil(reader, lambda root: trees.save(root / MASK[reader], small))
    assert Path(MASK[reader]).name in line and "expected 16x24 px" in line and "9x9 px" in line
    floats = np.zeros((16, 24), np.uint8) if reader != "vipseg" else np.zeros((16, 24, 3), "u1")
    line = spoil(reader, lambda root: trees.save(root / MASK[reader], floats))
    assert Path(MASK[reader]).name in line and "ids" in line


@every_reader
def test_a_crop_that_does_not_fit(reader: str, spoil: Run) -> None:
    crop = {"height": 640, "width": 1280}
    line = spoil(reader, nothing, "frames", crop=crop)
    assert "crop: expected a window inside 16x24 px, found 640x1280 px" in line


@pytest.mark.parametrize("reader", ["vipseg", "coco_panoptic", "cityscapes_vps"])
def test_a_mask_that_is_missing(reader: str, spoil: Run) -> None:
    def change(root: Path) -> None:
        path = root / MASK[reader]
        if reader == "cityscapes_vps":  # it also tells which frames there are
            path.rename(path.with_name(path.name.replace("final_mask", "final")))
        else:
            path.unlink()

    line = spoil(reader, change)
    assert MASK[reader] in line and "found nothing there" in line


@pytest.mark.parametrize(
    ("reader", "options", "said"),
    [
        ("cityscapes_vps", {"video": "0007"}, "unknown video '0007'; did you mean '000"),
        ("cityscapes_vps", {"video": 13}, "expected a name in quotes, like '0005'"),
        ("cityscapes_vps", {"split": "test"}, "test/panoptic_video: expected a folder"),
        ("cityscapes_vps", {"start": 30}, "range 30..30 is empty"),
        ("vipseg", {"video": "26_cblDl5vCZnW"}, "did you mean '26_cblDl5vCZnw'?"),
        ("vipseg", {"layout": "720p"}, "is it `layout: original`?"),
        ("vipseg", {"layout": "1080p"}, "layout: "),
        ("vipseg", {"stop": 9}, "expected frames 0..8, found only 6 frames"),
        ("coco_panoptic", {"image": 142299}, "unknown image '000000142299'; did you mean"),
        ("coco_panoptic", {"image": 668}, "quote it"),
        ("coco_panoptic", {"annotations": None}, "expected `annotations` beside it"),
        ("coco_panoptic", {"masks": None}, "`masks` is not set"),
        ("frames", {"masks": {"path": "x", "encoding": "RGB"}}, "masks.encoding"),
    ],
    ids=str,
)
def test_what_a_data_set_does_not_have(reader: str, options: dict, said: str, spoil: Run) -> None:
    assert said in spoil(reader, nothing, **options)


def test_a_video_that_the_json_does_not_hold(spoil: Run) -> None:
    def change(root: Path) -> None:
        path = root / JSON["cityscapes_vps"]
        document = json.loads(path.read_text())
        rows = [row for row in document["annotations"] if not row["image_id"].startswith("0005")]
        trees.write(path, document | {"annotations": rows})

    assert "expected annotations of video '0005', found none" in spoil("cityscapes_vps", change)


def test_annotated_frames_that_are_not_every_fifth(spoil: Run) -> None:
    line = spoil("cityscapes_vps", lambda root: (root / MASK["cityscapes_vps"]).unlink())
    assert "expected 6 annotated frames of video 0005, 5 apart, found 1741" in line


def test_a_category_that_is_not_there(spoil: Run) -> None:
    def change(root: Path) -> None:
        path = root / JSON["coco_panoptic"]
        document = json.loads(path.read_text())
        document["annotations"][0]["segments_info"][0]["category_id"] = 999
        trees.write(path, document)

    assert "found category_id 999" in spoil("coco_panoptic", change)


def test_a_mask_without_a_frame(spoil: Run) -> None:
    mask = np.zeros((16, 24, 3), np.uint8)
    line = spoil("frames", lambda root: trees.save(root / "masks/0055.png", mask))
    assert "0055.png: expected a frame of the same name, found none; did you mean '005'?" in line


def test_ids_below_zero(spoil: Run, tmp_path: Path) -> None:
    def change(root: Path) -> None:
        trees.save(root / "numbers/000.tif", np.full((16, 24), -1, np.int32))

    masks = {"path": str(tmp_path / "data/numbers"), "encoding": "ids"}
    line = spoil("frames", change, masks=masks)
    assert "000.tif: expected ids from 0 to 2147483647, found -1 to -1" in line
