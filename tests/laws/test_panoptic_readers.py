"""Panoptic data sets: ids, areas, categories, names and annotated frames come through exactly."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inrflow.config.check import check
from inrflow.config.readers.cityscapes_vps import CityscapesVps
from inrflow.config.readers.coco_panoptic import CocoPanoptic
from inrflow.config.readers.vipseg import Vipseg
from inrflow.errors import InputError
from inrflow.signals.signal import Segments
from laws import panoptic_trees as trees
from laws.films import read
from laws.panoptic_trees import ANNE, BEN, CROWD, CUP, LIGHT, ROAD, Scene, box, street

SCENES = [street(i) for i in range(6)]
NAMES = {
    "road": ("road", False, False),
    "traffic light": ("traffic light", False, False),
    "bottle_or_cup, large 1": ("bottle_or_cup, large", True, False),
    "person 1": ("person", True, False),
    "person 2": ("person", True, False),
}


def tree(layout: str, root: Path, scenes: list[Scene] = SCENES) -> tuple[str, dict[str, Any]]:
    """Write a layout; return its reader and what the options need beside the path."""
    if layout == "vipseg-720p":
        trees.vipseg_720p(root, {"26_cblDl5vCZnw": scenes})
        return "vipseg", {"layout": "720p"}
    write: dict[str, Callable] = {
        "cityscapes_vps": trees.cityscapes,
        "vipseg": trees.vipseg,
        "coco_panoptic": trees.coco,
        "frames": trees.folder,
    }
    write[layout](root, scenes)
    return layout, {}


LAYOUTS = ["cityscapes_vps", "vipseg", "vipseg-720p"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_ids_areas_and_names_come_through(layout: str, tmp_path: Path) -> None:
    reader, more = tree(layout, tmp_path)
    found = trees.segments(reader, tmp_path, **more)
    code = trees.vipseg_code if layout == "vipseg" else trees.rgb_id
    wanted = np.stack([trees.coded(scene, code) for scene in SCENES])
    np.testing.assert_array_equal(found.labels[found.annotated], wanted)
    rows = {row["name"]: (row["category"], row["thing"], row["crowd"]) for row in found.table}
    assert rows == NAMES
    number = {row["name"]: row["id"] for row in found.table}
    assert number["person 1"] == code(BEN) and number["person 2"] == code(ANNE)
    assert len({tuple(row["color"]) for row in found.table}) == len(NAMES)


def test_only_the_annotated_frames_of_a_snippet_have_masks(tmp_path: Path) -> None:
    trees.cityscapes(tmp_path, SCENES)
    found = trees.segments("cityscapes_vps", tmp_path)
    signal = read(**trees.options("cityscapes_vps", tmp_path))
    assert found.annotated == [4, 9, 14, 19, 24, 29]
    assert found.labels.shape == signal.shape[:3] == (30, *trees.SIZE)
    blank = np.setdiff1d(range(30), found.annotated)
    assert not found.labels[blank].any()
    # the pictures carry their numbers: masks stand beside the very frames that they were made for
    np.testing.assert_allclose(signal.values[:, 0, 0, 0] * 51, np.arange(30), atol=1e-4)
    np.testing.assert_array_equal(signal.time, np.arange(30))


@pytest.mark.parametrize(
    ("cut", "annotated", "first"),
    [
        ({"start": 9, "stop": 20}, [0, 5, 10], 1),
        ({"start": 4, "step": 5}, [0, 1, 2, 3, 4, 5], 0),
        ({"start": 3, "step": 3}, [2, 7], 1),
        ({"stop": 4}, [], 0),
    ],
    ids=str,
)
def test_annotations_follow_the_chosen_frames(
    cut: dict, annotated: list[int], first: int, tmp_path: Path
) -> None:
    trees.cityscapes(tmp_path, SCENES)
    found = trees.segments("cityscapes_vps", tmp_path, **cut)
    assert found.annotated == annotated
    if annotated:
        wanted = trees.coded(SCENES[first], trees.rgb_id)
        np.testing.assert_array_equal(found.labels[annotated[0]], wanted)
    else:
        assert not found.labels.any() and found.table == []


@pytest.mark.parametrize("layout", [*LAYOUTS, "frames"])
def test_masks_take_the_window_and_the_nearest_sample(layout: str, tmp_path: Path) -> None:
    reader, more = tree(layout, tmp_path)
    crop = {"top": 1, "left": 2, "height": 14, "width": 20}
    size = {"height": 5, "width": 9}
    whole = trees.segments(reader, tmp_path, **more)
    found = trees.segments(reader, tmp_path, crop=crop, resize=size, **more)
    for frame in found.annotated:
        for row in whole.table:
            mask = whole.labels[frame, 1:15, 2:22] == row["id"]
            wanted = np.array(
                [[mask[y * 14 // 5, x * 20 // 9] for x in range(9)] for y in range(5)]
            )
            np.testing.assert_array_equal(found.labels[frame] == row["id"], wanted)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_resize_drops_what_it_loses_and_renames_nothing(layout: str, tmp_path: Path) -> None:
    scenes = [[(ANNE, box(1, 2, 1, 2)), (BEN, box(4, 12, 8, 16)), (ROAD, box(12, 16, 0, 24))]] * 6
    reader, more = tree(layout, tmp_path, scenes)
    whole = trees.segments(reader, tmp_path, **more)
    small = trees.segments(reader, tmp_path, resize={"height": 4, "width": 6}, **more)
    names = {row["id"]: row["name"] for row in whole.table}
    assert sorted(names.values()) == ["person 1", "person 2", "road"]
    left = {row["id"]: row["name"] for row in small.table}
    assert sorted(left.values()) == ["person 2", "road"]
    assert left.items() < names.items()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("scene", "names"), [([], []), ([(CUP, box(2, 9, 3, 9))], [3])])
def test_no_segment_and_one(layout: str, scene: Scene, names: list, tmp_path: Path) -> None:
    reader, more = tree(layout, tmp_path, [scene] * 6)
    found = trees.segments(reader, tmp_path, **more)
    assert [row["name"] for row in found.table] == ["bottle_or_cup, large 1"] * len(names)
    assert len(found.annotated) == 6


def test_a_crowd_is_a_segment_and_no_instance(tmp_path: Path) -> None:
    scene = [(CROWD, box(1, 5, 0, 24)), (BEN, box(6, 12, 3, 7)), (LIGHT, box(13, 15, 0, 3))]
    trees.coco(tmp_path, [scene])
    found = trees.segments("coco_panoptic", tmp_path)
    assert {row["name"]: row["crowd"] for row in found.table} == {
        "person crowd": True,
        "person 1": False,
        "traffic light": False,
    }


def test_stills_are_found_by_number_and_by_name(tmp_path: Path) -> None:
    trees.coco(tmp_path, SCENES[:3])
    for image in (142239, "000000142239"):
        found = trees.segments("coco_panoptic", tmp_path, image=image)
        wanted = trees.coded(SCENES[1], trees.rgb_id)
        np.testing.assert_array_equal(found.labels, wanted[None])
        assert read(**trees.options("coco_panoptic", tmp_path, image=image)).shape[0] == 1
    rows = Counter(row["category"] for row in found.table)
    assert rows == {"road": 1, "traffic light": 1, "person": 1, "bottle_or_cup, large": 1}


def test_masks_of_some_frames_belong_to_the_frames_of_their_name(tmp_path: Path) -> None:
    trees.folder(tmp_path, SCENES, annotated=[1, 4])
    found = trees.segments("frames", tmp_path)
    assert found.annotated == [1, 4]
    np.testing.assert_array_equal(found.labels[4], trees.coded(SCENES[4], trees.rgb_id))
    assert not found.labels[[0, 2, 3, 5]].any()
    assert trees.segments("frames", tmp_path, start=4).annotated == [0]
    assert found.labels.max() > 65535


@pytest.mark.parametrize("suffix", ["tif", "png"])
def test_ids_of_every_width(suffix: str, tmp_path: Path) -> None:
    top = {"tif": 2_000_000_000, "png": 60_000}[suffix]
    ids = np.where(np.arange(24) < 9, top, 7)[None].repeat(16, 0)
    trees.save(tmp_path / "frames/a.png", trees.picture(0))
    trees.save(tmp_path / f"masks/a.{suffix}", ids.astype({"tif": np.int32, "png": "u2"}[suffix]))
    found = trees.segments("frames", tmp_path, masks={"path": str(tmp_path / "masks")})
    np.testing.assert_array_equal(found.labels, ids[None])


def test_a_palette_gives_its_indices(tmp_path: Path) -> None:
    trees.save(tmp_path / "frames/a.png", trees.picture(0))
    picture = Image.fromarray((np.arange(24) % 3)[None].repeat(16, 0).astype(np.uint8), mode=None)
    picture.putpalette([9, 9, 9, 200, 0, 0, 0, 200, 0])
    (tmp_path / "masks").mkdir()
    picture.convert("P").save(tmp_path / "masks/a.png")
    found = trees.segments("frames", tmp_path, masks={"path": str(tmp_path / "masks")})
    np.testing.assert_array_equal(found.labels[0, 0], np.arange(24) % 3)
    assert [row["name"] for row in found.table] == ["segment 1", "segment 2"]


def test_masks_of_half_the_size_show_the_same_view(tmp_path: Path) -> None:
    trees.folder(tmp_path, SCENES[:1])
    small = np.arange(8 * 12).reshape(8, 12)
    trees.save(tmp_path / "masks/000.png", trees.rgb(small))
    size = {"height": 4, "width": 6}
    found = trees.segments("frames", tmp_path, resize=size)
    np.testing.assert_array_equal(found.labels[0], small[::2, ::2])
    crop = {"height": 8, "width": 12}
    for wrong in ({}, {"crop": crop}, {"crop": crop, "resize": size}):
        with pytest.raises(InputError, match=r"000\.png: expected 16x24 px like 000\.png"):
            trees.segments("frames", tmp_path, **wrong)


def test_annotated_frames_are_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "masks.safetensors"
    Segments(np.zeros((5, 2, 3), np.int32), [], [1, 3]).write(path)
    assert Segments.read(path, (5, 2, 3)).annotated == [1, 3]
    Segments(np.zeros((2, 2, 3), np.int32), []).write(path)
    assert Segments.read(path, (2, 2, 3)).annotated == [0, 1]


def test_frames_depend_on_pictures_and_masks_on_all(tmp_path: Path) -> None:
    trees.cityscapes(tmp_path / "city", SCENES)
    trees.vipseg(tmp_path / "vipseg", SCENES)
    trees.coco(tmp_path / "coco", SCENES)
    cases = [(CityscapesVps, "cityscapes_vps", "city", 30, 37), (Vipseg, "vipseg", "vipseg", 6, 13)]
    cases += [(CocoPanoptic, "coco_panoptic", "coco", 1, 3)]
    for model, reader, name, frames, masks in cases:
        options = check(model, trees.options(reader, tmp_path / name))
        files = {output: options.depends_on(output) for output in ("frames", "masks")}
        assert len(files["frames"]) == frames and len(files["masks"]) == masks
        assert all(Path(file).is_file() for file in files["masks"])
        assert set(files["frames"]) < set(files["masks"])


def test_shapes_are_known_where_options_tell_them(tmp_path: Path) -> None:
    size = {"height": 8, "width": 12}
    city = trees.options("cityscapes_vps", tmp_path, resize=size, start=5)
    assert check(CityscapesVps, city).shape() == (25, 8, 12, 3)
    still = trees.options("coco_panoptic", tmp_path, resize=size)
    assert check(CocoPanoptic, still).shape() == (1, 8, 12, 3)
    assert check(Vipseg, trees.options("vipseg", tmp_path, resize=size)).shape() is None
