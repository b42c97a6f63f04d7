"""JSON annotations in COCO's manner."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from inrflow.errors import InputError
from inrflow.signals.panoptic.table import Kind


def load_json(path: str) -> Any:
    """Return a JSON file's contents; the last one read is kept, a survey asks for it again.

    Raises:
        InputError: missing, or no JSON.
    """
    if not Path(path).is_file():
        raise InputError(f"{path}: expected a JSON file, found nothing there")
    status = Path(path).stat()
    return _load(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1)
def _load(path: str, _modified: int, _size: int) -> Any:
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: expected JSON, could not read it ({error})") from None


def value(entry: Any, key: str, path: str) -> Any:
    """Return a key of a JSON object; raises InputError where it has none."""
    if not isinstance(entry, dict) or key not in entry:
        found = ", ".join(map(str, entry)) if isinstance(entry, dict) else type(entry).__name__
        raise InputError(f"{path}: expected an object with a key {key!r}, found {found[:80]}")
    return entry[key]


def categories(entries: Any, path: str) -> dict[int, Kind]:
    """Return category id -> kind of a JSON's list of categories."""
    if not isinstance(entries, list):
        raise InputError(f"{path}: expected a list of categories, found {type(entries).__name__}")
    return {
        value(entry, "id", path): Kind(
            str(value(entry, "name", path)),
            bool(value(entry, "isthing", path)),
            color=tuple(entry["color"]) if "color" in entry else None,
        )
        for entry in entries
    }


def kinds(segments: list[Any], known: dict[int, Kind], path: str) -> dict[int, Kind]:
    """Return segment id -> kind of an image's `segments_info`, in its order.

    Raises:
        InputError: a missing key, or a category that is not in the JSON.
    """
    found = {}
    for entry in segments:
        number, category = value(entry, "id", path), value(entry, "category_id", path)
        if category not in known:
            raise InputError(
                f"{path}: expected a category of segment {number}, found category_id {category}, "
                "which is not in its categories"
            )
        kind = known[category]
        crowd = bool(entry.get("iscrowd", 0))
        found[int(number)] = Kind(kind.category, kind.thing, crowd, kind.color)
    return found
