"""The noun of this station: a subject of a cohort, with the scan that was chosen for it."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Subject:
    """A subject.

    Attributes:
        name: letters, digits, - and _ only; files are named so.
        group: as the data name it.
        path: its scan's file.
        age: years at the scan; NaN if unknown.
        sex: F, M, or empty if unknown.
        visit: visit or session of the scan; empty if there is but one.
        others: other columns of the data's table, as written.
    """

    name: str
    group: str
    path: Path
    age: float = float("nan")
    sex: str = ""
    visit: str = ""
    others: dict[str, str] = field(default_factory=dict)

    def own(self, path: str) -> Path:
        """Return a path with this subject's name and visit in the place of {subject}, {visit}."""
        return Path(path.replace("{subject}", self.name).replace("{visit}", self.visit))
