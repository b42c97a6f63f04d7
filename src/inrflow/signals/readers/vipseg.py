"""The reader `vipseg`: videos as released, or converted to 720 rows with COCO's JSON."""

from pathlib import Path
from typing import Any

from inrflow.config.readers.clips import names_in
from inrflow.config.readers.vipseg import Vipseg, VipsegSet
from inrflow.errors import InputError
from inrflow.signals.panoptic import annotations
from inrflow.signals.panoptic.annotations import value
from inrflow.signals.panoptic.clip import Clip, Mask, read_pictures, read_segments
from inrflow.signals.panoptic.table import Kind
from inrflow.signals.selection import select
from inrflow.signals.signal import Segments, Signal

Options = Vipseg
FIRST = 125
"""Mask values from here on are category x 100 + instance; below, the category itself."""


def read(options: Vipseg) -> Signal:
    """Read the video's frames."""
    files = _chosen(options)
    source = {"reader": "vipseg", "path": options.path, "video": options.video}
    return read_pictures(files, options.crop, options.resize, source)


def segments(options: Vipseg) -> Segments:
    """Read the masks of the chosen frames."""
    return read_segments(clip(options), options.crop, options.resize)


def names(options: VipsegSet) -> list[str]:
    """Return the videos of a split, or of all.

    Raises:
        InputError: no JSON (720p), no list SPLIT.txt or no folder of masks (original).
    """
    if options.layout == "720p":
        path = options.annotations
        videos = value(annotations.load_json(path), "videos", path)
        return sorted(str(value(video, "video_id", path)) for video in videos)
    if options.split is None:
        return names_in(options.masks_folder)
    listed = Path(options.path, f"{options.split}.txt")
    if not listed.is_file():
        raise InputError(f"{listed}: expected a list of the split's videos, found nothing there")
    return sorted(filter(None, map(str.strip, listed.read_text(encoding="utf-8").splitlines())))


def clip(options: Vipseg) -> Clip:
    """Return where pictures and masks lie; raises InputError for what is missing."""
    files = _chosen(options)
    if options.layout == "original":
        path = options.annotations
        kinds = values(annotations.categories(annotations.load_json(path), path))
        paths = [Path(options.mask_of(str(file))) for file in files]
        return Clip(files, {i: Mask(m, "ids", kinds, path) for i, m in enumerate(paths)})
    return Clip(files, _converted(options, files))


def values(categories: dict[int, Kind]) -> dict[int, Kind]:
    """Return mask value -> kind of the original layout, whose categories count from 1."""
    stuff = {number + 1: kind for number, kind in categories.items() if number + 1 < FIRST}
    things = {100 * c + i: kind for c, kind in stuff.items() for i in range(100)}
    return stuff | {v: kind for v, kind in sorted(things.items()) if v >= FIRST}


def _converted(options: Vipseg, files: list[Path]) -> dict[int, Mask]:
    path = options.annotations
    document = annotations.load_json(path)
    known = annotations.categories(value(document, "categories", path), path)
    rows = _frames(document, options.video, path)
    masks = {}
    for place, file in enumerate(files):
        if file.stem not in rows:
            raise InputError(
                f"{path}: expected an annotation with image_id {file.stem!r} in video "
                f"{options.video!r}, as all frames of VIPSeg have, found none"
            )
        kinds = annotations.kinds(value(rows[file.stem], "segments_info", path), known, path)
        masks[place] = Mask(Path(options.mask_of(str(file))), "rgb", kinds, path)
    return masks


def _frames(document: Any, video: str, path: str) -> dict[str, Any]:
    """Return image id (a picture's stem) -> annotation of a video."""
    for entry in value(document, "annotations", path):
        if value(entry, "video_id", path) == video:
            rows = value(entry, "annotations", path)
            return {str(value(row, "image_id", path)): row for row in rows}
    raise InputError(f"{path}: expected annotations of video {video!r}, found none")


def _chosen(options: Vipseg) -> list[Path]:
    where = f"{options.path}: video {options.video}"
    files = options.pictures()
    return [Path(f) for f in select(files, options.start, options.stop, options.step, where)]
