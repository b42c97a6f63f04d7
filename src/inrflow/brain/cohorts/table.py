"""The noun of this station: a table of text, as labs hand them out."""

import csv
import math
import re
from dataclasses import dataclass
from pathlib import Path

from inrflow.brain.cohorts.subject import Subject
from inrflow.errors import InputError

MISSING = ("", "n/a", "na", "nan")  # BIDS, R, pandas
SEXES = {"f": "F", "female": "F", "m": "M", "male": "M", "o": "", "other": "", "x": ""}
GROUPS = ["group", "diagnosis", "dx", "diagnosis_sc", "diagnosis_bl", "DX_bl", "research group"]
AGES = ["age", "age_at_scan", "age_bl", "age_sc"]
SEX = ["sex", "gender", "ptgender"]
# columns of the table of prepared scans: others of these names get another
TAKEN = ("subject", "group", "age", "sex", "visit", "path", "status", "reason", "low", "high")
TAKEN += ("folder",)

Row = dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table; missing entries are empty.

    Attributes:
        path: its file.
        columns: their names.
        rows: column -> entry, of each row.
    """

    path: Path
    columns: list[str]
    rows: list[Row]

    def find(self, usual: list[str]) -> str | None:
        """Return the first column that has one of some names, in their order, whatever the case."""
        return find(self.columns, usual)

    def expect(self, what: str, usual: list[str]) -> str:
        """Return the column of one of some names.

        Raises:
            InputError: there is none.
        """
        column = self.find(usual)
        if column is None:
            raise InputError(
                f"{self.path}: expected a column that tells the {what} ({', '.join(usual)}), "
                f"found {', '.join(self.columns)}"
            )
        return column


def find(columns: list[str], usual: list[str]) -> str | None:
    """Return the first of some columns that has a usual name, in their order."""
    there = {_plain(column): column for column in reversed(columns)}
    return next((there[_plain(name)] for name in usual if _plain(name) in there), None)


def read_table(path: Path) -> Table:
    """Read a CSV, or a TSV by its ending.

    Raises:
        InputError: no file, no text, no rows, columns of one name, a row of another length.
    """
    if not path.is_file():
        raise InputError(f"{path}: expected a table, found no such file")
    separator = "\t" if path.suffix.lower() == ".tsv" else ","
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            lines = [line for line in csv.reader(file, delimiter=separator) if any(line)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: expected a table as UTF-8 text, found {error}") from None
    if len(lines) < 2:
        raise InputError(f"{path}: expected a row of names and rows below it, found {len(lines)}")
    columns = [name.strip() for name in lines[0]]
    if len(set(columns)) != len(columns):
        raise InputError(f"{path}: expected names that differ, found {', '.join(columns)}")
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(columns):
            found = f"{len(line)} in row {number}"
            raise InputError(f"{path}: expected {len(columns)} entries a row, found {found}")
    rows = [dict(zip(columns, map(_entry, line), strict=True)) for line in lines[1:]]
    return Table(path, columns, rows)


def expect_name(name: str, where: str) -> str:
    """Return a subject's name, by which files can be named.

    Raises:
        InputError: it cannot stand in a path.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        expected = "a subject's name of letters, digits, - and _ only"
        raise InputError(f"{where}: expected {expected}, found {name!r}")
    return name


def subject(
    name: str, row: Row, where: str, *, group: str, path: Path, visit: str, used: list[str | None]
) -> Subject:
    """Return the subject that a row is about.

    Args:
        name: of the subject.
        row: its entries; age and sex are found by their usual names.
        where: the row, as messages name it.
        group: column that tells it.
        path: of the scan.
        visit: of the scan.
        used: columns that are told already.

    Raises:
        InputError: an age that is no number, a sex of an unknown name.
    """
    age, sex = find(list(row), AGES), find(list(row), SEX)
    known = {group, age, sex, *used}
    others = {_free(key): entry for key, entry in row.items() if key not in known}
    return Subject(
        name=expect_name(name, where),
        group=row[group],
        path=path,
        age=_age(row[age], f"{where}, {age}") if age else math.nan,
        sex=_sex(row[sex], f"{where}, {sex}") if sex else "",
        visit=visit,
        others=others,
    )


def _age(entry: str, where: str) -> float:
    """Return years; negative codes are unknown ages, as ADNI writes them, 89+ is 89 (BIDS)."""
    if not entry:
        return math.nan
    try:
        age = float(entry.removesuffix("+"))
    except ValueError:
        raise InputError(f"{where}: expected years, or n/a, found {entry!r}") from None
    return age if 0 <= age < math.inf else math.nan


def _sex(entry: str, where: str) -> str:
    """Return F, M, or nothing for another or an unknown one."""
    if entry and entry.lower() not in SEXES:
        raise InputError(f"{where}: expected F, M, O or n/a, found {entry!r}")
    return SEXES.get(entry.lower(), "")


def _entry(text: str) -> str:
    text = text.strip()
    return "" if text.lower() in MISSING else text


def _plain(name: str) -> str:
    return re.sub(r"[ _]", "", name.lower())


def _free(column: str) -> str:
    return f"{column}_in_table" if column in TAKEN else column
