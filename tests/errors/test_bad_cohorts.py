"""What the readers of cohorts refuse: one line that names what was found."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from inrflow.brain.cohorts.found import names
from inrflow.config.brain.cohort import Adni, Bids, Cohort, Listed, Made, Selection
from inrflow.errors import InputError
from laws.cohort_trees import COLLECTION, bids, downloaded, image, table, touch

HEAD = ["participant_id", "group"]
PEOPLE = [["sub-1", "CN"], ["sub-2", "AD"]]
SCANS = ["sub-1/anat/sub-1_T1w.nii", "sub-2/anat/sub-2_T1w.nii"]

PERSON = "002_S_0295"
SCAN = downloaded(5, PERSON)
SLICE = f"{PERSON}/MPRAGE/2006-04-18_08_20_30.0/I5/a_1_I5.dcm"


def said(options: Cohort) -> str:
    """Return the one line that reading a cohort ends in."""
    with pytest.raises(InputError) as error:
        names(options)
    (line,) = str(error.value).splitlines()
    return line


@pytest.mark.parametrize(
    ("select", "line"),
    [
        ({"groups": ["CN", "Alz"]}, "select.groups: expected groups of the data, found Alz; the "
         "data have AD, CN"),
        ({"visits": ["m06"]}, "select.visits: expected visits of the data, found m06; the data "
         "have bl"),
        ({"subjects": ["a", "z"]}, "found z; the data have a, b, c"),
        ({"age": (80, 90)}, "select: expected subjects of group CN of 80 to 90 years, found none "
         "of 2"),
        ({"sex": "M"}, "expected subjects of group AD of sex M, found none of 1"),
    ],
    ids=["group", "visit", "name", "age", "sex"],
)  # fmt: skip
def test_selections_that_leave_nobody(select: dict[str, Any], line: str, tmp_path: Path) -> None:
    head = ["subject", "path", "group", "age", "sex", "visit"]
    rows = [["a", "a.nii", "CN", "70", "M", "bl"], ["b", "b.nii", "CN", "71", "F", "bl"]]
    listed = table(tmp_path / "t.csv", head, *rows, ["c", "c.nii", "AD", "n/a", "F", "bl"])
    assert line in said(Listed(source="table", path=str(listed), select=Selection(**select)))


@pytest.mark.parametrize(
    ("head", "row", "line"),
    [
        (["subject", "file", "grp"], ["a", "a.nii", "CN"], "that tells the group (group, diagnos"),
        (["subject", "grp", "group"], ["a", "", "CN"], "found subject, grp, group"),
        (["subject", "path", "group"], ["../a", "a.nii", "CN"], "row 2: expected a subject's name"),
        (["subject", "path", "group"], ["", "a.nii", "CN"], "- and _ only, found ''"),
        (["subject", "path", "group"], ["a", "n/a", "CN"], "row 2, path: expected a file's path"),
        (
            ["subject", "path", "group"],
            ["a", "a.nii"],
            "expected 3 entries a row, found 2 in row 2",
        ),
        (["subject", "path", "group", "age"], ["a", "a.nii", "CN", "old"], "row 2, age: expected"),
        (
            ["subject", "path", "group", "sex"],
            ["a", "a.nii", "CN", "1"],
            "sex: expected F, M, O or",
        ),
        (["subject", "path", "group", "group"], ["a", "a.nii", "CN", "AD"], "names that differ"),
    ],
    ids=["group", "path", "escape", "name", "no-path", "ragged", "age", "sex", "twice"],
)
def test_tables_that_cannot_be_read(
    head: list[str], row: list[str], line: str, tmp_path: Path
) -> None:
    listed = table(tmp_path / "t.csv", head, row)
    assert line in said(Listed(source="table", path=str(listed)))


def test_tables_without_rows_text_or_file(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    options = Listed(source="table", path=str(path))
    assert said(options) == f"{path}: expected a table, found no such file"
    path.write_text("subject,path,group\n")
    assert "expected a row of names and rows below it, found 1" in said(options)
    path.write_bytes(b"subject,path,group\n\xff,a.nii,CN\n")
    assert "expected a table as UTF-8 text" in said(options)
    table(path, ["subject", "path", "group"], ["a", "a.nii", "CN"], ["a", "b.nii", "AD"])
    assert "row 3: expected one row a subject and visit, found a again" in said(options)


@pytest.mark.parametrize(
    ("head", "rows", "scans", "options", "line"),
    [
        (["participant_id", "dose"], PEOPLE, SCANS, {}, "found dose"),
        (HEAD, PEOPLE, SCANS, {"group": "arm"}, "tells the group (arm), found group"),
        (["id", "group"], PEOPLE, SCANS, {}, "tells the subject (participant_id), found id, group"),
        (HEAD, PEOPLE * 2, SCANS, {}, "expected one row a subject, found sub-1 again"),
        (HEAD, [["sub-a/b", "CN"]], SCANS, {}, "letters, digits, - and _ only, found 'a/b'"),
        (HEAD, PEOPLE, SCANS, {"suffix": "T2w"}, "_T2w.nii.gz, found sub-1_T1w.nii, sub-2_T1w.nii"),
        (HEAD, PEOPLE, SCANS, {"entities": {"space": "MNI"}}, "scans sub-*_space-MNI_T1w.nii.gz"),
        (HEAD, PEOPLE, SCANS, {"derivative": "fmriprep"}, "there are: none"),
        (HEAD, PEOPLE, [*SCANS, "sub-7/anat/sub-7_T1w.nii"], {}, "row of each scan, found none of "
         "sub-7"),
        (HEAD, PEOPLE, [*SCANS, "sub-2/anat/sub-2_acq-b_T1w.nii"], {}, "one scan of sub-2, told "
         "apart by `entities`; found sub-2_T1w.nii, sub-2_acq-b_T1w.nii"),
    ],
    ids=["no-group", "group", "no-id", "twice", "name", "suffix", "entity", "derivative",
         "stranger", "rivals"],
)  # fmt: skip
def test_bids_folders_that_cannot_be_read(
    head: list[str],
    rows: list[list[str]],
    scans: list[str],
    options: dict[str, Any],
    line: str,
    tmp_path: Path,
) -> None:
    root = bids(tmp_path, head, *rows, scans=scans)
    assert line in said(Bids(source="bids", path=str(root), **options))


def test_no_bids_folder_and_strangers_that_may_be_there(tmp_path: Path) -> None:
    root = tmp_path / "bids"
    options = Bids(source="bids", path=str(root), bad="skip")
    assert said(options) == f"{root}: expected a BIDS folder, found no such folder"
    touch(root, *SCANS, "sub-7/anat/sub-7_T1w.nii")
    assert said(options) == f"{root}/participants.tsv: expected a table, found no such file"
    bids(root, HEAD, *PEOPLE, scans=[])
    assert names(options) == ["sub-1", "sub-2"]


@pytest.mark.parametrize(
    ("file", "row", "line"),
    [
        (None, image(5, PERSON), "expected NIfTI files below folders of subjects, NNN_S_NNNN"),
        (SLICE, image(5, PERSON), "found DICOM in 1 folders; convert each folder of slices where"),
        (downloaded(6, PERSON), image(5, PERSON), "found none; the table has I5, the folder I6"),
        (SCAN, image(5, "S295"), "row 2, Subject: expected NNN_S_NNNN, found 'S295'"),
        (
            SCAN,
            image(5, PERSON, date="18.4.2006"),
            "Acq Date: expected a date, M/D/YYYY, found '18",
        ),
        (SCAN, image(5, PERSON, prefix="X"), "expected an image's id, as I45108, found 'X5'"),
        (SCAN, image(5, PERSON, description="FLAIR"), "MPR, MP-RAGE, SPGR, MT1, found FLAIR"),
    ],
    ids=["empty", "dicom", "other-images", "ptid", "date", "id", "series"],
)
def test_adni_downloads_that_cannot_be_read(
    file: str | None, row: list[str], line: str, tmp_path: Path
) -> None:
    root = tmp_path / "ADNI"
    root.mkdir()
    touch(root, *([file] if file else []))
    collection = table(tmp_path / "c.csv", COLLECTION, row)
    assert line in said(Adni(source="adni", path=str(root), table=str(collection)))


def test_made_people_are_not_chosen_by_what_is_drawn() -> None:
    with pytest.raises(
        ValidationError, match=r"select\.age: a made cohort is chosen from by groups"
    ):
        Made(source="made", select=Selection(age=(60, 70)))


def test_slices_as_the_scanner_wrote_them_are_no_bids_folder(tmp_path: Path) -> None:
    touch(tmp_path, "patient/1/0001.dcm")
    line = said(Bids(source="bids", path=str(tmp_path)))
    assert "expected a BIDS folder, found DICOM files" in line
    assert "dcm2niix" in line
