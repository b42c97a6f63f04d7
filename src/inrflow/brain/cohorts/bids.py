"""A BIDS folder: participants.tsv, sessions, and the scans of a suffix."""

from pathlib import Path

from inrflow.brain.cohorts.bids_files import File, Files, expected_path, files_of, strangers
from inrflow.brain.cohorts.chosen import bare, chosen, listed
from inrflow.brain.cohorts.order import turn
from inrflow.brain.cohorts.subject import Subject
from inrflow.brain.cohorts.table import GROUPS, Row, Table, expect_name, find, read_table, subject
from inrflow.config.brain.cohort import Bids
from inrflow.errors import InputError

DATES = ["acq_time", "examination_date"]  # BIDS, Clinica


def subjects(options: Bids) -> list[Subject]:
    """Return the subjects that take part, each with one scan.

    Of several scans of a session that differ in `run` alone it is the first run.

    Raises:
        InputError: no BIDS folder, no group told, no scan, scans of subjects without a row (where
            a bad scan is fatal), scans of one session that differ in more than their run.
    """
    home, participants = _home(options), _participants(options)
    files = {name: files_of(home, name, options) for name in participants}
    if not any(files.values()):
        raise InputError(_no_scan(home, options))
    if options.bad == "fatal" and options.select.subjects is None:
        _expect_rows(home, participants, options)
    found = chosen(_scans(options, home, participants, files), options.select)
    for one in found:
        _expect_one(one, files[one.name].get(one.visit, []))
    return found


def _home(options: Bids) -> Path:
    """Return the folder that holds the subjects' folders."""
    root = Path(options.path)
    if not root.is_dir():
        raise InputError(f"{root}: expected a BIDS folder, found no such folder")
    if options.derivative is None:
        return root
    home = root / "derivatives" / options.derivative
    if not home.is_dir():
        there = sorted(path.name for path in home.parent.glob("*") if path.is_dir())
        raise InputError(f"{home}: expected a derivative's folder; there are: {listed(there)}")
    return home


def _participants(options: Bids) -> dict[str, Row]:
    """Return the rows of participants.tsv: sub-... -> column -> entry."""
    path = Path(options.path) / "participants.tsv"
    if not path.exists() and next(Path(options.path).rglob("*.dcm"), None):
        raise InputError(
            f"{options.path}: expected a BIDS folder, found DICOM files; convert them first, as "
            "heudiconv or dcm2bids do by dcm2niix"
        )
    table = read_table(path)
    name = table.expect("subject", ["participant_id"])
    rows: dict[str, Row] = {}
    for row in table.rows:
        key = f"sub-{expect_name(bare(row[name]), str(table.path))}"
        if key in rows:
            raise InputError(f"{table.path}: expected one row a subject, found {key} again")
        rows[key] = {column: entry for column, entry in row.items() if column != name}
    return rows


def _sessions(root: Path, name: str) -> dict[str, Row]:
    """Return the rows of a subject's table of sessions, if it has one: label -> entries."""
    path = root / name / f"{name}_sessions.tsv"
    if not path.exists():
        return {}
    table = read_table(path)
    label = table.expect("session", ["session_id"])
    rest = [column for column in table.columns if column != label]
    return {bare(row[label]): {column: row[column] for column in rest} for row in table.rows}


def _scans(
    options: Bids, home: Path, participants: dict[str, Row], files: dict[str, Files]
) -> list[Subject]:
    """Return all scans, of each session the first; a subject without any has a path to none."""
    root = Path(options.path)
    sessions = {name: _sessions(root, name) for name in participants}
    group = _group(options, participants, sessions)
    found = []
    for name, row in participants.items():
        told = sessions[name]
        first = _without_scan(options, told)
        for visit in _in_time(list(files[name]), told) or [first]:
            own = {column: entry for column, entry in told.get(visit, {}).items() if entry}
            there = files[name].get(visit)
            path = there[0].path if there else expected_path(home, name, visit, options)
            where = f"{root / 'participants.tsv'}, {name}"
            entries = {group: ""} | row | own
            found.append(
                subject(name, entries, where, group=group, path=path, visit=visit, used=[])
            )
    return found


def _without_scan(options: Bids, told: dict[str, Row]) -> str:
    """Return the session in which a subject's scan is missed that has none at all."""
    asked = [bare(visit) for visit in options.select.visits or []]
    return next(iter(asked or sorted(told, key=turn)), "")


def _in_time(visits: list[str], told: dict[str, Row]) -> list[str]:
    """Return sessions by their dates, if all have one, else by their names."""
    dates = {}
    for visit in visits:
        row = told.get(visit, {})
        dates[visit] = row.get(find(list(row), DATES) or "", "")
    if all(dates.values()):
        return sorted(visits, key=lambda visit: (dates[visit], turn(visit)))
    return sorted(visits, key=turn)


def _group(options: Bids, participants: dict[str, Row], sessions: dict[str, dict[str, Row]]) -> str:
    """Return the column that tells the group; a session's entry counts before a subject's."""
    rows = [*participants.values(), *(row for told in sessions.values() for row in told.values())]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    table = Table(Path(options.path) / "participants.tsv", columns, [])
    return table.expect("group", GROUPS if options.group is None else [options.group])


def _expect_rows(home: Path, participants: dict[str, Row], options: Bids) -> None:
    """Refuse scans of subjects that the table does not know."""
    unknown = strangers(home, participants, options)
    if unknown:
        table = Path(options.path) / "participants.tsv"
        raise InputError(f"{table}: expected a row of each scan, found none of {listed(unknown)}")


def _expect_one(one: Subject, files: list[File]) -> None:
    """Refuse scans of one session of which none is the one that is meant."""
    kinds = {file.kind: file.path.name for file in reversed(files)}
    if len(kinds) > 1:
        raise InputError(
            f"{one.path.parent}: expected one scan of {one.name}, told apart by `entities`; found "
            f"{listed(sorted(kinds.values()))}"
        )


def _no_scan(home: Path, options: Bids) -> str:
    """Return the words of an error: what was looked for, what there is."""
    there = sorted(path.name for path in home.glob("sub-*/**/*.nii*"))
    asked = "".join(f"_{key}-{value}" for key, value in options.entities.items())
    return f"{home}: expected scans sub-*{asked}_{options.suffix}.nii.gz, found {listed(there)}"
