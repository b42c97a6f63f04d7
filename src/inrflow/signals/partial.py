"""Some rows of some arrays of a file, and nothing else read.

A safetensors file is a length, a header, and the arrays' bytes in C order: rows of the first axis
stand one after the other.
"""

import json
from collections.abc import Sequence
from math import prod
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from inrflow.errors import InputError

LENGTH = 8  # bytes that say how long the header is
NUMBERS = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2",
    "U8": "|u1", "I8": "|i1", "BOOL": "|b1",
}  # fmt: skip


class PartialFile:
    """An open file of arrays.

    Attributes:
        header: what `write_arrays` was given besides the arrays.
        shapes: name -> shape of each array.
        bytes_before: bytes of the file that are no array's: the length and the header.
    """

    def __init__(self, path: Path, kind: str) -> None:
        """Open a file and read its header.

        Raises:
            InputError: missing, torn, foreign, or of another kind.
        """
        self.path = Path(path)
        if not self.path.is_file():
            raise InputError(f"{path}: expected a file of {kind}, found nothing there")
        self._file = open(path, "rb", buffering=0)  # noqa: SIM115 (closed by `__exit__`)
        try:
            self._entries = self._head(kind)
        except BaseException:
            self._file.close()
            raise

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Name -> shape of each array."""
        return {name: tuple(entry["shape"]) for name, entry in self._entries.items()}

    def rows(self, name: str, rows: Sequence[int] | None = None) -> np.ndarray:
        """Return rows of an array in the order asked for; None: all.

        Raises:
            InputError: the file ends before them.
        """
        entry, shape = self._entries[name], self.shapes[name]
        dtype = np.dtype(NUMBERS[entry["dtype"]])
        first = self.bytes_before + entry["data_offsets"][0]
        if rows is None:
            return self._read(first, prod(shape), dtype).reshape(shape)
        width = prod(shape[1:])
        found = np.empty((len(rows), *shape[1:]), dtype)
        for at, row, count in _runs(rows):
            read = self._read(first + row * width * dtype.itemsize, count * width, dtype)
            found[at : at + count] = read.reshape(count, *shape[1:])
        return found

    def __enter__(self) -> "PartialFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def _head(self, kind: str) -> dict[str, Any]:
        """Return the arrays' entries after checking what the file holds."""
        size = self.path.stat().st_size
        length = int.from_bytes(self._file.read(LENGTH), "little")
        wrong = f"{self.path}: expected a safetensors file of {kind}, found something else"
        if LENGTH + length > size:
            raise InputError(wrong)
        try:
            entries = json.loads(self._file.read(length))
            self.header = json.loads(entries.pop("__metadata__", {}).get("inrflow", "{}"))
            found = self.header.get("kind", "a foreign safetensors file")
        except (ValueError, AttributeError, TypeError):
            raise InputError(wrong) from None
        if found != kind:
            raise InputError(f"{self.path}: expected {kind}, found {found}")
        if not all(map(_whole, entries.values())):
            raise InputError(wrong)
        unknown = {entry["dtype"] for entry in entries.values()} - set(NUMBERS)
        if unknown:
            raise InputError(
                f"{self.path}: expected numbers of {', '.join(NUMBERS)}, found {min(unknown)}"
            )
        self.bytes_before = LENGTH + length
        end = max((entry["data_offsets"][1] for entry in entries.values()), default=0)
        if self.bytes_before + end != size:
            raise InputError(
                f"{self.path}: expected {self.bytes_before + end} bytes, found {size}: a torn file"
            )
        return entries

    def _read(self, start: int, count: int, dtype: np.dtype) -> np.ndarray:
        array = np.empty(count, dtype)
        self._file.seek(start)
        view, done = memoryview(array).cast("B"), 0
        while done < len(view):  # an unbuffered read may end early
            got = self._file.readinto(view[done:])
            if not got:
                raise InputError(f"{self.path}: expected {len(view)} bytes at {start}, found less")
            done += got
        return array


def _whole(entry: Any) -> bool:
    """Return whether an array's entry is one, with as many bytes as its shape takes."""
    try:
        first, last = entry["data_offsets"]
        wide = np.dtype(NUMBERS.get(entry["dtype"], "u1")).itemsize
        known = entry["dtype"] in NUMBERS
        return first >= 0 and (last - first == wide * prod(entry["shape"]) or not known)
    except (TypeError, KeyError, ValueError):
        return False


def _runs(rows: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return (place in the answer, first row, count) of the consecutive runs of rows."""
    found: list[tuple[int, int, int]] = []
    for at, row in enumerate(rows):
        if found and row == found[-1][1] + found[-1][2]:
            begun, first, count = found[-1]
            found[-1] = (begun, first, count + 1)
        else:
            found.append((at, row, 1))
    return found
