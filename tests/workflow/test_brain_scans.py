"""Scans of the study `brain`: places are kept, bad ones are named, an interrupted run goes on."""

from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pandas as pd
import pytest
from nibabel.affines import apply_affine

from workflow.folders import Folder
from workflow.kills import kill_when
from workflow.scans import (
    BRIGHT,
    DIFFERENT,
    GROUPS,
    TORN,
    affine,
    inside,
    place,
    write_lab,
)

pytestmark = [pytest.mark.xdist_group("brain_scans"), pytest.mark.slow]
LINEAR = {"kind": "interpolation", "how": "linear"}
OINR = {"kind": "field", "field": "brain-oinr", "steps": 2, "subjects": 1}
P_MAPS = {"p", "p_reverse", "p_fwe", "p_fwe_reverse"}
LAB = {
    "source": "table",
    "path": "data/lab/scans.csv",
    "mask": "data/lab/{subject}_mask.nii.gz",
    "intensity": {"high": 100},  # else what is bright is clipped
    "subjects_per_job": 4,
}


def study(cohort: dict[str, Any], **change: Any) -> dict[str, Any]:
    """Return a set of one cohort, one gap, two methods, and a change of it."""
    one = {
        "cohorts": ["lab"],
        "drops": {"gap-3": {"gap": 3}},
        "methods": {"linear": LINEAR, "oinr": OINR},
        "test": {"permutations": 20, "smoothing": 0, "extent": 1},
    }
    sets = {"small": None, "labs": one | change}
    return {"brain": {"only": ["labs"], "cohorts": {"lab": cohort}, "sets": sets}}


