"""A download of the ADNI collection: its table joined with its files."""

from pathlib import Path

from inrflow.brain.cohorts.adni_files import File, files_of, told_alike
from inrflow.brain.cohorts.adni_rows import Image, Images, images_of
from inrflow.brain.cohorts.chosen import listed
from inrflow.brain.cohorts.order import turn
from inrflow.brain.cohorts.subject import Subject
from inrflow.brain.cohorts.table import subject
from inrflow.config.brain.cohort import Adni
from inrflow.errors import InputError

CONVERT = "convert each folder of slices where it lies, as `dcm2niix -z y FOLDER` does"


def scans(options: Adni) -> list[Subject]:
    """Return a scan of each subject and visit, by time; one not downloaded has a path to none.

    Of several scans of a visit it is one that is there, processed (or, if so configured, as
    scanned), of the most steps, and the first by date and id. The table tells who takes part:
    files without a row are not read.

    Raises:
        InputError: no folder or table, an entry that cannot be read, DICOM alone, no file that
            belongs to a row.
    """
    root = Path(options.path)
    if not root.is_dir():
        raise InputError(f"{root}: expected the folder of an ADNI download, found no such folder")
    told, files = images_of(options), files_of(root)
    if not any(file.rank == 0 for file in files):
        raise InputError(_no_file(root, files))
    joined = _joined(told, files)
    if not any(joined):
        raise InputError(_no_match(root, told, files))
    seen: dict[tuple[str, str], Subject] = {}
    for image, file in sorted(zip(told.images, joined, strict=True), key=_order(told, options)):
        if (image.person, image.visit) not in seen:
            path = file.path if file else _expected_path(root, image)
            seen[image.person, image.visit] = subject(
                image.person,
                image.row,
                image.where,
                group=told.group,
                path=path,
                visit=image.visit,
                used=told.used,
            )
    return list(seen.values())


def _order(told: Images, options: Adni):
    """Return the key that sorts images: visits in time, of each the scan to prefer first."""
    first: dict[tuple[str, str], str] = {}
    for image in told.images:
        at = (image.person, image.visit)
        first[at] = min(first.get(at, image.date), image.date)
    dated = all(first.values())

    def key(pair: tuple[Image, File | None]) -> tuple:
        image, file = pair
        time = first[image.person, image.visit] if dated else ""
        there = 2 if file is None else file.rank
        unwanted = image.original if options.processed else not image.original
        steps = (there, unwanted, -image.steps)
        return time, turn(image.visit), *steps, image.date, image.number or 0

    return key


def _joined(told: Images, files: list[File]) -> list[File | None]:
    """Return the file of each image, None if it is not there.

    They are joined by the image's id; where one of them has none by subject, date and series; in
    a table without ids and dates by subject and series.
    """
    by_id: dict[int, File] = {}
    for file in files:
        if file.image is not None:
            by_id.setdefault(file.image, file)
    by_person: dict[str, list[File]] = {}
    for file in files:
        by_person.setdefault(file.person, []).append(file)
    joined = []
    for image in told.images:
        file = by_id.get(image.number) if image.number is not None else None
        alike = (one for one in by_person.get(image.person, []) if _alike(image, one))
        joined.append(file or next(alike, None))
    return joined


def _alike(image: Image, file: File) -> bool:
    """Return whether a file is of an image, as far as is told without ids."""
    if image.number is not None and file.image is not None:
        return False
    dated = (image.number is None and not image.date) or (image.date == file.date != "")
    series = told_alike(image.description)
    return dated and (not series or not file.series or series == file.series)


def _expected_path(root: Path, image: Image) -> Path:
    """Return a path of an image that was not downloaded, by which it can be looked for."""
    name = image.date if image.number is None else f"I{image.number}"
    return root / image.person / f"{name}.nii"


def _no_file(root: Path, files: list[File]) -> str:
    """Return the words of an error: there is no NIfTI."""
    expected = f"{root}: expected NIfTI files below folders of subjects, NNN_S_NNNN"
    if files:
        return f"{expected}, found DICOM in {len(files)} folders; {CONVERT}"
    return f"{expected}, found none"


def _no_match(root: Path, told: Images, files: list[File]) -> str:
    """Return the words of an error: no file belongs to a row."""
    here = [f"I{one.image}" if one.image is not None else one.path.name for one in files]
    rows = [f"I{one.number}" if one.number is not None else one.person for one in told.images]
    return (
        f"{told.table.path}: expected rows of the files under {root}, found none; "
        f"the table has {listed(rows)}, the folder {listed(here)}"
    )
