"""Who is in a made cohort, which its options tell before it is made."""

from pathlib import Path

from inrflow.brain.cohorts.subject import Subject
from inrflow.config.brain.cohort import Bids, Made

GROUPS = ("CN", "AD")


def people(options: Made) -> list[str]:
    """Return the names of all people of a made cohort, a group after the other: CN01, ..."""
    width = max(2, len(str(options.each)))
    return [f"{group}{n:0{width}d}" for group in GROUPS for n in range(1, options.each + 1)]


def expected(options: Made) -> list[Subject]:
    """Return the scans that a cohort will hold, less what is drawn: ages and sexes."""
    names = [f"sub-{name}" for name in people(options)]
    return [Subject(name, name[4:6], Path(f"{name}_T1w.nii.gz")) for name in names]


def folder(options: Made, made: Path) -> Bids:
    """Return the options of the BIDS folder that a made cohort was written as."""
    return Bids(source="bids", path=str(made), select=options.select, group="group")
