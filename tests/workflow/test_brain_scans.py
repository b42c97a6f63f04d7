"""Scans of the study `brain`: places are kept, bad ones are named, an interrupted run goes on."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pandas as pd
import pytest
from nibabel.affines import apply_affine

from workflow.folders import Folder
from workflow.scans import (
    BRIGHT,
    DIFFERENT,
    GROUPS,
    SHAPE,
    TORN,
    affine,
    inside,
    place,
    write_lab,
)
from workflow.test_kill import alive, wait_for

pytestmark = [pytest.mark.xdist_group("brain_scans"), pytest.mark.slow]
LINEAR = {"kind": "interpolation", "how": "linear"}
OINR = {"kind": "field", "field": "brain-oinr", "steps": 2, "subjects": 1}
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


def voxels(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return the values of a NIfTI file as others read it, and its affine."""
    image = nibabel.load(path)
    assert image.header.get_xyzt_units()[0] == "mm"
    for found in (image.get_sform(), image.get_qform()):
        np.testing.assert_allclose(found, image.affine, atol=1e-4)
    return image.get_fdata(), image.affine


def where(values: np.ndarray, affine: np.ndarray, what: str) -> np.ndarray:
    """Return the place of the largest or smallest value, mm."""
    return apply_affine(affine, np.unravel_index(getattr(values, what)(), values.shape))


def kind_of(path: Path) -> str:
    """Return what a NIfTI file holds, by its name."""
    name = path.name.removesuffix(".nii.gz")
    if "group" in path.parts:
        return name
    return "mask" if name.endswith("_mask") else "volume"


def test_a_voxel_of_known_place_lies_there_in_every_file(lab: Folder) -> None:
    results, found = lab.path / "results/brain", set()
    for path in sorted(results.rglob("*.nii.gz")):
        values, own = voxels(path)
        kind = kind_of(path)
        found.add((path.relative_to(results).parts[2], kind))
        if kind in ("volume", "anatomy"):
            np.testing.assert_allclose(where(values, own, "argmax"), place(BRIGHT), atol=1e-3)
        elif kind == "t":  # the first group is larger there
            np.testing.assert_allclose(where(values, own, "argmax"), place(DIFFERENT), atol=1e-3)
        elif kind == "mask":
            wanted = inside()
            if "group" in path.parts:  # brightest is 1 in every scan, of which there is no test
                wanted[BRIGHT] = 0
            places = apply_affine(own, np.argwhere(values > 0))
            expected = apply_affine(affine(), np.argwhere(wanted))
            np.testing.assert_allclose(places, expected, atol=1e-3)
        else:  # p of either direction is 1 where nothing was tested
            at = tuple(np.rint(apply_affine(np.linalg.inv(own), place(DIFFERENT))).astype(int))
            end = values.max() if kind.endswith("_reverse") else values.min()
            assert values.shape == SHAPE
            assert values[at] == end, path
    assert found == {("lab", kind) for kind in ("volume", "mask")}  # scans


def test_clusters_are_told_by_their_place(lab: Folder) -> None:
    for name in ("original/original", "gap-3/linear"):
        table = pd.read_csv(lab.path / f"results/brain/labs/lab/group/{name}/clusters.csv")
        peak = table[table["direction"] == "CN > AD"].iloc[0]
        np.testing.assert_allclose(peak[["x", "y", "z"]].astype(float), place(DIFFERENT), atol=0.1)


MADE = {"source": "made", "each": 3, "resolution": 8, "subjects_per_job": 1}


def painted(folder: Folder) -> list[Path]:
    """Return the parts that are painted, as they were finished."""
    found = folder.path.glob("results/brain/labs/lab/imputed/gap-3/oinr/[0-9][0-9][0-9]")
    return sorted(found, key=lambda path: path.stat().st_mtime_ns)


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return time and bytes of every file below a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_an_interrupted_run_goes_on_with_the_subjects_left(fresh: Folder, tmp_path: Path) -> None:
    folder = fresh.copy(tmp_path / "killed")
    cohort = study(MADE, methods={"oinr": OINR | {"subjects": None}}, test=None)
    parts = [f"results/brain/labs/lab/imputed/gap-3/oinr/{n:03d}" for n in range(6)]
    command = folder.command("--cores", "1", "--", *parts, change=cohort)
    with (folder.path / "log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=folder.path,
            env=folder.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_for(lambda: len(painted(folder)) > 1)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    wait_for(lambda: not alive(folder.path))
    *whole, _ = painted(folder)  # Snakemake may not have taken note of the last
    assert 0 < len(whole) < len(parts) - 1
    before = {path: contents(path) for path in whole}
    assert folder.run("--unlock", change=cohort)[0] == 0
    code, said = folder.run("--cores", "2", "--", *parts, change=cohort)
    assert code == 0, said
    assert {path: contents(path) for path in whole} == before
    assert len(painted(folder)) == len(parts)
    for path in whole:
        assert f"oinr of lab, gap-3, part {path.name}" not in said
