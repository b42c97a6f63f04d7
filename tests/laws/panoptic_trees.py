"""Tiny data sets in the exact layouts of Cityscapes-VPS, VIPSeg and COCO panoptic.

A clip is described once, as ids of objects (0 void) and what they are; each writer codes it as its
data set does, JSON included, by a literal version of the data set's own conversion script.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import imageio.v3 as imageio
import numpy as np
from PIL import Image

from inrflow.signals.signal import Segments

CATEGORIES = [
    {"id": 0, "name": "road", "isthing": 0, "color": [128, 64, 128]},
    {"id": 1, "name": "traffic light", "isthing": 0, "color": [250, 170, 30]},
    {"id": 2, "name": "bottle_or_cup, large", "isthing": 1, "color": [255, 184, 184]},
    {"id": 11, "name": "person", "isthing": 1, "color": [220, 20, 60]},
]
VIDEO, SIZE = "0005", (16, 24)
NUMBERS = (4, 9, 14, 19, 24, 29)


@dataclass(frozen=True)
class Thing:
    """An object: its category's id and its number there; stuff has none; a crowd neither."""

    category: int
    instance: int | None = None

    @property
    def kind(self) -> dict[str, Any]:
        return next(c for c in CATEGORIES if c["id"] == self.category)


ROAD, LIGHT = Thing(0), Thing(1)
ANNE, BEN = Thing(11, 1), Thing(11, 7)
CUP = Thing(2, 3)
CROWD = Thing(11)
Scene = list[tuple[Thing, tuple[slice, slice]]]


def box(top: int, bottom: int, left: int, right: int) -> tuple[slice, slice]:
    return slice(top, bottom), slice(left, right)


def street(frame: int) -> Scene:
    """Row 0 is void; Ben comes first, Anne from the third mask on; the cup is 1 px."""
    scene = [(ROAD, box(8, 16, 0, 24)), (LIGHT, box(2, 5, 0, 2))]
    scene += [(BEN, box(5, 11, 2 + frame, 6 + frame)), (CUP, box(3, 4, 11, 12))]
    return scene + [(ANNE, box(4, 12, 14, 18))] * (frame >= 2)


