"""The reader `frames`: a folder of images, optionally a folder of id masks beside it."""

from pathlib import Path

import numpy as np
import pandas as pd

from inrflow.config.readers.frames import Frames
from inrflow.errors import InputError
from inrflow.signals.framing import frame_labels, frame_picture
from inrflow.signals.paths import resolve
from inrflow.signals.readers.pictures import list_images, load, load_rgb
from inrflow.signals.selection import select
from inrflow.signals.signal import Segments, Signal

Options = Frames


def read(options: Frames) -> Signal:
    """Read the folder.

    Raises:
        InputError: no images, an empty range, or images of different sizes.
    """
    files = _chosen(options, Path(options.path))
    pictures = [load_rgb(file) for file in files]
    _same_size(files, pictures)
    values = np.stack([frame_picture(p, options.crop, options.resize) for p in pictures])
    source = {"reader": "frames", "path": options.path, "files": [file.name for file in files]}
    return Signal(values, np.arange(len(files), dtype=np.float64), source)


def segments(options: Frames) -> Segments:
    """Read the id masks that stand beside the frames, one a frame.

    Raises:
        InputError: no masks configured, another number of files, or not single-channel integers.
    """
    if options.masks is None:
        raise InputError(f"{options.path}: expected masks, but the reader's `masks` is not set")
    frames = list_images(resolve(options.path))
    masks = list_images(resolve(options.masks.path))
    if len(frames) != len(masks):
        raise InputError(
            f"{options.masks.path}: expected one mask a frame ({len(frames)}), found {len(masks)}"
        )
    chosen = _chosen(options, Path(options.masks.path))
    labels = [_load_labels(file) for file in chosen]
    _same_size(chosen, labels)
    stack = np.stack([frame_labels(m, options.crop, options.resize) for m in labels])
    return Segments(stack, _table(np.unique(stack), options.masks.table))


def _chosen(options: Frames, folder: Path) -> list[Path]:
    found = list_images(resolve(str(folder)))
    return select(found, options.start, options.stop, options.step, str(folder))


def _same_size(files: list[Path], pictures: list[np.ndarray]) -> None:
    for file, picture in zip(files, pictures, strict=True):
        if picture.shape != pictures[0].shape:
            first = "x".join(map(str, pictures[0].shape[:2]))
            this = "x".join(map(str, picture.shape[:2]))
            raise InputError(f"{file}: expected {first} px like {files[0].name}, found {this} px")


def _load_labels(file: Path) -> np.ndarray:
    labels = load(file)
    if labels.ndim != 2 or labels.dtype.kind not in "ui":
        raise InputError(
            f"{file}: expected one channel of integer ids, "
            f"found {labels.dtype} of shape {labels.shape}"
        )
    return labels.astype(np.int32)


def _table(ids: np.ndarray, path: str | None) -> list[dict]:
    """Return the segment table of the ids that occur; 0 is void."""
    known = _read_table(path)
    generator = np.random.default_rng(0)
    rows = []
    for number in (int(i) for i in ids if i != 0):
        if path is not None and number not in known:
            raise InputError(f"{path}: expected a row for segment id {number}, found none")
        row = known.get(number, {"category": f"segment {number}", "thing": True})
        color = generator.integers(40, 256, size=3).tolist()
        name = row.get("name") or f"{row['category']} {number}"
        rows.append({"id": number, "category": row["category"], "name": name,
                     "thing": bool(row["thing"]), "color": color})  # fmt: skip
    return rows


def _read_table(path: str | None) -> dict[int, dict]:
    if path is None:
        return {}
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
    return {int(row["id"]): row for row in table.to_dict("records")}
