"""Which subjects take part, which of their scans, and in which order."""

from collections.abc import Callable
from itertools import zip_longest

from inrflow.brain.cohorts.order import natural
from inrflow.brain.cohorts.subject import Subject
from inrflow.config.brain.cohort import Selection
from inrflow.errors import InputError

SHOWN = 5  # names that a message holds


def chosen(scans: list[Subject], select: Selection) -> list[Subject]:
    """Return one scan a subject, groups taking turns in their order, each by name.

    What is asked holds for a scan: a subject whose age or group changes from visit to visit takes
    part with the first scan of which all of it is true.

    Args:
        scans: of each subject, the one to prefer first.
        select: what is asked of them.

    Raises:
        InputError: a group, visit or name that the data do not have, a group that nobody is left
            of.
    """
    _expect_known(scans, select)
    left = scans
    for _, holds in _asked(select):
        left = [scan for scan in left if holds(scan)]
    groups = [_one_each(left, group, select) for group in select.groups]
    for group, found in zip(select.groups, groups, strict=True):
        if not found:
            raise InputError(f"select: {_who_left(scans, group, select)}")
    return [scan for turn in zip_longest(*groups) for scan in turn if scan is not None]


def listed(names: list[str]) -> str:
    """Return names as a message holds them: the first few, and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more if names else "none"


def bare(name: str) -> str:
    """Return the name of a subject or session without BIDS's prefix."""
    return name.removeprefix("sub-").removeprefix("ses-")


def _asked(select: Selection) -> list[tuple[str, Callable[[Subject], bool]]]:
    """Return what is asked of a scan, group aside: in words, and whether it holds."""
    asked: list[tuple[str, Callable[[Subject], bool]]] = []
    if select.subjects is not None:
        names = {bare(name) for name in select.subjects}
        asked.append(("named in subjects", lambda scan: bare(scan.name) in names))
    if select.sex is not None:
        asked.append((f"of sex {select.sex}", lambda scan: scan.sex == select.sex))
    if select.age is not None:
        low, high = select.age
        asked.append((f"of {low:g} to {high:g} years", lambda scan: low <= scan.age <= high))
    if select.visits is not None:
        visits = {bare(visit) for visit in select.visits}
        words = f"with a scan of visit {listed(select.visits)}"
        asked.append((words, lambda scan: bare(scan.visit) in visits))
    return asked


def _one_each(scans: list[Subject], group: str, select: Selection) -> list[Subject]:
    """Return the subjects of a group by name, each with its first scan.

    A subject belongs to the group of its first scan, of those in chosen groups.
    """
    first: dict[str, Subject] = {}
    for scan in _by_visit(scans, select.visits):
        if scan.group in select.groups:
            first.setdefault(scan.name, scan)
    members = [scan for scan in first.values() if scan.group == group]
    return sorted(members, key=lambda scan: natural(scan.name))[: select.most]


def _by_visit(scans: list[Subject], visits: list[str] | None) -> list[Subject]:
    """Return scans with those of the visit that is named first in front."""
    if visits is None:
        return scans
    turns = [bare(visit) for visit in visits]
    return sorted(scans, key=lambda scan: turns.index(bare(scan.visit)))


def _expect_known(scans: list[Subject], select: Selection) -> None:
    """Refuse groups and names of subjects that no scan has, and visits of which none has any.

    Visits may be codes of several protocols, of which a download has one.
    """
    asked = {
        "groups": (select.groups, [scan.group for scan in scans]),
        "visits": ([bare(v) for v in select.visits or []], [bare(scan.visit) for scan in scans]),
        "subjects": ([bare(s) for s in select.subjects or []], [bare(scan.name) for scan in scans]),
    }
    for key, (wanted, there) in asked.items():
        found = sorted(set(there) - {""}, key=natural)
        unknown = [name for name in wanted if name not in found]
        enough = any if key == "visits" else all
        if wanted and not enough(name in found for name in wanted):
            raise InputError(
                f"select.{key}: expected {key} of the data, found {listed(unknown)}; "
                f"the data have {listed(found)}"
            )


def _who_left(scans: list[Subject], group: str, select: Selection) -> str:
    """Return what left nobody of a group, as the words of an error."""
    left = [scan for scan in scans if scan.group == group]
    for words, holds in _asked(select):
        before = len({scan.name for scan in left})
        left = [scan for scan in left if holds(scan)]
        if not left:
            return f"expected subjects of group {group} {words}, found none of {before}"
    return f"expected subjects of group {group}, found none whose first chosen scan is of it"
