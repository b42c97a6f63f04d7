"""A plain table of scans: a row a scan."""

from pathlib import Path

from inrflow.brain.cohorts.order import turn
from inrflow.brain.cohorts.subject import Subject
from inrflow.brain.cohorts.table import GROUPS, read_table, subject
from inrflow.config.brain.cohort import Listed
from inrflow.errors import InputError

NAMES = ["subject", "subject_id", "participant_id", "name"]
PATHS = ["path", "file", "scan"]


def scans(options: Listed) -> list[Subject]:
    """Return a table's scans by visit; a path in it may lead nowhere.

    Raises:
        InputError: no table, a column that is missing, a row without name or path, two rows of
            one subject and visit.
    """
    table = read_table(Path(options.path))
    name, path = table.expect("subject", NAMES), table.expect("scan's file", PATHS)
    group, visit = table.expect("group", GROUPS), table.find(["visit", "session"])
    found: dict[tuple[str, str], Subject] = {}
    for number, row in enumerate(table.rows, 2):
        where = f"{table.path}, row {number}"
        if not row[path]:
            raise InputError(f"{where}, {path}: expected a file's path, found none")
        at = row[visit] if visit else ""
        one = subject(
            row[name],
            row,
            where,
            group=group,
            path=table.path.parent / row[path],
            visit=at,
            used=[name, path, visit],
        )
        if (one.name, at) in found:
            again = " ".join([one.name, at]).strip()
            raise InputError(f"{where}: expected one row a subject and visit, found {again} again")
        found[one.name, at] = one
    return sorted(found.values(), key=lambda scan: turn(scan.visit))