def picture(number: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    """A picture whose red tells its number, without loss in PNG."""
    values = np.zeros((*size, 3), np.uint8)
    values[..., 0], values[..., 1] = 5 * number, np.arange(size[0])[:, None] * 8
    return values


def coded(scene: Scene, code: Callable[[Thing], int], size: tuple[int, int] = SIZE) -> np.ndarray:
    """A scene's ids, later objects over earlier ones."""
    ids = np.zeros(size, np.int64)
    for thing, where in scene:
        ids[where] = code(thing)
    return ids


def rgb(ids: np.ndarray) -> np.ndarray:
    return np.stack([ids % 256, ids // 256 % 256, ids // 65536], -1).astype(np.uint8)


def rgb_id(thing: Thing) -> int:
    """Stuff has its category's colour; things one of their own, here above 65,535."""
    r, g, b = thing.kind["color"]
    return r + 256 * g + 65536 * ((b + 3 * (thing.instance or 0)) % 256) + (thing == CROWD)


def rows(scene: Scene, inst: Callable[[Thing], int]) -> list[dict[str, Any]]:
    """`segments_info` in the order of the instance codes, as the conversion scripts write it."""
    ids, areas = np.unique(coded(scene, rgb_id), return_counts=True)
    area = dict(zip(ids.tolist(), areas.tolist(), strict=True))
    found = {thing for thing, _ in scene if rgb_id(thing) in area}
    return [
        {
            "id": rgb_id(thing),
            "category_id": thing.category,
            "iscrowd": int(thing == CROWD),
            "area": area[rgb_id(thing)],
        }
        for thing in sorted(found, key=inst)
    ]


def city_code(thing: Thing) -> int:
    if thing.instance is None:
        return thing.category
    return 1000 * thing.category + thing.instance


def vipseg_code(thing: Thing) -> int:
    """Categories count from 1 in the masks of VIPSeg."""
    if thing.instance is None:
        return thing.category + 1
    return 100 * (thing.category + 1) + thing.instance


def cityscapes(root: Path, scenes: list[Scene], first: int = 1732) -> Path:
    """One snippet of 30 frames, masks of six, and a second snippet of the same sequence."""
    images, annotations = [], []
    for snippet, start in enumerate((first, first + 40)):
        for i in range(30):
            path = root / "val/img_all" / f"frankfurt_000000_{start + i:06}_leftImg8bit.png"
            save(path, picture(i))
        for k, (i, scene) in enumerate(zip(NUMBERS, scenes, strict=True)):
            video, index = f"{5 + snippet:04}", 25 + 6 * snippet + k
            name = f"{video}_{index:04}_frankfurt_000000_{start + i:06}"
            end = "gtFine_color" if i == 19 else "final_mask"
            save(root / f"val/panoptic_video/{name}_{end}.png", rgb(coded(scene, rgb_id)))
            save(root / f"val/img/{name}_leftImg8bit.png", picture(i))
            images.append({"id": name, "height": SIZE[0], "width": SIZE[1]})
            info = {"image_id": name, "file_name": f"{name}_{end}.png"}
            annotations.append(info | {"segments_info": rows(scene, city_code)})
    document = {"images": images, "annotations": annotations, "categories": CATEGORIES}
    return write(root / "panoptic_gt_val_city_vps.json", document).parent


def vipseg(root: Path, scenes: list[Scene], video: str = "26_cblDl5vCZnw") -> Path:
    """The original layout: 16 bit masks of category x 100 + instance."""
    for i, scene in enumerate(scenes):
        save(root / f"imgs/{video}/{i:08}.jpg", picture(i))
        mask = coded(scene, vipseg_code).astype(np.uint16)
        save(root / f"panomasks/{video}/{i:08}.png", mask)
    return write(root / "panoVIPSeg_categories.json", CATEGORIES).parent


def vipseg_720p(root: Path, clips: dict[str, list[Scene]]) -> Path:
    """The converted layout: RGB ids, JSON by video."""
    videos, annotations = [], []
    for video, scenes in clips.items():
        own, images = [], []
        for i, scene in enumerate(scenes):
            save(root / f"images/{video}/{i:08}.jpg", picture(i))
            save(root / f"panomasksRGB/{video}/{i:08}.png", rgb(coded(scene, rgb_id)))
            info = {"image_id": f"{i:08}", "file_name": f"{i:08}.png"}
            own.append(info | {"segments_info": rows(scene, vipseg_code)})
            images.append({"id": f"{i:08}", "file_name": f"{i:08}.png"})
        videos.append({"video_id": video, "images": images})
        annotations.append({"video_id": video, "annotations": own})
    document = {"videos": videos, "annotations": annotations, "categories": CATEGORIES}
    return write(root / "panoptic_gt_VIPSeg.json", document).parent


def coco(root: Path, scenes: list[Scene]) -> Path:
    """Stills with ids of 12 digits."""
    images, annotations = [], []
    for i, scene in enumerate(scenes):
        name = f"{142238 + i:012}"
        save(root / f"val2017/{name}.jpg", picture(i))
        save(root / f"panoptic_val2017/{name}.png", rgb(coded(scene, rgb_id)))
        images.append({"id": 142238 + i, "file_name": f"{name}.jpg"})
        info = {"image_id": 142238 + i, "file_name": f"{name}.png"}
        annotations.append(info | {"segments_info": rows(scene, city_code)})
    document = {"images": images, "annotations": annotations, "categories": CATEGORIES}
    return write(root / "panoptic_val2017.json", document).parent


def folder(root: Path, scenes: list[Scene], annotated: list[int] | None = None) -> Path:
    """The plain layout: frames, and RGB id masks of some of them."""
    for i, scene in enumerate(scenes):
        save(root / f"frames/{i:03}.png", picture(i))
        if annotated is None or i in annotated:
            save(root / f"masks/{i:03}.png", rgb(coded(scene, rgb_id)))
    return root


def options(reader: str, root: Path, **more: Any) -> dict[str, Any]:
    """A reader's options for the first clip of its tree."""
    own: dict[str, Any] = {
        "cityscapes_vps": {"path": str(root), "video": VIDEO},
        "vipseg": {"path": str(root), "video": "26_cblDl5vCZnw"},
        "coco_panoptic": {
            "images": f"{root}/val2017",
            "masks": f"{root}/panoptic_val2017",
            "annotations": f"{root}/panoptic_val2017.json",
            "image": 142238,
        },
        "frames": {
            "path": f"{root}/frames",
            "masks": {"path": f"{root}/masks", "encoding": "rgb"},
        },
    }[reader]
    return {"reader": reader} | own | more


def segments(reader: str, root: Path, **more: Any) -> Segments:
    module = import_module(f"inrflow.signals.readers.{reader}")
    return module.segments(module.Options(**options(reader, root, **more)))


def save(path: Path, values: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if values.dtype == np.uint16:
        Image.fromarray(values).save(path)  # Pillow writes 16 bit PNG from it
    else:
        imageio.imwrite(path, values)


def write(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document))
    return path
