"""The reader `coco_panoptic`: a still with an RGB id mask, as a clip of one frame."""

from dataclasses import replace
from pathlib import Path

from inrflow.config.names import nearest
from inrflow.config.readers.coco_panoptic import CocoPanoptic, CocoPanopticSet
from inrflow.errors import InputError
from inrflow.signals.panoptic import annotations
from inrflow.signals.panoptic.annotations import value
from inrflow.signals.panoptic.clip import Clip, Mask, read_pictures, read_segments
from inrflow.signals.signal import Segments, Signal

Options = CocoPanoptic


def read(options: CocoPanoptic) -> Signal:
    """Read the picture."""
    source = {"reader": "coco_panoptic", "path": options.picture()}
    still = read_pictures([Path(options.picture())], options.crop, options.resize, source)
    return replace(still, kind="image")


def segments(options: CocoPanoptic) -> Segments:
    """Read the picture's mask."""
    return read_segments(clip(options), options.crop, options.resize)


def names(options: CocoPanopticSet) -> list[str]:
    """Return the file names, without their endings, of all annotated pictures."""
    return sorted(_stems(str(options.annotations)).values())


def clip(options: CocoPanoptic) -> Clip:
    """Return where picture and mask lie; raises InputError for what is missing."""
    picture, path = Path(options.picture()), options.annotations
    if options.masks is None or path is None:
        raise InputError(f"{picture}: expected masks, but the reader's `masks` is not set")
    document, stems = annotations.load_json(path), _stems(path)
    known = annotations.categories(value(document, "categories", path), path)
    for entry in value(document, "annotations", path):
        if stems.get(value(entry, "image_id", path)) == picture.stem:
            kinds = annotations.kinds(value(entry, "segments_info", path), known, path)
            file = Path(options.masks, str(value(entry, "file_name", path)))
            return Clip([picture], {0: Mask(file, "rgb", kinds, path)})
    near = nearest(picture.stem, stems.values())
    raise InputError(f"{path}: expected annotations of image {picture.stem!r}, found none{near}")


def _stems(path: str) -> dict[int | str, str]:
    """Return image id -> file name without its ending, of a JSON's images."""
    images = value(annotations.load_json(path), "images", path)
    return {value(i, "id", path): Path(value(i, "file_name", path)).stem for i in images}
