"""Fits that need not be made again, though the job that made them runs again.

One job fits all seeds of a field, since each start of torch costs more than a small fit. A seed's
outputs carry what they were made of; where that is the same, and they are as they were written,
they are kept: a new seed fits itself alone.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from inrflow.io.atomic import write_text
from inrflow.io.digest import digest_file


def key_of(made_of: dict[str, Any]) -> str:
    """Return the digest of all that fixes a fit: network, recipe, seed, signal, code."""
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()


def keep(record: Path, key: str, outputs: list[Path]) -> bool:
    """Say whether outputs are those of a key; if so they count as made now.

    Args:
        record: json that `remember` wrote.
        key: of `key_of`.
        outputs: of one seed.
    """
    try:
        known = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return False
    if known != _contents(key, outputs):
        return False
    for path in (*outputs, record):
        os.utime(path)  # else Snakemake holds them to be older than what they were made of
    return True


def remember(record: Path, key: str, outputs: list[Path]) -> None:
    """Write what outputs were made of; to be called when all of them are there."""
    text = json.dumps(_contents(key, outputs), indent=1, sort_keys=True) + "\n"
    write_text(record, text)


def _contents(key: str, outputs: list[Path]) -> dict[str, Any]:
    files = {path.name: digest_file(path) if path.is_file() else None for path in outputs}
    return {"key": key, "files": files}
