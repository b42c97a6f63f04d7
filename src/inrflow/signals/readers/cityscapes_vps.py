"""The reader `cityscapes_vps`: snippets of 30 frames, six of them with masks."""

from pathlib import Path

from inrflow.config.names import nearest
from inrflow.config.readers.cityscapes_vps import (
    ANNOTATED,
    SNIPPET,
    CityscapesVps,
    CityscapesVpsSet,
)
from inrflow.errors import InputError
from inrflow.signals.panoptic import annotations
from inrflow.signals.panoptic.annotations import value
from inrflow.signals.panoptic.clip import Clip, Mask, read_pictures, read_segments
from inrflow.signals.selection import select
from inrflow.signals.signal import Segments, Signal

Options = CityscapesVps


def read(options: CityscapesVps) -> Signal:
    """Read the snippet's frames; the released code's masks were 4 frames off (XINC 6.1, 6)."""
    files, numbers = _chosen(options)
    source = {"reader": "cityscapes_vps", "path": options.path, "video": options.video}
    return read_pictures(files, options.crop, options.resize, source | {"frames": numbers})


def segments(options: CityscapesVps) -> Segments:
    """Read the masks of the annotated frames among the chosen ones."""
    return read_segments(clip(options), options.crop, options.resize)


def names(options: CityscapesVpsSet) -> list[str]:
    """Return the videos of a split."""
    return options.names()


def clip(options: CityscapesVps) -> Clip:
    """Return where pictures and masks lie; raises InputError for what is missing."""
    files, numbers = _chosen(options)
    path = options.annotations
    document = annotations.load_json(path)
    known = annotations.categories(value(document, "categories", path), path)
    rows = {str(value(a, "image_id", path)): a for a in value(document, "annotations", path)}
    own = {name.split("_")[4]: a for name, a in rows.items() if name[:5] == options.video + "_"}
    if not own:
        near = nearest(options.video, {name[:4] for name in rows})
        raise InputError(
            f"{path}: expected annotations of video {options.video!r}, found none{near}"
        )
    first, masks = options.numbers()[2], {}
    for place, number in enumerate(numbers):
        row = own.get(f"{first + number:06}")
        if number in ANNOTATED and row is None:
            raise InputError(f"{path}: expected annotations of {files[place].name}, found none")
        if row is not None:
            kinds = annotations.kinds(value(row, "segments_info", path), known, path)
            file = options.masks_folder / str(value(row, "file_name", path))
            masks[place] = Mask(file, "rgb", kinds, path)
    return Clip(files, masks)


def _chosen(options: CityscapesVps) -> tuple[list[Path], list[int]]:
    """Return the chosen frames' files and their numbers in the snippet."""
    where = f"{options.path}: video {options.video}"
    numbers = list(select(range(SNIPPET), options.start, options.stop, options.step, where))
    files = options.pictures()
    return [Path(files[number]) for number in numbers], numbers
