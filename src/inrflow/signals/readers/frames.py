"""The reader `frames`: a folder of images, optionally a folder of id masks beside it."""

from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.config.names import nearest
from inrflow.config.readers.frames import Frames, Masks
from inrflow.errors import InputError
from inrflow.signals.panoptic.clip import Clip, Mask, read_pictures, read_segments
from inrflow.signals.panoptic.table import Kind
from inrflow.signals.paths import resolve
from inrflow.signals.readers.pictures import list_images
from inrflow.signals.selection import select
from inrflow.signals.signal import Segments, Signal

Options = Frames


def read(options: Frames) -> Signal:
    """Read the folder.

    Raises:
        InputError: no images, an empty range, or images of different sizes.
    """
    files = _chosen(options, list_images(resolve(options.path)))
    source = {"reader": "frames", "path": options.path}
    return read_pictures(files, options.crop, options.resize, source)


def segments(options: Frames) -> Segments:
    """Read the id masks that stand beside the frames, of all or of some.

    Raises:
        InputError: no masks configured, masks that belong to no frame, or no integers.
    """
    if options.masks is None:
        raise InputError(f"{options.path}: expected masks, but the reader's `masks` is not set")
    frames = list_images(resolve(options.path))
    files, kinds = _masks(frames, options.masks), _read_table(options.masks.table)
    chosen, listed = _chosen(options, frames), str(options.masks.table)
    masks = {
        place: Mask(files[frame], options.masks.encoding, kinds, listed)
        for place, frame in enumerate(chosen)
        if frame in files
    }
    return read_segments(Clip(chosen, masks), options.crop, options.resize)


def _masks(frames: list[Path], masks: Masks) -> dict[Path, Path]:
    """Return frame -> mask, matched by file name; by order where no name is shared.

    Raises:
        InputError: a mask without a frame, or another number of masks that share no name.
    """
    files = list_images(resolve(masks.path))
    stems = {frame.stem: frame for frame in frames}
    alone = [file for file in files if file.stem not in stems]
    if not alone:
        return {stems[file.stem]: file for file in files}
    if len(alone) < len(files):
        near = nearest(alone[0].stem, stems)
        raise InputError(f"{alone[0]}: expected a frame of the same name, found none{near}")
    if len(frames) != len(files):
        raise InputError(
            f"{masks.path}: expected one mask a frame ({len(frames)}), or masks named like their "
            f"frames, found {len(files)} of other names"
        )
    return dict(zip(frames, files, strict=True))


def _chosen(options: Frames, files: list[Path]) -> list[Path]:
    return list(select(files, options.start, options.stop, options.step, options.path))


def _read_table(path: str | None) -> dict[int, Kind] | None:
    """Return id -> kind of a csv table, or None without one: then any id is a segment."""
    if path is None:
        return None
    try:
        table = pd.read_csv(resolve(path), keep_default_na=False)  # an empty name stays empty
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: expected a csv table, could not read it ({error})") from None
    missing = {"id", "category", "thing"} - set(table.columns)
    if missing:
        raise InputError(
            f"{path}: expected columns id, category, thing; missing {', '.join(sorted(missing))}"
        )
    numbers = table[["id", "thing"]].apply(pd.to_numeric, errors="coerce")
    if numbers.isna().any(axis=None) or not numbers["thing"].isin([0, 1]).all():
        raise InputError(f"{path}: expected whole numbers as id and 0 or 1 as thing, found others")
    table["id"], table["thing"] = numbers["id"].astype(int), numbers["thing"].astype(bool)
    kinds = {row["id"]: _kind(row) for row in table.sort_values("id").to_dict("records")}
    names = [kind.name for kind in kinds.values()]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{path}: expected names that differ, found {twice[0]!r} more than once")
    return kinds


def _kind(row: dict[str, Any]) -> Kind:
    """Return the kind in a row; a segment without a name is called by its category and id."""
    name = str(row.get("name") or f"{row['category']} {row['id']}")
    return Kind(str(row["category"]), bool(row["thing"]), name=name)
