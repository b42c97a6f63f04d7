"""The stage `brain-group`: volumes gathered one by one, maps and tables written in place."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from inrflow.brain.group.stage import compare_groups
from inrflow.brain.group.volumes import gathered, lattice_of, smoothed
from inrflow.brain.scan import normalised, read_subjects, read_volume, usable, write_volume
from laws.scanned import AFFINE, HIGH, LOW, PLACE, mask, subjects, volume, write_part, write_volumes

TEST = {"permutations": 200, "smoothing": 6.0, "extent": 1, "chunk": 100, "height": 0.01}


def params(methods: list[str], **test: Any) -> dict[str, Any]:
    """Return what the stage is told."""
    return {"test": TEST | test, "groups": ["CN", "AD"], "methods": methods}


@pytest.fixture
def scans(tmp_path: Path) -> list[Path]:
    """Two parts of a cohort of 4 + 4, of whose scans one is bad."""
    table = subjects(5)
    table.loc[9, ["status", "reason"]] = ["bad", "empty"]
    table.loc[8, "group"] = "MCI"
    halves = (table.iloc[:4], table.iloc[4:])
    return [write_part(tmp_path / f"{n:03d}", half) for n, half in enumerate(halves)]


def stacked(table: pd.DataFrame, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return all volumes (subject, x, y, z), smoothed, and the common mask."""
    rows = [one for _, one in table.iterrows()]
    values = [smoothed(normalised(volume(one, seed), LOW, HIGH), AFFINE, 6.0) for one in rows]
    return np.stack(values), np.all([mask(one) for one in rows], axis=0)


