"""What the readers of cohorts find in folders as labs have them."""

import math
import subprocess
import sys
from pathlib import Path

import pytest

from inrflow.brain.cohorts.found import columns, names, subjects
from inrflow.brain.cohorts.table import TAKEN
from inrflow.brain.scan import OWN
from inrflow.config.brain.cohort import Adni, Bids, Listed, Made, Selection
from laws.cohort_trees import COLLECTION, bids, downloaded, image, table, touch

BOTH = Selection(groups=["CN", "AD"])


def where(found: list, folder: Path) -> dict[str, str]:
    """Return subject -> path below a folder."""
    return {one.name: one.path.relative_to(folder).as_posix() for one in found}


def test_a_made_cohort_is_known_before_it_is_made(tmp_path: Path) -> None:
    options = Made(source="made", each=3, select=Selection(groups=["AD", "CN"], most=2))
    expected = ["sub-AD01", "sub-CN01", "sub-AD02", "sub-CN02"]
    assert names(options) == expected
    people = [f"{group}{n:02d}" for group in ("CN", "AD") for n in (1, 2, 3)]
    rows = [[f"sub-{p}", "70.5", "M", p[:2]] for p in people]
    scans = [f"sub-{p}/anat/sub-{p}_T1w.nii.gz" for p in people]
    made = bids(tmp_path, ["participant_id", "age", "sex", "group"], *rows, scans=scans)
    found = subjects(options, made)
    assert [one.name for one in found] == expected
    assert {(one.age, one.sex, one.group == one.name[4:6]) for one in found} == {(70.5, "M", True)}
    assert all(one.path.is_file() for one in found)


def test_planning_stays_light() -> None:
    code = "import sys, inrflow.brain.cohorts.found as f; "
    code += "assert not {'torch', 'nibabel', 'nilearn', 'scipy', 'pandas'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_others_never_hide_columns_of_prepared_scans() -> None:
    assert set(TAKEN) == {*OWN, "folder"}


def test_bids_with_missing_entries_and_runs(tmp_path: Path) -> None:
    head = ["participant_id", "Age", "sex", "Diagnosis", "site"]
    rows = [["sub-10", "89+", "female", "CN", "A"], ["sub-2", "n/a", "O", "CN", "B"]]
    rows += [["sub-3", "61", "m", "AD", "n/a"], ["4", "62", "F", "n/a", "A"]]
    scans = ["sub-10/anat/sub-10_run-02_T1w.nii.gz", "sub-10/anat/sub-10_run-1_T1w.nii"]
    scans += [
        "sub-2/anat/sub-2_T1w.nii",
        "sub-2/anat/sub-2_T1w.nii.gz",
        "sub-2/anat/sub-2_T1w.json",
    ]
    scans += ["sub-3/anat/sub-3_T1w.nii", "sub-3/anat/sub-3_FLAIR.nii", "sub-4/anat/sub-4_T1w.nii"]
    root = bids(tmp_path, head, *rows, scans=scans)
    found = subjects(Bids(source="bids", path=str(root), select=BOTH), None)
    assert list(where(found, root).items()) == [
        ("sub-2", "sub-2/anat/sub-2_T1w.nii.gz"),
        ("sub-3", "sub-3/anat/sub-3_T1w.nii"),
        ("sub-10", "sub-10/anat/sub-10_run-1_T1w.nii"),
    ]
    assert [one.sex for one in found] == ["", "M", "F"]
    assert math.isnan(found[0].age) and found[2].age == 89
    assert [one.others for one in found] == [{"site": "B"}, {"site": ""}, {"site": "A"}]


