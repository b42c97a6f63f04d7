"""Digests of files and stores."""

import hashlib
from pathlib import Path


def digest_file(path: Path) -> str:
    """Return the sha256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_directory(path: Path) -> dict[str, str]:
    """Return relative name -> sha256 of every file below a directory, sorted by name.

    Snakemake's own time stamp is left out: it is added after the store is closed.
    """
    files = sorted(p for p in path.rglob("*") if p.is_file() and p.name != ".snakemake_timestamp")
    return {file.relative_to(path).as_posix(): digest_file(file) for file in files}
