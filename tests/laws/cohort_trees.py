"""Folders of cohorts as labs have them, with files that are empty: readers only look at names."""

import csv
from pathlib import Path

COLLECTION = ["Image Data ID", "Subject", "Group", "Sex", "Age", "Visit", "Modality"]
COLLECTION += ["Description", "Type", "Acq Date", "Format", "Downloaded"]
DONE = "MPR; GradWarp; B1 Correction; N3; Scaled"


def touch(folder: Path, *paths: str) -> Path:
    """Make empty files below a folder; return the folder."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
    return folder


def table(path: Path, *rows: list[str]) -> Path:
    """Write rows as CSV with quotes, or as TSV by the ending."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="") as file:
        if path.suffix == ".tsv":
            csv.writer(file, delimiter="\t").writerows(rows)
        else:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
    return path


def bids(folder: Path, *rows: list[str], scans: list[str]) -> Path:
    """Make a BIDS folder: rows of participants.tsv, its head first, and `sub/anat/scan` files."""
    table(folder / "participants.tsv", *rows)
    return touch(folder, "dataset_description.json", *scans)


def image(
    number: int,
    person: str,
    group: str = "CN",
    visit: str = "sc",
    date: str = "4/18/2006",
    *,
    description: str = DONE,
    kind: str = "Processed",
    modality: str = "MRI",
    prefix: str = "I",
) -> list[str]:
    """Return a row of ADNI's collection."""
    about = [f"{prefix}{number}", person, group, "F", "74", visit, modality, description]
    return [*about, kind, date, "NiFTI", "12/19/2025"]


def downloaded(number: int, person: str, day: str = "2006-04-18", leaf: str = "I") -> str:
    """Return where ADNI puts a processed scan, in a leaf of its image's id or of its series'."""
    series = "MPR__GradWarp__B1_Correction__N3__Scaled"
    folder = f"{person}/{series}/{day}_08_20_30.0/{leaf}{number if leaf == 'I' else 13408}"
    return f"{folder}/ADNI_{person}_MR_{series}_Br_20070319113623975_S13408_I{number}.nii"
