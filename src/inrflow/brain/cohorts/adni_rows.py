"""The rows of an ADNI collection's table: a row an image."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inrflow.brain.cohorts.adni_files import PTID
from inrflow.brain.cohorts.chosen import listed
from inrflow.brain.cohorts.table import GROUPS, Row, Table, read_table
from inrflow.config.brain.cohort import Adni
from inrflow.errors import InputError

SUBJECTS = ["subject", "subject id", "ptid"]
IMAGES = ["image data id", "image id", "imageuid"]
VISITS = ["visit", "viscode"]
DATES = ["acq date", "study date", "examdate", "scan date"]
FORMATS = ("%m/%d/%Y", "%Y-%m-%d", "%m/%d/%y")
WITHDRAWN = re.compile(r"381_S_10\d{3}")  # by ADNI


@dataclass(frozen=True)
class Image:
    """An image, as the table tells it.

    Attributes:
        person: the subject's PTID.
        number: the image's id; None if the table tells none.
        date: YYYY-MM-DD, empty if the table tells none.
        visit: as the table names it, else the date.
        description: what was scanned and done to it; empty if the table tells none.
        original: whether nothing was done to it.
        row: all entries.
        where: the row, as messages name it.
    """

    person: str
    number: int | None
    date: str
    visit: str
    description: str
    original: bool
    row: Row
    where: str

    @property
    def steps(self) -> int:
        """How many steps the description tells."""
        return sum(1 for step in self.description.split(";") if step.strip())


@dataclass(frozen=True)
class Images:
    """The images of a table.

    Attributes:
        table: as read.
        group: column that tells the group.
        used: columns that name the subject and the visit.
        images: those of the series that are asked for, in the table's order.
    """

    table: Table
    group: str
    used: list[str | None]
    images: list[Image]


def images_of(options: Adni) -> Images:
    """Return the T1 images of a table, less those of subjects that ADNI withdrew.

    Raises:
        InputError: no table, a column that is missing, an entry that cannot be read, no image
            that is asked for.
    """
    table = read_table(Path(options.table))
    person, group = table.expect("subject", SUBJECTS), table.expect("group", GROUPS)
    row_to_image = _reader(table, person)
    images = [row_to_image(number, row) for number, row in enumerate(table.rows, 2)]
    images = [image for image in images if not WITHDRAWN.fullmatch(image.person)]
    asked = [image for image in images if _meant(image, table, options)]
    if not asked:
        there = sorted({image.description for image in images})
        words = ", ".join(options.series)
        raise InputError(
            f"{table.path}: expected MR images of the series {words}, found {listed(there)}"
        )
    return Images(table, group, [person, table.find(VISITS)], asked)


def _reader(table: Table, person: str) -> Callable[[int, Row], Image]:
    """Return what reads a row, by its number in the file."""
    number, date = table.find(IMAGES), table.find(DATES)
    visit, description, kind = table.find(VISITS), table.find(["description"]), table.find(["type"])

    def read(line: int, row: Row) -> Image:
        where = f"{table.path}, row {line}"
        if not PTID.fullmatch(row[person]):
            raise InputError(f"{where}, {person}: expected NNN_S_NNNN, found {row[person]!r}")
        on = _date(row[date], f"{where}, {date}") if date else ""
        return Image(
            person=row[person],
            number=_number(row[number], f"{where}, {number}") if number else None,
            date=on,
            visit=row[visit] if visit else on,
            description=row[description] if description else "",
            original=kind is None or row[kind].lower() in ("original", ""),
            row=row,
            where=where,
        )

    return read


def _meant(image: Image, table: Table, options: Adni) -> bool:
    """Return whether an image is an MR one of a series that is asked for, and no mask."""
    modality = table.find(["modality"])
    if modality and image.row[modality].lower() not in ("mri", "mr", ""):
        return False
    told = image.description.lower()
    if table.find(["description"]) is None:
        return True
    return any(word.lower() in told for word in options.series) and not told.endswith("mask")


def _number(entry: str, where: str) -> int | None:
    """Return an image's id, written with I or without."""
    match = re.fullmatch(r"[Ii]?(\d+)", entry)
    if entry and match is None:
        raise InputError(f"{where}: expected an image's id, as I45108, found {entry!r}")
    return int(match[1]) if match else None


def _date(entry: str, where: str) -> str:
    """Return a date as YYYY-MM-DD."""
    if not entry:
        return ""
    for written in FORMATS:
        try:
            return datetime.strptime(entry, written).date().isoformat()
        except ValueError:
            continue
    raise InputError(f"{where}: expected a date, M/D/YYYY, found {entry!r}")
