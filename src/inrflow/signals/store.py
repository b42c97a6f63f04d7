"""One file format for arrays: safetensors, with everything else as one JSON text in its header.

A single header key keeps the bytes the same for the same contents.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from inrflow.errors import InputError
from inrflow.io.atomic import atomic_file

CODES = {"float64": "F64", "float32": "F32", "int64": "I64", "int32": "I32", "bool": "BOOL"}


def write_arrays(path: Path, kind: str, arrays: dict[str, np.ndarray], header: dict) -> None:
    """Write named arrays and a header.

    Args:
        path: the `.safetensors` file; written whole or not at all.
        kind: what it holds, e.g. `frames`; checked on reading.
        arrays: name -> array of numbers.
        header: anything that JSON can hold.
    """
    text = json.dumps({"kind": kind, **header}, sort_keys=True)
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    with atomic_file(path) as part:
        save_file(whole, part, metadata={"inrflow": text})


@contextmanager
def stream_arrays(
    path: Path, kind: str, shapes: dict[str, tuple[str, tuple[int, ...]]], header: dict
) -> Iterator[dict[str, np.memmap]]:
    """Yield arrays to be filled piece by piece, so that they never stand in memory together.

    Args:
        path: the `.safetensors` file; there after a clean exit only.
        kind: what it holds.
        shapes: name -> (numpy name of its numbers, shape).
        header: anything that JSON can hold.
    """
    text = json.dumps({"kind": kind, **header}, sort_keys=True)
    entries, end = {"__metadata__": {"inrflow": text}}, 0
    # widest numbers first keeps all of them aligned, as the format's own writer has it
    for name in sorted(shapes, key=lambda n: (-np.dtype(shapes[n][0]).itemsize, n)):
        dtype, shape = shapes[name]
        start, end = end, end + int(np.prod(shape)) * np.dtype(dtype).itemsize
        entries[name] = {"dtype": CODES[dtype], "shape": shape, "data_offsets": [start, end]}
    head = json.dumps(entries, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    with atomic_file(path) as part:
        part.write_bytes(len(head).to_bytes(8, "little") + head)
        with part.open("r+b") as file:
            file.truncate(8 + len(head) + end)
        opened = {
            name: np.memmap(part, dtype, "r+", 8 + len(head) + entries[name]["data_offsets"][0], s)
            for name, (dtype, s) in shapes.items()
        }
        yield opened
        for array in opened.values():
            array.flush()


def read_arrays(path: Path, kind: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return the arrays and the header of a file.

    Raises:
        InputError: missing, torn, pickled, foreign, or of another kind.
    """
    with open_arrays(path, kind) as file:
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no dict)
        return arrays, header_of(file)


def open_arrays(path: Path, kind: str) -> safe_open:
    """Open a file for lazy reading after checking what it holds; see `read_arrays`."""
    if not Path(path).is_file():
        raise InputError(f"{path}: expected a file of {kind}, found nothing there")
    try:
        file = safe_open(path, framework="numpy")
    except (SafetensorError, OSError) as error:
        raise InputError(
            f"{path}: expected a safetensors file of {kind}, found something else ({error})"
        ) from None
    found = header_of(file).get("kind", "a foreign safetensors file")
    if found != kind:
        raise InputError(f"{path}: expected {kind}, found {found}")
    return file


def header_of(file: safe_open) -> dict[str, Any]:
    """Return the header of an open file; empty if it is not ours."""
    return json.loads((file.metadata() or {}).get("inrflow", "{}"))