@pytest.fixture(scope="module")
def lab(fresh: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a folder in which a lab's scans were worked on, one of which is torn."""
    folder = fresh.copy(tmp_path_factory.mktemp("brain_scans") / "lab")
    write_lab(folder.path / "data/lab")
    code, said = folder.run("--cores", "2", "--", "brain", change=study(LAB | {"bad": "skip"}))
    assert code == 0, said
    return folder


def test_a_bad_scan_ends_the_run_by_its_name(fresh: Folder, tmp_path: Path) -> None:
    folder = fresh.copy(tmp_path / "lab")
    write_lab(folder.path / "data/lab")
    code, said = folder.run("--cores", "2", "--keep-going", "--", "brain", change=study(LAB))
    assert code == 1
    (line,) = [line for line in said.splitlines() if "data/lab/p7.nii.gz: expected" in line]
    assert "brain.cohorts.lab: expected 3 scans that can be used, or `bad: skip`" in line
    assert "found 1 that cannot: p7 (" in line
    assert "Traceback" not in said
    scans = folder.path / "results/brain/cohorts/lab/scans"
    assert [path.name for path in scans.glob("[!.]*") if path.is_dir()] == ["000"]


def test_a_skipped_scan_is_named_and_the_rest_goes_on(lab: Folder) -> None:
    results = lab.path / "results/brain"
    tables = sorted((results / "cohorts/lab/scans").glob("*/subjects.csv"))
    subjects = pd.concat(map(pd.read_csv, tables)).set_index("subject")
    assert len(subjects) == len(GROUPS)
    assert subjects.index[subjects["status"] != "ok"].tolist() == [TORN]
    assert f"data/lab/{TORN}.nii.gz: expected" in subjects.loc[TORN, "reason"]
    report = (results / "labs/lab/report.html").read_text()
    assert "1 of 7 scans could not be used" in report
    assert f"data/lab/{TORN}.nii.gz: expected" in report
    test = pd.read_csv(results / "labs/lab/group/gap-3/linear/tests.csv").iloc[0]
    assert (test["n_first"], test["n_second"]) == (3, 3)
    scores = pd.read_csv(results / "labs/tables/scores.csv")
    assert set(scores["subject"]) == set(subjects.index) - {TORN}


class File:
    """A NIfTI file as others read it."""

    def __init__(self, path: Path) -> None:
        """Read it; both of its affines tell the same, in mm."""
        image = nibabel.load(path)
        assert image.header.get_xyzt_units()[0] == "mm"
        for found in (image.get_sform(), image.get_qform()):
            np.testing.assert_allclose(found, image.affine, atol=1e-4)
        self.values, self.affine = image.get_fdata(), image.affine

    def at(self, place: np.ndarray) -> float:
        """Return the value of the voxel whose centre lies at a place, mm."""
        index = apply_affine(np.linalg.inv(self.affine), place)
        np.testing.assert_allclose(index, np.rint(index), atol=1e-3)
        return self.values[tuple(np.rint(index).astype(int))]

    @property
    def inside(self) -> np.ndarray:
        """Where values are above 0, mm."""
        return apply_affine(self.affine, np.argwhere(self.values > 0))


def files(lab: Folder, pattern: str) -> list[File]:
    """Return the NIfTI files of some folders, masks of scans aside."""
    found = sorted((lab.path / "results/brain").glob(pattern))
    return [File(path) for path in found if not path.name.endswith("_mask.nii.gz")]


def test_a_voxel_of_known_place_lies_there_in_every_volume(lab: Folder) -> None:
    kinds = {
        "cohorts/lab/scans": 6,
        "labs/lab/dropped/gap-3": 6,
        "labs/lab/imputed/gap-3/linear": 6,
    }
    for pattern, count in (kinds | {"labs/lab/imputed/gap-3/oinr": 1}).items():
        volumes = files(lab, f"{pattern}/*/*.nii.gz")
        assert len(volumes) == count
        for one in volumes:
            assert one.at(place(BRIGHT)) == pytest.approx(200) == one.values.max()
            # a field of two steps paints anything, that bright too
            assert "oinr" in pattern or (one.values > 199).sum() == 1


def test_a_voxel_of_known_place_lies_there_in_every_map(lab: Folder) -> None:
    for folder in ("original/original", "gap-3/linear"):
        maps = lab.path / f"results/brain/labs/lab/group/{folder}"
        found = {path.name.removesuffix(".nii.gz"): File(path) for path in maps.glob("*.nii.gz")}
        assert set(found) == {"t", "mask", "anatomy", *P_MAPS}
        assert found["anatomy"].at(place(BRIGHT)) == found["anatomy"].values.max() == 1
        assert found["t"].at(place(DIFFERENT)) == found["t"].values.max() > 100
        for name in P_MAPS:
            one, reverse = found[name], name.endswith("_reverse")
            assert one.at(place(DIFFERENT)) == (1 if reverse else one.values.min())
        tested = inside()
        tested[BRIGHT] = 0  # 1 in every scan: of what does not vary there is no test
        wanted = apply_affine(affine(), np.argwhere(tested))
        np.testing.assert_allclose(found["mask"].inside, wanted, atol=1e-3)


def test_masks_lie_where_they_did(lab: Folder) -> None:
    wanted = apply_affine(affine(), np.argwhere(inside()))
    masks = sorted((lab.path / "results/brain").rglob("*_mask.nii.gz"))
    assert len(masks) == 6
    for path in masks:
        np.testing.assert_allclose(File(path).inside, wanted, atol=1e-3)


def test_clusters_are_told_by_their_place(lab: Folder) -> None:
    for name in ("original/original", "gap-3/linear"):
        table = pd.read_csv(lab.path / f"results/brain/labs/lab/group/{name}/clusters.csv")
        peak = table[table["direction"] == "CN > AD"].iloc[0]
        np.testing.assert_allclose(peak[["x", "y", "z"]].astype(float), place(DIFFERENT), atol=0.1)


MADE = {"source": "made", "each": 2, "resolution": 8, "subjects_per_job": 1}


def painted(folder: Folder) -> list[Path]:
    """Return the parts that are painted, in the order of their times."""
    found = folder.path.glob("results/brain/labs/lab/imputed/gap-3/oinr/[0-9][0-9][0-9]")
    return sorted(found, key=lambda path: path.stat().st_mtime_ns)


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return time and bytes of every file below a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_an_interrupted_run_goes_on_with_the_subjects_left(fresh: Folder, tmp_path: Path) -> None:
    folder = fresh.copy(tmp_path / "killed")
    cohort = study(MADE, methods={"oinr": OINR | {"subjects": None}}, test=None)
    parts = [f"results/brain/labs/lab/imputed/gap-3/oinr/{n:03d}" for n in range(4)]
    command = folder.command("--cores", "1", "--", *parts, change=cohort)
    kill_when(lambda: len(painted(folder)) > 1, folder, command)
    whole = painted(folder)[:-1]  # Snakemake may not have taken note of the last
    assert 0 < len(whole) < len(parts) - 1, (folder.path / "log").read_text()
    before = {path: contents(path) for path in whole}
    assert folder.run("--unlock", change=cohort)[0] == 0
    code, said = folder.run("--cores", "2", "--", *parts, change=cohort)
    assert code == 0, said
    assert {path: contents(path) for path in whole} == before
    assert len(painted(folder)) == len(parts)
    for path in whole:
        assert f"oinr of lab, gap-3, part {path.name}" not in said
