"""The files of an ADNI download: PTID/series/time/leaf/file, perhaps below other folders."""

import re
from dataclasses import dataclass
from pathlib import Path

PTID = re.compile(r"(?<!\d)\d{3}_S_\d{4,5}(?!\d)")
TIME = re.compile(r"(\d{4}-\d{2}-\d{2})_\d{2}_\d{2}_\d{2}.*")
NIFTI, DICOM = (".nii", ".nii.gz"), (".dcm", ".ima")


@dataclass(frozen=True)
class File:
    """A scan's file; of DICOM, one of its slices.

    Attributes:
        path: of the file.
        person: the subject's PTID.
        image: the image's id; None if neither the file's name nor its folder's holds one.
        date: of the scan, YYYY-MM-DD; empty if no folder is named so.
        series: what was scanned and done to it, as `told_alike` writes it; empty if unknown.
    """

    path: Path
    person: str
    image: int | None
    date: str
    series: str

    @property
    def rank(self) -> int:
        """NIfTI before DICOM, which cannot be used."""
        return int(not self.path.name.lower().endswith(NIFTI))


def files_of(root: Path) -> list[File]:
    """Return all scans under a folder, NIfTI first, by path; of a folder of DICOM the first file.

    What names no subject is no scan of the collection; XML files are ignored.
    """
    found, seen = [], set()
    for path in sorted(root.rglob("*")):
        name = path.name.lower()
        if name.endswith(DICOM):
            if path.parent in seen:
                continue
            seen.add(path.parent)
        elif not name.endswith(NIFTI) or name.startswith("."):  # ._NAME is macOS's, no scan
            continue
        file = _parsed(path, root)
        if file is not None:
            found.append(file)
    return sorted(found, key=lambda file: file.rank)


def told_alike(series: str) -> str:
    """Return a series' name, as tables (`MPR; GradWarp; N3`) and folders tell it."""
    return re.sub(r"[^a-z0-9]+", "_", series.lower()).strip("_")


def _parsed(path: Path, root: Path) -> File | None:
    """Return a file by its path, None if that holds no PTID."""
    person = PTID.search(path.relative_to(root.parent).as_posix())
    if person is None:
        return None
    folders = path.relative_to(root).parts[:-1]
    times = [n for n, folder in enumerate(folders) if TIME.fullmatch(folder)]
    date, series = "", ""
    if times:
        matched = TIME.fullmatch(folders[times[-1]])
        date = matched[1] if matched else ""
        series = folders[times[-1] - 1] if times[-1] else ""
    return File(path, person[0], _image(path), date, told_alike(series))


def _image(path: Path) -> int | None:
    """Return the id in a file's name, the last one there, else that of its folder.

    Older downloads name the folder by the series, S13408, which is no image's id.
    """
    ids = re.findall(r"_I(\d+)(?=[._])", path.name)
    if ids:
        return int(ids[-1])
    leaf = re.fullmatch(r"I(\d+)", path.parent.name)
    return int(leaf[1]) if leaf else None
