"""The files of a BIDS folder, told apart by the entities in their names."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from inrflow.brain.cohorts.order import natural
from inrflow.config.brain.cohort import Bids

NAME = re.compile(r"((?:[A-Za-z]+-[^_]+_)+)([A-Za-z0-9]+)\.nii(?:\.gz)?")


@dataclass(frozen=True)
class File:
    """A scan's file.

    Attributes:
        path: of the file.
        entities: key -> value, as in its name.
        suffix: what its name ends in.
    """

    path: Path
    entities: dict[str, str]
    suffix: str

    @property
    def kind(self) -> frozenset[tuple[str, str]]:
        """What tells it from other scans of a session, its run aside."""
        return frozenset((k, v) for k, v in self.entities.items() if k not in ("sub", "ses", "run"))


Files = dict[str, list[File]]


def files_of(home: Path, name: str, options: Bids) -> Files:
    """Return the scans of a subject: label of the session -> files, the first run first."""
    sessions: Files = {}
    for path in [*(home / name).glob("*/*.nii*"), *(home / name).glob("ses-*/*/*.nii*")]:
        file = _parsed(path)
        if file is not None and f"sub-{file.entities.get('sub')}" == name and _meant(file, options):
            sessions.setdefault(file.entities.get("ses", ""), []).append(file)
    return {session: sorted(found, key=_turn) for session, found in sessions.items()}


def strangers(home: Path, known: Collection[str], options: Bids) -> list[str]:
    """Return the names of subjects that have scans and are not known."""
    there = sorted(path.name for path in home.glob("sub-*") if path.is_dir())
    return [name for name in there if name not in known and files_of(home, name, options)]


def expected_path(home: Path, name: str, session: str, options: Bids) -> Path:
    """Return where a scan would lie."""
    parts = [f"{key}-{value}" for key, value in options.entities.items() if value]
    folders = [name, f"ses-{session}"] if session else [name]
    stem = "_".join([*folders, *parts, options.suffix])
    return home.joinpath(*folders, "anat", f"{stem}.nii.gz")


def _parsed(path: Path) -> File | None:
    """Return a file by its name, None if it is not named as BIDS says."""
    match = NAME.fullmatch(path.name)
    if match is None:
        return None
    pairs = [part.partition("-")[::2] for part in match[1].strip("_").split("_")]
    return File(path, dict(pairs), match[2])


def _meant(file: File, options: Bids) -> bool:
    """Return whether a file is asked for; run 1 is run 01, an empty value means none."""
    asked = options.entities.items()
    held = [natural(file.entities.get(key, "")) == natural(value) for key, value in asked]
    return file.suffix == options.suffix and all(held)


def _turn(file: File) -> tuple:
    """Return what sorts scans of a session: by run, compressed before not."""
    return natural(file.entities.get("run", "")), not file.path.name.endswith(".gz"), file.path.name
