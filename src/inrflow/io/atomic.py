"""Outputs appear whole or not at all: write beside, flush to disk, rename."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """Yield a path to write to; on a clean exit it becomes `path`, else it is removed.

    The name of the part is random, so that an orphaned job and its rerun never write to the same
    file; the rerun removes the orphan's part, and its rename then fails.
    """
    part = _part(path)
    try:
        yield part
        _flush(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def atomic_directory(path: Path) -> Iterator[Path]:
    """Yield a fresh directory to fill; on a clean exit it replaces `path`, else it is removed."""
    part = _part(path)
    part.mkdir()
    try:
        yield part
        for file in part.rglob("*"):
            _flush(file)
        if path.exists():
            shutil.rmtree(path)
        os.replace(part, path)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write a small text file atomically."""
    with atomic_file(path) as part:
        part.write_text(text, encoding="utf-8")


def _part(path: Path) -> Path:
    """Return a fresh name beside an output, after removing what killed jobs left there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{path.stem}.*.part{path.suffix}"):
        shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
    # the suffix stays last: savers choose the format by it
    return path.with_name(f".{path.stem}.{secrets.token_hex(4)}.part{path.suffix}")


def _flush(path: Path) -> None:
    """Force a file's or directory's contents to disk, so that the rename cannot overtake them."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
