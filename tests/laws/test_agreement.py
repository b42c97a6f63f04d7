"""Agreement of maps: known where maps, shifts and clusters are made by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inrflow.brain.agreement.compare import alone, compare
from inrflow.brain.agreement.maps import SIGNS, Maps
from inrflow.brain.agreement.stage import COLUMNS, compare_maps
from inrflow.brain.agreement.tables import summarise, tabulate
from inrflow.brain.agreement.truth import Truth, above, held_against
from inrflow.brain.group.clusters import clusters
from inrflow.brain.group.written import height_of
from inrflow.brain.scan import write_volume
from inrflow.config.brain.group_test import Agreement, GroupTest
from inrflow.errors import InputError
from inrflow.measures.interval import interval

SHAPE = (16, 14, 12)
SPACING = np.array([2.0, 3.0, 5.0])
AFFINE = np.diag([*SPACING, 1.0]) + np.array([[0, 0, 0, -20], [0, 0, 0, 5], [0, 0, 0, 40], [0] * 4])
TEST, HOW = GroupTest(extent=3, smoothing=0.0), Agreement(tolerance=8.0)
DF = 10
CENTRE = (5, 6, 6)


def blob(centre: tuple[int, int, int], peak: float, width: float = 5.0) -> np.ndarray:
    """A Gaussian of a width in mm, on an anisotropic lattice."""
    index = np.stack(np.meshgrid(*map(np.arange, SHAPE), indexing="ij"), -1)
    away = (np.square((index - centre) * SPACING)).sum(-1)
    return (peak * np.exp(-away / (2 * width**2))).astype(np.float32)


def maps_of(t: np.ndarray, p_fwe: np.ndarray | None = None) -> Maps:
    ones = np.ones(SHAPE, np.float32)
    p = ones if p_fwe is None else p_fwe.astype(np.float32)
    mask = np.zeros(SHAPE, bool)
    mask[1:-1, 1:-1, 1:-1] = True
    return Maps(np.where(mask, t, 0).astype(np.float32), mask, {"first": p, "second": ones}, DF,
                AFFINE)  # fmt: skip


def measured(original: Maps, imputed: Maps, how: Agreement = HOW) -> dict:
    return {(measure, at): value for measure, at, value in compare(original, imputed, how, TEST)}


def of(found: dict, measure: str) -> float:
    values = [value for (name, _), value in found.items() if name == measure]
    assert len(values) == 1
    return values[0]


def two_blobs() -> np.ndarray:
    return blob(CENTRE, 9.0) - blob((11, 8, 4), 7.0)


def test_a_map_agrees_fully_with_itself() -> None:
    maps = maps_of(two_blobs(), np.where(two_blobs() > 8, 0.01, 1))
    found = measured(maps, maps)
    full = ("correlation", "dice", "dice_signed", "jaccard", "sensitivity", "same_direction")
    for (measure, _), value in found.items():
        if measure.removesuffix("_fwe") in full:
            assert value == pytest.approx(1), measure
        else:  # distances and spurious clusters
            assert value == 0, measure


def test_a_reversed_map_shares_voxels_but_no_direction() -> None:
    maps = maps_of(two_blobs())
    found = measured(maps, maps_of(-two_blobs()))
    assert of(found, "correlation") == pytest.approx(-1)
    assert found["dice", 3.0] == 1 and found["dice_signed", 3.0] == 0
    assert (of(found, "sensitivity"), of(found, "spurious")) == (0, 2)
    assert of(found, "same_direction") == 0


def test_agreement_falls_as_noise_grows() -> None:
    noise = np.random.default_rng(0).standard_normal(SHAPE)
    maps = maps_of(two_blobs())
    every = [measured(maps, maps_of(two_blobs() + scale * noise)) for scale in (0.2, 0.8, 2.0, 5)]
    for values in ([of(one, "correlation") for one in every], [one["dice", 2.0] for one in every]):
        assert values == sorted(values, reverse=True) and values[-1] < values[0] - 0.1


@pytest.mark.parametrize("shift", [(2, 0, 0), (0, 1, 0), (0, 0, 1), (2, 1, -1)])
def test_a_shifted_blob_peaks_that_many_mm_away(shift: tuple[int, int, int]) -> None:
    there = tuple(int(a + b) for a, b in zip(CENTRE, shift, strict=True))
    found = measured(maps_of(blob(CENTRE, 9.0)), maps_of(blob(there, 8.0)))
    far = float(np.linalg.norm(np.array(shift) * SPACING))
    assert of(found, "top_peak_first") == pytest.approx(far)
    assert of(found, "nearest_peak_first") == pytest.approx(far)
    assert np.isnan(of(found, "top_peak_second")) and np.isnan(of(found, "nearest_peak_second"))


def test_the_nearest_peak_need_not_be_the_largest() -> None:
    near, far = blob((5, 7, 6), 7.0, 3.0), blob((12, 9, 3), 9.0, 3.0)
    found = measured(maps_of(blob(CENTRE, 9.0)), maps_of(near + far))
    assert of(found, "nearest_peak_first") == pytest.approx(SPACING[1])
    assert of(found, "top_peak_first") > 15


def test_without_clusters_shares_and_distances_are_nan() -> None:
    nothing, something = maps_of(blob(CENTRE, 1.0)), maps_of(two_blobs())
    found = measured(nothing, something)
    counted = {"spurious": 2, "spurious_fwe": 0, "correlation": of(found, "correlation")}
    for (measure, _), value in found.items():
        assert value == counted[measure] if measure in counted else np.isnan(value), measure
    found = measured(something, nothing)  # what the original has is lost, which is a number
    assert of(found, "sensitivity") == 0 and found["dice", 3.0] == 0
    assert np.isnan(of(found, "nearest_peak_first")) and of(found, "top_peak_first") == 0
    assert np.isnan(of(measured(maps_of(np.zeros(SHAPE)), something), "correlation"))


def test_small_clusters_count_only_family_wise() -> None:
    t, p = np.zeros(SHAPE, np.float32), np.ones(SHAPE)
    t[4, 4, 4] = t[10, 10, 8] = 9.0
    p[4, 4, 4] = 0.05
    rows = {name: value for name, _, value in alone(maps_of(t, p), HOW, TEST)}
    assert (rows["clusters"], rows["clusters_fwe"]) == (0, 1)
    assert (rows["largest_t_first"], rows["largest_t_second"]) == (9, 0)


def test_truth_is_found_and_far_clusters_are_false() -> None:
    difference = blob(CENTRE, 1.0) - blob((11, 8, 4), 0.9)
    empty = maps_of(np.zeros(SHAPE))
    true = Truth(above(difference, empty, 0.5), above(difference, empty, 0.1))
    assert [true.strong[name].count for name in SIGNS] == [1, 1]

    def told(t: np.ndarray) -> dict:
        return {name: value for name, _, value in held_against(true, maps_of(t), HOW, TEST)}

    both = told(9 * np.sign(difference) * (np.abs(difference) > 0.5))
    assert (both["true_regions_found"], both["true_voxels_found"]) == (1, 1)
    assert both["false_clusters"] == 0
    one = told(blob(CENTRE, 9.0))
    assert one["true_regions_found"] == 0.5 and 0 < one["true_voxels_found"] < 1
    wrong = told(-blob(CENTRE, 9.0, 2.0))  # the other direction is false, too
    assert (wrong["true_regions_found"], wrong["false_clusters"]) == (0, 1)
    nothing = told(np.zeros(SHAPE))
    assert (nothing["true_regions_found"], nothing["false_clusters"]) == (0, 0)


@pytest.mark.parametrize(("place", "false"), [(8, 0), (9, 1)])
def test_a_cluster_is_false_beyond_the_tolerance_in_mm(place: int, false: int) -> None:
    difference, t = np.zeros(SHAPE, np.float32), np.zeros(SHAPE, np.float32)
    difference[3:5, 3:5, 3:5] = 1.0
    t[place : place + 3, 3:5, 3:5] = 9.0  # 2 mm a voxel: 8 mm from voxel 4 are voxel 8
    empty = maps_of(t)
    true = Truth(above(difference, empty, 0.5), above(difference, empty, 0.1))
    found = {name: value for name, _, value in held_against(true, empty, HOW, TEST)}
    assert found["false_clusters"] == false


def test_without_truth_all_clusters_are_false() -> None:
    maps = maps_of(two_blobs())
    none = above(np.zeros(SHAPE, np.float32), maps, 0.5)
    rows = {n: v for n, _, v in held_against(Truth(none, none), maps, HOW, TEST)}
    assert rows["false_clusters"] == 2 and np.isnan(rows["true_regions_found"])


def write_maps(folder: Path, maps: Maps) -> None:
    folder.mkdir(parents=True)
    volumes = {"t": maps.t, "p_fwe": maps.p_fwe["first"], "p_fwe_reverse": maps.p_fwe["second"]}
    for name, values in (volumes | {"mask": maps.mask.astype(np.uint8)}).items():
        write_volume(values, AFFINE, folder / f"{name}.nii.gz")
    pd.DataFrame({"method": ["m"], "df": [DF]}).to_csv(folder / "tests.csv", index=False)


def test_the_stage_reads_folders_and_says_what_is_not_there(tmp_path: Path) -> None:
    maps, made = maps_of(two_blobs()), tmp_path / "made/derivatives/truth"
    made.mkdir(parents=True)
    write_volume(two_blobs(), AFFINE, made / "difference.nii.gz")
    write_maps(tmp_path / "original/original", maps)
    write_maps(tmp_path / "gap/linear", replace(maps, t=maps.t / 2))
    params = {
        "cohort": "c",
        "groups": ["CN", "AD"],
        "tested": [["gap", ["linear"]]],
        "agreement": HOW.model_dump(),
        "test": TEST.model_dump(),
    }
    paths = {"original": tmp_path / "original", "imputed": [tmp_path / "gap"]}
    compare_maps(params, **paths, made=tmp_path / "made", table=tmp_path / "a.csv")
    rows = pd.read_csv(tmp_path / "a.csv")
    assert list(rows) == COLUMNS
    assert set(zip(rows["drop"], rows["method"], strict=True)) == {
        ("original", "original"), ("gap", "linear")
    }  # fmt: skip
    whole = rows[rows["method"] == "original"].set_index("measure")["value"]
    assert whole["true_regions_found"] == 1 and whole["clusters"] == 2
    turned = params | {"groups": ["AD", "CN"]}  # t is of AD less CN, the truth of CN less AD
    compare_maps(turned, **paths, made=tmp_path / "made", table=tmp_path / "d.csv")
    other = pd.read_csv(tmp_path / "d.csv").set_index(["method", "measure"])["value"]
    assert other["original", "true_regions_found"] == 0
    half = rows[rows["method"] == "linear"].set_index("measure")["value"]
    assert half["correlation"] == pytest.approx(1) and half["largest_t_first"] < 5
    compare_maps(params, **paths, table=tmp_path / "b.csv")  # a cohort that was not made
    assert not pd.read_csv(tmp_path / "b.csv")["measure"].str.startswith("true").any()
    write_volume(two_blobs()[1:], AFFINE, made / "difference.nii.gz")
    with pytest.raises(InputError, match=r"difference.nii.gz: expected the maps' grid"):
        compare_maps(params, **paths, made=tmp_path / "made", table=tmp_path / "c.csv")
    assert not (tmp_path / "c.csv").exists()


def test_means_are_over_cohorts_and_beside_linear(tmp_path: Path) -> None:
    values = {"linear": [0.5, 0.7, 0.6], "nearest": [0.4, np.nan, 0.3]}
    rows = [
        [f"c{n}", "gap", method, measure, at, value]
        for method, some in values.items()
        for n, value in enumerate(some)
        for measure, at in (("dice", 3.0), ("correlation", np.nan))
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    means = summarise(table, "linear").set_index(["method", "measure"])
    found = means.loc[("nearest", "correlation")]
    assert (found["n"], found["undefined"], found["mean"]) == (2, 1, pytest.approx(0.35))
    assert found["less_linear"] == pytest.approx(-0.2)  # over the cohorts that both have
    ends = interval(np.array([-0.1, -0.3]))
    assert (found["less_linear_low"], found["less_linear_high"]) == pytest.approx(ends)
    assert summarise(table, None)["linear"].isna().all()
    table.to_csv(tmp_path / "a.csv", index=False)
    outputs = ("every", "every_parquet", "summary", "summary_parquet")
    paths = {name: tmp_path / name for name in outputs}
    tabulate({"linear": "linear"}, tables=[tmp_path / "a.csv"], **paths)
    pd.testing.assert_frame_equal(pd.read_parquet(paths["every_parquet"]), table)


def test_clusters_are_those_of_the_tables() -> None:
    noise = np.random.default_rng(1).standard_normal(SHAPE)
    maps = maps_of(two_blobs() + 2.5 * noise)
    found = maps.clusters(TEST)
    for name, sign in SIGNS.items():
        height = height_of(TEST, DF)
        table = clusters(sign * maps.t, {}, AFFINE, height, TEST.extent, TEST.distance)
        sizes = table.drop_duplicates("cluster")["voxels"]
        assert sorted(sizes) == sorted(np.bincount(found[name].labels.ravel())[1:])
        assert len(sizes) == found[name].count > 0
