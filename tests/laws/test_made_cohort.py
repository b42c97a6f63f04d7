"""A made cohort and its scans: the same for a seed, and everything where it is said to lie."""

from pathlib import Path

import nibabel
import numpy as np
import pandas as pd
import pytest
from nibabel.orientations import axcodes2ornt, io_orientation, ornt_transform

from inrflow.brain.cohorts.people import people
from inrflow.brain.made.atrophy import HIPPOCAMPI, VENTRICLES
from inrflow.brain.made.person import drawn
from inrflow.brain.made.stage import difference, make_cohort
from inrflow.brain.prepare.stage import prepare_scans
from inrflow.brain.scan import read_scan, read_subjects, read_volume, write_volume
from inrflow.brain.template import BRAIN, FILE, brain_on, lattice
from inrflow.config.brain.cohort import Made
from inrflow.signals.paths import resolve

COARSE = {"source": "made", "each": 2, "resolution": 8}
LEFT_HIPPOCAMPUS = np.array([-26.2, -20.7, -10.1])  # mm


def made(**options) -> Made:
    return Made(**(COARSE | options))


def prepared(folder: Path, paths: dict[str, Path], **options) -> pd.DataFrame:
    """Read some files as a cohort; return the table of its subjects."""
    rows = [{"subject": name, "path": str(path)} for name, path in paths.items()]
    table = pd.DataFrame(rows).assign(group=["CN", "AD"] * (len(rows) // 2), visit="m06")
    table.to_csv(folder / "table.csv", index=False)
    cohort = {"source": "table", "path": str(folder / "table.csv")} | options
    told = {"name": "listed", "cohort": cohort, "subjects": list(paths)}
    prepare_scans(told, scans=folder / "scans")
    return read_subjects([folder / "scans"])


def stored(path: Path, image: nibabel.Nifti1Image, axes: str) -> Path:
    """Write an image with its axes in another order and direction."""
    turn = ornt_transform(io_orientation(image.affine), axcodes2ornt(axes))
    nibabel.save(image.as_reoriented(turn), path)
    return path


def bump(affine: np.ndarray, shape: tuple[int, ...], place: np.ndarray) -> np.ndarray:
    """Return a volume that falls off with the distance from a place, mm, to 0."""
    at = np.stack([*np.meshgrid(*map(np.arange, shape), indexing="ij"), np.ones(shape)])
    away = np.tensordot(affine[:3], at, 1) - place[:, None, None, None]
    return (1000 * np.exp(-np.square(away).sum(0) / 800) - 20).clip(0).astype(np.float32)


def test_a_cohort_is_the_same_bytes_for_a_seed(tmp_path):
    for name in ("one", "two"):
        make_cohort(COARSE, made=tmp_path / name)
    files = [
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}
        for folder in (tmp_path / "one", tmp_path / "two")
    ]
    assert files[0] == files[1]
    assert len([path for path in files[0] if path.name.endswith("_T1w.nii.gz")]) == 4


def test_people_differ_and_do_not_depend_on_how_many_or_how_coarse():
    few, many, other = made(), made(each=120, resolution=6), made(seed=1)
    one = drawn(few, "AD02")
    again = drawn(many, people(many)[121].replace("AD002", "AD02"))
    assert (one.warp == again.warp).all()
    assert (one.age, one.severity) == (again.age, again.severity)
    for stranger in (drawn(other, "AD02"), drawn(few, "AD01"), drawn(few, "CN02")):
        assert np.abs(np.corrcoef(one.warp.ravel(), stranger.warp.ravel())[0, 1]) < 0.3
        assert one.age != stranger.age


def test_scans_of_the_two_groups_pass_through_the_reader(tmp_path):
    make_cohort(COARSE, made=tmp_path / "made")
    told = {"name": "made", "cohort": COARSE, "subjects": ["sub-CN01", "sub-AD02"]}
    prepare_scans(told, made=tmp_path / "made", scans=tmp_path / "scans")
    table = read_subjects([tmp_path / "scans"])
    assert table[["subject", "group", "status"]].values.tolist() == [
        ["sub-CN01", "CN", "ok"],
        ["sub-AD02", "AD", "ok"],
    ]
    written = pd.read_csv(tmp_path / "made/participants.tsv", sep="\t", index_col=0)
    for _, row in table.iterrows():
        scan = read_scan(tmp_path / "scans", row["subject"], row["low"], row["high"])
        file = tmp_path / f"made/{row['subject']}/anat/{row['subject']}_T1w.nii.gz"
        values, affine = read_volume(file)
        assert written.loc[row["subject"], "age"] == row["age"]
        assert (scan.affine == affine).all()
        inside = values[scan.mask]
        assert np.mean(inside > row["high"]) <= 0.006  # the 99.5 percentile
        np.testing.assert_allclose(scan.values, (values / row["high"]).clip(0, 1), atol=1e-6)


def test_the_mask_is_every_nth_voxel_of_the_template_above_a_fifth():
    whole = np.asarray(nibabel.load(resolve(FILE)).dataobj)
    assert (brain_on(*lattice(8)) == (whole[::8, ::8, ::8] > BRAIN * whole.max())).all()


@pytest.mark.slow
@pytest.mark.parametrize("resolution", [4, 6])
def test_lattice_and_mask_are_those_of_nilearn(resolution):
    from nilearn.datasets import load_mni152_brain_mask  # noqa: PLC0415 (slow to import)

    expected = load_mni152_brain_mask(resolution=resolution)
    shape, affine = lattice(resolution)
    np.testing.assert_allclose(affine, expected.affine)
    there = expected.get_fdata() > 0
    inside = tuple(slice(count) for count in shape)
    assert there[inside].sum() == there.sum()  # what it has more of is empty
    assert (brain_on(shape, affine) == there[inside]).all()


def test_a_place_stays_where_it_is_however_its_file_is_stored(tmp_path):
    affine, shape = np.diag([6.0, 5.0, 9.0, 1.0]), (31, 41, 20)
    affine[:3, 3] = [-90, -120, -66]
    angle = 0.1  # oblique: no axis is one of the body's
    turn = [[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]]
    affine[:3, :3] = np.array(turn) @ affine[:3, :3]
    image = nibabel.Nifti1Image(bump(affine, shape, LEFT_HIPPOCAMPUS), affine)
    paths = {
        axes: stored(tmp_path / f"{axes}.nii.gz", image, axes)
        for axes in ("RAS", "LAS", "PIR", "SLP")
    }
    table = prepared(tmp_path, paths, mask="positive")
    assert (table["status"] == "ok").all(), table["reason"].tolist()
    for axes in paths:
        values, where = read_volume(tmp_path / f"scans/{axes}.nii.gz")
        np.testing.assert_allclose(where, affine, atol=1e-4)
        np.testing.assert_allclose(values, image.get_fdata(), rtol=1e-6)
        peak = where @ [*np.unravel_index(values.argmax(), shape), 1]
        off = np.linalg.inv(affine[:3, :3]) @ (peak[:3] - LEFT_HIPPOCAMPUS)
        assert np.abs(off).max() <= 0.5  # of a voxel


def test_units_other_than_mm_are_read_as_mm(tmp_path):
    affine = np.diag([8.0, 8.0, 8.0, 1.0])
    values = bump(affine, (9, 9, 9), np.array([24.0, 32, 40]))
    paths = {}
    for name, unit, scale in (("mm", "mm", 1), ("metres", "meter", 1e-3)):
        image = nibabel.Nifti1Image(values, np.diag([*[8.0 * scale] * 3, 1]))
        image.header.set_xyzt_units(unit)
        paths[name] = tmp_path / f"{name}.nii"
        nibabel.save(image, paths[name])
    table = prepared(tmp_path, paths, mask="positive")
    assert (table["status"] == "ok").all()
    _, where = read_volume(tmp_path / "scans/metres.nii.gz")
    np.testing.assert_allclose(where, affine, atol=1e-5)


def test_a_mask_file_may_be_each_subjects_own(tmp_path):
    affine = np.diag([8.0, 8.0, 8.0, 1.0])
    values = bump(affine, (9, 8, 7), np.array([24.0, 32, 40]))
    paths = {}
    for n, name in enumerate(("a", "b")):
        paths[name] = tmp_path / f"{name}.nii.gz"
        write_volume(values, affine, paths[name])
        write_volume((values > 200 * (n + 1)).astype("u1"), affine, tmp_path / f"{name}_m06.nii")
    table = prepared(
        tmp_path, paths, mask=f"{tmp_path}/{{subject}}_{{visit}}.nii", intensity={"low": 5}
    )
    for n, (_, row) in enumerate(table.iterrows()):
        inside = values > 200 * (n + 1)
        assert (
            read_scan(tmp_path / "scans", row["subject"], row["low"], row["high"]).mask == inside
        ).all()
        np.testing.assert_allclose(
            (row["low"], row["high"]), np.percentile(values[inside], (5, 99.5)), rtol=1e-6
        )


@pytest.mark.slow
def test_resampling_moves_no_place(tmp_path):
    place, paths = np.array([4.0, -20, 12]), {}
    for name, side, first in (("a", 6.0, (-60, -90, -48)), ("b", 5.0, (-62, -91, -50))):
        affine = np.diag([side, side, side, 1.0])
        affine[:3, 3] = first
        paths[name] = tmp_path / f"{name}.nii.gz"
        write_volume(bump(affine, (24, 28, 22), place), affine, paths[name])
    table = prepared(tmp_path, paths, mask="positive", resample=True)
    assert (table["status"] == "ok").all(), table["reason"].tolist()
    one, two = (read_volume(tmp_path / f"scans/{name}.nii.gz") for name in "ab")
    assert (one[1] == two[1]).all()
    assert np.abs(one[0] - two[0]).max() < 60  # of 1000: what linear interpolation loses


def test_truth_lies_at_hippocampi_and_ventricles_and_nowhere_else():
    found, affine = difference(made(resolution=6))
    at = np.stack([*np.meshgrid(*map(np.arange, found.shape), indexing="ij")])
    places = np.tensordot(affine[:3, :3], at, 1) + affine[:3, 3, None, None, None]
    centres = np.array([*HIPPOCAMPI, *VENTRICLES])
    away = np.linalg.norm(places[None] - centres[:, :, None, None, None], axis=1)
    largest = np.abs(found).max()
    for near in away < 16:
        assert found[near].max() > 0.4 * largest
        assert found[near].mean() > 0.02 * largest  # darker in AD, for the most part
    assert np.abs(found[away.min(0) > 45]).max() < 0.03 * largest


def test_without_severity_groups_are_alike():
    found, _ = difference(made(severity=0))
    assert not found.any()
    assert drawn(made(severity=0), "AD01").severity == 0
    assert drawn(made(), "CN01").severity == 0
    assert drawn(made(), "AD01").severity > 0
