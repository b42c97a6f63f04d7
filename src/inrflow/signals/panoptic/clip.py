"""A clip on disk, whatever the layout: its pictures, and the masks of some of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Int32

from inrflow.config.readers.framing import Crop, Resize
from inrflow.errors import InputError
from inrflow.signals.framing import frame_labels, frame_picture
from inrflow.signals.panoptic.table import Kind, rows
from inrflow.signals.readers.pictures import load_ids, load_rgb, size_of
from inrflow.signals.signal import Segments, Signal


@dataclass(frozen=True)
class Mask:
    """An id image and what its ids mean.

    Attributes:
        path: the file.
        encoding: how it holds ids, see `load_ids`.
        kinds: id -> kind in the order in which segments are named; None: any id is a kind.
        listed: the file that `kinds` comes from, for error lines.
    """

    path: Path
    encoding: str
    kinds: dict[int, Kind] | None
    listed: str

    def kinds_of(self, ids: Iterable[int]) -> dict[int, Kind]:
        """Return the kinds of the ids that occur; 0 is void.

        Raises:
            InputError: an id that is not listed.
        """
        found = {int(i) for i in ids} - {0}
        if self.kinds is None:
            return {i: Kind(f"segment {i}", True, name=f"segment {i}") for i in sorted(found)}
        if unknown := found - self.kinds.keys():
            raise InputError(
                f"{self.path}: expected ids that {self.listed} lists, found id {min(unknown)}"
            )
        return {i: kind for i, kind in self.kinds.items() if i in found}


@dataclass(frozen=True)
class Clip:
    """Pictures in order, and masks of some or all of them.

    Attributes:
        pictures: one file a frame.
        masks: number of the frame in the clip -> its mask.
    """

    pictures: list[Path]
    masks: dict[int, Mask]


def read_pictures(
    pictures: list[Path], crop: Crop | None, resize: Resize | None, source: dict[str, Any]
) -> Signal:
    """Read pictures as a signal; time counts the chosen frames from 0.

    Raises:
        InputError: a picture that is missing or torn, or of another size than the first.
    """
    frames, first = [], None
    for path in pictures:
        picture = load_rgb(existing(path))
        first = first or picture.shape[:2]
        if picture.shape[:2] != first:
            raise InputError(
                f"{path}: expected {_px(first)} like {pictures[0].name}, found {_px(picture.shape)}"
            )
        frames.append(frame_picture(picture, crop, resize))
    source = source | {"files": [path.name for path in pictures]}
    return Signal(np.stack(frames), np.arange(len(frames), dtype=np.float64), source)


def read_segments(clip: Clip, crop: Crop | None, resize: Resize | None) -> Segments:
    """Read the masks of a clip through the window and size of its pictures.

    Segments are named in the order of their first appearance in the whole masks, so that a crop
    or a resize renames none. One that the crop or the resize loses in all frames is left out.

    Raises:
        InputError: a mask that is missing or torn, of another view than its picture, or with an id
            that is not listed.
    """
    size = size_of(existing(clip.pictures[0]))
    blank = frame_labels(np.zeros(size, np.int32), crop, resize)
    labels = np.zeros((len(clip.pictures), *blank.shape), np.int32)
    kinds: dict[int, Kind] = {}
    for frame, mask in sorted(clip.masks.items()):
        whole = load_ids(existing(mask.path), mask.encoding)
        for number, kind in mask.kinds_of(np.unique(whole).tolist()).items():
            first = kinds.setdefault(number, kind)
            if first.category != kind.category:
                raise InputError(
                    f"{mask.path}: expected segment {number} to be of category {first.category!r} "
                    f"as in an earlier frame, found {kind.category!r}"
                )
        _same_view(mask.path, whole, existing(clip.pictures[frame]), crop, resize)
        labels[frame] = frame_labels(whole, crop, resize)
    encoded = any(mask.encoding == "rgb" for mask in clip.masks.values())
    table = rows(kinds, {int(i) for i in np.unique(labels)}, encoded)
    return Segments(labels, table, sorted(clip.masks))


def existing(path: Path) -> Path:
    """Return a file's path; raises InputError where there is none."""
    if not path.is_file():
        raise InputError(f"{path}: expected a file, found nothing there")
    return path


def _same_view(
    path: Path,
    mask: Int32[np.ndarray, "y x"],
    picture: Path,
    crop: Crop | None,
    resize: Resize | None,
) -> None:
    """Refuse a mask that need not show what its picture shows.

    With equal proportions and no crop both show the same view, and one resize brings both to the
    same size; a crop in px of one would be another window of the other.
    """
    wanted, found = size_of(picture), mask.shape
    if wanted == found:
        return
    same = abs(found[1] - wanted[1] * found[0] / wanted[0]) < 1
    if crop is not None or resize is None or not same:
        raise InputError(
            f"{path}: expected {_px(wanted)} like {picture.name}, found {_px(found)}; another "
            "size needs equal proportions, a resize and no crop"
        )


def _px(size: tuple[int, ...]) -> str:
    return f"{size[0]}x{size[1]} px"