def clinica(folder: Path) -> Path:
    """A BIDS folder as Clinica converts ADNI: the diagnosis is a session's, and changes."""
    people = [["sub-ADNI002S0295", "M"], ["sub-ADNI003S1057", "F"], ["sub-ADNI005S0221", "F"]]
    told = [["AD", "AD"], ["MCI", "AD"], ["CN", "AD"]]
    for (name, _), groups in zip(people, told, strict=True):
        rows = [["ses-M012", groups[1], "72"], ["ses-M000", groups[0], "71"]]
        table(folder / name / f"{name}_sessions.tsv", ["session_id", "diagnosis", "age"], *rows)
    path = "{0}/ses-{1}/anat/{0}_ses-{1}_T1w.nii.gz"
    both = [path.format(name, visit) for name, _ in people for visit in ("M012", "M000")]
    return bids(folder, ["participant_id", "sex"], *people, scans=both)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [("005S0221", "M000", "CN"), ("002S0295", "M000", "AD"), ("003S1057", "M012", "AD")]),
        ({"groups": ["AD"], "visits": ["ses-M012"], "most": 1}, [("002S0295", "M012", "AD")]),
        ({"groups": ["AD"], "sex": "F"}, [("003S1057", "M012", "AD"), ("005S0221", "M012", "AD")]),
        ({"groups": ["AD"], "age": (71, 71)}, [("002S0295", "M000", "AD")]),
        ({"groups": ["MCI"]}, [("003S1057", "M000", "MCI")]),
        (
            {"groups": ["AD"], "subjects": ["ADNI002S0295"], "visits": ["M012", "M000"]},
            [("002S0295", "M012", "AD")],
        ),
    ],
    ids=["first", "visit", "sex", "age", "group", "named"],
)
def test_bids_sessions_tell_age_and_group(
    asked: dict, expected: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    root = clinica(tmp_path)
    found = subjects(Bids(source="bids", path=str(root), select=Selection(**asked)), None)
    told = [(one.name.removeprefix("sub-ADNI"), one.visit, one.group) for one in found]
    assert told == expected
    assert all(f"ses-{one.visit}" in one.path.name and one.path.is_file() for one in found)
    assert all(one.age == (72 if one.visit == "M012" else 71) for one in found)


def test_bids_derivatives_by_entities(tmp_path: Path) -> None:
    names_of = ["sub-1", "sub-2"]
    made = "{0}/anat/{0}_space-MNI152NLin2009cAsym_res-2_"
    ends = ["desc-preproc_T1w.nii.gz", "desc-brain_mask.nii.gz", "label-GM_probseg.nii.gz"]
    prep = [made.format(name) + end for name in names_of for end in ends]
    prep += [f"{name}/anat/{name}_desc-preproc_T1w.nii.gz" for name in names_of]
    scans = [f"derivatives/fmriprep/{path}" for path in prep]
    scans += [f"{name}/anat/{name}_T1w.nii.gz" for name in names_of]
    rows = [["sub-1", "CN"], ["sub-2", "AD"]]
    root = bids(tmp_path, ["participant_id", "dx"], *rows, scans=scans)

    def paths(**options) -> list[str]:
        cohort = Bids(source="bids", path=str(root), derivative="fmriprep", **options)
        return [one.path.name for one in subjects(cohort, None)]

    space = {"space": "MNI152NLin2009cAsym", "res": "02"}
    assert paths(entities=space) == [Path(made.format(n)).name + ends[0] for n in names_of]
    assert paths(entities={"space": ""}) == [f"{n}_desc-preproc_T1w.nii.gz" for n in names_of]
    gray = paths(suffix="probseg", entities={"label": "GM"})
    assert gray == [Path(made.format(n)).name + ends[2] for n in names_of]


def test_what_was_not_scanned_keeps_its_name(tmp_path: Path) -> None:
    rows = [["sub-1", "CN"], ["sub-2", "AD"], ["sub-3", "AD"]]
    scans = ["sub-1/anat/sub-1_T1w.nii", "sub-3/anat/sub-3_T1w.nii"]
    root = bids(tmp_path / "bids", ["participant_id", "group"], *rows, scans=scans)
    found = subjects(Bids(source="bids", path=str(root)), None)
    assert where(found, root)["sub-2"] == "sub-2/anat/sub-2_T1w.nii.gz"
    listed = table(tmp_path / "t.csv", ["subject", "path", "group"], ["1", "1.nii", "CN"])
    select = Selection(groups=["CN"])
    (one,) = subjects(Listed(source="table", path=str(listed), select=select), None)
    assert one.path == tmp_path / "1.nii"


def test_adni_side_by_side_by_id(tmp_path: Path) -> None:
    a, b, c = "002_S_0295", "003_S_10571", "005_S_0221"
    files = [f"zip 1/ADNI/{downloaded(45108, a)}", f"zip 2/renamed/{downloaded(8, c, leaf='S')}"]
    files += [downloaded(77, b, "2007-05-01"), downloaded(79, b, "2006-05-01")]
    files += [f"zip 1/ADNI/ADNI_{a}_MPR__S13408_I45108.xml", downloaded(500, "007_S_0001")]
    root = touch(tmp_path / "unpacked", *files)
    rows = [image(77, b, "AD", "m12", "5/1/2007"), image(79, b, "AD", "bl", "5/1/2006")]
    rows += [image(45108, a), image(8, c, "MCI", prefix=""), image(9, "381_S_10123", "AD")]
    rows += [image(80, b, "AD", "bl", "4/1/2006", modality="PET", description="MPR")]
    rows += [image(81, b, "AD", "bl", "5/1/2006", description="Hippocampal Mask")]
    collection = table(tmp_path / "ADNI1_12_19_2025.csv", COLLECTION, *rows)

    def of(*groups: str) -> dict[str, str]:
        select = Selection(groups=list(groups))
        cohort = Adni(source="adni", path=str(root), table=str(collection), select=select)
        return where(subjects(cohort, None), root)

    assert of("CN", "AD", "MCI") == {a: files[0], b: files[3], c: files[1]}
    select = Selection(groups=["AD"], visits=["v99", "m12"])  # one that no scan is of
    cohort = Adni(source="adni", path=str(root), table=str(collection), select=select)
    (one,) = subjects(cohort, None)
    assert (one.visit, one.age, one.sex) == ("m12", 74, "F")
    assert one.path == root / files[2] and one.others["Image Data ID"] == "I77"


@pytest.mark.parametrize("processed", [True, False])
def test_adni_of_one_visit_takes_what_is_wanted_and_there(processed: bool, tmp_path: Path) -> None:
    a, original = "002_S_0295", "002_S_0295/MP-RAGE/2006-04-18_08_20_30.0/I3/raw.nii.gz"
    hidden = str(Path(downloaded(2, a)).parent / "._ADNI_I2.nii")
    root = touch(tmp_path / "ADNI", original, downloaded(2, a), downloaded(4, a), hidden)
    rows = [image(1, a, description="MPR; GradWarp; B1 Correction; N3; Scaled_2; More")]
    rows += [image(3, a, description="MP-RAGE", kind="Original"), image(4, a), image(2, a)]
    collection = table(tmp_path / "c.csv", COLLECTION, *rows)
    select = Selection(groups=["CN"])
    told = {"path": str(root), "table": str(collection), "processed": processed}
    (one,) = subjects(Adni(source="adni", select=select, **told), None)
    assert one.path == root / (downloaded(2, a) if processed else original)


def test_adni_not_downloaded_is_missed_by_its_id(tmp_path: Path) -> None:
    a = "002_S_0295"
    root = touch(tmp_path / "ADNI", downloaded(6, a, "2007-04-18"))
    rows = [image(5, a), image(6, a, visit="m12", date="4/18/2007")]
    told = {"path": str(root), "table": str(table(tmp_path / "c.csv", COLLECTION, *rows))}
    (one,) = subjects(Adni(source="adni", select=Selection(groups=["CN"]), **told), None)
    assert one.path == root / a / "I5.nii" and not one.path.exists()


@pytest.mark.parametrize("dated", [True, False])
def test_adni_without_ids_by_date_or_series(dated: bool, tmp_path: Path) -> None:
    a, b = "002_S_0295", "003_S_1057"
    day = "2006-04-18_08_20_30.0/S13408"
    files = [f"{a}/MP-RAGE/{day}/x.nii", f"{b}/MP-RAGE/{day}/y.nii", f"{b}/AXIAL_T2/{day}/z.nii"]
    root = touch(tmp_path / "ADNI", *files)
    head = ["Subject ID", "Sex", "Research Group", "Age", "Description", "Study Date"]
    rows = [[a, "M", "CN", "74.3", "MP-RAGE", "4/18/2006"]]
    rows += [[b, "F", "AD", "-4", "MP-RAGE", "4/18/2006"]]
    kept = slice(None if dated else -1)
    search = table(tmp_path / "s.csv", head[kept], *(row[kept] for row in rows))
    found = subjects(Adni(source="adni", path=str(root), table=str(search)), None)
    assert where(found, root) == {a: files[0], b: files[1]}
    assert found[0].age == 74.3 and math.isnan(found[1].age)
    assert [one.visit for one in found] == (["2006-04-18"] * 2 if dated else ["", ""])


def test_a_table_with_visits_and_columns_of_its_own(tmp_path: Path) -> None:
    rows = [["s2", "../far/2.nii", "CN", "m06", "3", "x"], ["s2", "2.nii", "CN", "bl", "4", "y"]]
    rows += [["s1", "/abs/1.nii", "AD", "bl", "", "z"]]
    head = ["Subject", "Path", "Group", "Visit", "education", "status"]
    listed = table(tmp_path / "t.tsv", head, *rows)
    found = subjects(Listed(source="table", path=str(listed)), None)
    assert [(one.name, one.path, one.visit) for one in found] == [
        ("s2", tmp_path / "2.nii", "bl"),
        ("s1", Path("/abs/1.nii"), "bl"),
    ]
    assert found[0].others == {"education": "4", "status_in_table": "y"}
    told = columns(Listed(source="table", path=str(listed)))
    assert told == ["age", "sex", "visit", "education", "status_in_table"]