def test_maps_and_tables_of_the_scans(scans: list[Path], tmp_path: Path) -> None:
    compare_groups(params(["original"]), scans=scans, maps=tmp_path / "maps")
    folder = tmp_path / "maps" / "original"
    table = usable(read_subjects(scans)).query("group != 'MCI'")
    values, inside = stacked(table)
    first = (table["group"] == "CN").to_numpy()
    expected = stats.ttest_ind(values[first].astype(float), values[~first].astype(float)).statistic
    t, affine = read_volume(folder / "t.nii.gz")
    np.testing.assert_array_equal(affine, AFFINE)
    np.testing.assert_allclose(t, np.where(inside, expected, 0), rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(read_volume(folder / "mask.nii.gz")[0], inside)
    p, _ = read_volume(folder / "p.nii.gz")
    assert (p[~inside] == 1).all()
    assert p.min() == np.float32(1 / 70)
    anatomy = np.mean([normalised(volume(s, 0), LOW, HIGH) for _, s in table.iterrows()], axis=0)
    np.testing.assert_allclose(read_volume(folder / "anatomy.nii.gz")[0], anatomy, rtol=1e-5)
    for name in ("tests", "clusters"):
        numbers = pd.read_parquet(folder / f"{name}.parquet").select_dtypes("number")
        same = pd.read_csv(folder / f"{name}.csv")[numbers.columns]
        np.testing.assert_allclose(numbers.astype(float), same.astype(float), rtol=1e-5)
    tests = pd.read_csv(folder / "tests.csv").iloc[0]
    assert tests[["n_first", "n_second", "left_out", "df", "permutations"]].tolist() == [
        *(4, 4, 1, 6, 70)
    ]
    assert tests["exact"]
    assert tests["voxels"] == inside.sum()
    top = pd.read_csv(folder / "clusters.csv").iloc[0]
    assert top["direction"] == "CN > AD"
    assert np.linalg.norm(top[["x", "y", "z"]].to_numpy(float) - PLACE) <= 5
    index = np.linalg.solve(AFFINE, [*top[["x", "y", "z"]], 1])[:3].round().astype(int)
    assert t[tuple(index)] == pytest.approx(top["t"], rel=1e-5)
    assert p[tuple(index)] == pytest.approx(top["p"], rel=1e-5)


def test_methods_are_told_apart_and_directions_named(scans: list[Path], tmp_path: Path) -> None:
    tables = [pd.read_csv(one / "subjects.csv", keep_default_na=False) for one in scans]
    volumes = [
        write_volumes(tmp_path / f"{method}-{n}", table, seed)
        for method, seed in (("same", 0), ("other", 5))
        for n, table in enumerate(tables)
    ]
    told = params(["same", "other"], covariates=["age"]) | {"groups": ["AD", "CN"]}
    compare_groups(told, scans=scans, volumes=volumes, maps=tmp_path / "maps")
    compare_groups(
        params(["original"], covariates=["age"]), scans=scans, maps=tmp_path / "original"
    )
    t = {name: read_volume(tmp_path / "maps" / name / "t.nii.gz")[0] for name in ("same", "other")}
    original, _ = read_volume(tmp_path / "original" / "original" / "t.nii.gz")
    np.testing.assert_allclose(t["same"], -original, rtol=1e-5)
    assert np.abs(t["other"] - t["same"]).max() > 0.5
    found = pd.read_csv(tmp_path / "maps" / "same" / "clusters.csv")
    assert (found["t"] < 0).eq(found["direction"] == "CN > AD").all()
    assert pd.read_csv(tmp_path / "maps" / "same" / "tests.csv")["df"].item() == 5


def test_nilearn_makes_the_same_t_and_no_uncorrected_p(scans: list[Path], tmp_path: Path) -> None:
    for engine in ("nilearn", "product"):
        compare_groups(params(["original"], engine=engine), scans=scans, maps=tmp_path / engine)
    folders = [tmp_path / engine / "original" for engine in ("nilearn", "product")]
    there = {one.name for one in folders[1].iterdir()} - {one.name for one in folders[0].iterdir()}
    assert there == {"p.nii.gz", "p_reverse.nii.gz"}
    theirs, ours = (read_volume(one / "t.nii.gz")[0] for one in folders)
    np.testing.assert_allclose(theirs, ours, rtol=1e-5)
    assert pd.read_csv(folders[0] / "clusters.csv")["p"].isna().all()


@pytest.mark.slow  # nilearn takes 0.3 s an order
def test_clusters_are_enhanced_by_nilearn(scans: list[Path], tmp_path: Path) -> None:
    told = params(["original"], tfce=True, permutations=8)
    compare_groups(told, scans=scans, maps=tmp_path / "maps")
    folder = tmp_path / "maps" / "original"
    score, _ = read_volume(folder / "tfce_score.nii.gz")
    t, _ = read_volume(folder / "t.nii.gz")
    assert np.unravel_index(score.argmax(), score.shape) == np.unravel_index(t.argmax(), t.shape)
    for name in ("tfce_p_fwe", "tfce_p_fwe_reverse", "p_fwe"):
        values, _ = read_volume(folder / f"{name}.nii.gz")
        assert values.min() >= np.float32(1 / 8)


def test_values_are_read_as_they_were_gathered(scans: list[Path], tmp_path: Path) -> None:
    table = usable(read_subjects(scans))
    lattice = lattice_of(table)
    for path in (Path(one.folder) / f"{one.subject}.nii.gz" for one in table.itertuples()):
        values, affine = read_volume(path)
        values[4, 5:9, 3] = LOW  # alike in all subjects
        write_volume(values, affine, path)
    found = gathered(table, table["folder"].map(Path).tolist(), lattice, 0.0, tmp_path / "values")
    assert found.inside - len(found.varied) == 4
    assert not found.mask[4, 5:9, 3].any()
    whole = found.read(0, len(found.varied))
    pieces = [found.read(n, n + 7) for n in range(0, len(found.varied), 7)]
    np.testing.assert_array_equal(whole, np.hstack(pieces))
    last = normalised(volume(table.iloc[-1], 0), LOW, HIGH)
    np.testing.assert_array_equal(found.volume(whole[-1], 0.0)[found.mask], last[found.mask])
