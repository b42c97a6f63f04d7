"""Clinical scans: where their slices lie, what is written of them, and how they are scored."""

from pathlib import Path

import nibabel
import numpy as np
import pandas as pd
import pytest
from skimage.metrics import structural_similarity

from inrflow.brain.clinical import read_clinical
from inrflow.brain.dropping import drop_slices
from inrflow.brain.impute.interpolation import interpolate
from inrflow.brain.impute.scores import scores
from inrflow.brain.impute.written import Imputed, write_imputed
from inrflow.brain.scan import OWN, normalised, read_volume, write_volume
from inrflow.brain.slices import ORDERS, Slices, sliced
from inrflow.brain.tables import beside_the_paper, summarised
from inrflow.config.brain.drop import Drop
from inrflow.errors import InputError
from inrflow.figures.brain_scores import hidden
from inrflow.figures.brain_slices import hardest

SHAPE = (14, 17, 15)
# oblique, as scanners give them
AFFINE = np.array([[2.0, 0.1, 0, -20], [-0.1, 3.0, 0.2, -30], [0, -0.2, 2.5, -10], [0, 0, 0, 1]])
AXES = ("sagittal", "coronal", "axial")
DROPS = [
    {"axis": "sagittal", "gap": 2, "offset": 1},
    {"axis": "coronal", "gap": 4, "offset": 2, "thickness": 2},
    {"axis": "axial", "gap": 3, "thickness": 3},
]


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """Return a folder of two usable scans and a bad one, intensities up to 900."""
    folder, rng = tmp_path / "scans", np.random.default_rng(0)
    folder.mkdir()
    rows = []
    for number, name in enumerate(("sub-1", "sub-2", "sub-3")):
        row = dict.fromkeys(OWN) | {"subject": name, "group": "CN", "status": "ok"}
        if number == 1:
            rows.append(row | {"status": "bad", "reason": "empty"})
            continue
        values = rng.uniform(0, 900, SHAPE).astype(np.float32)
        mask = np.zeros(SHAPE, np.uint8)
        mask[3:-3, 4:-4, 3:-3] = 1
        write_volume(values, AFFINE, folder / f"{name}.nii.gz")
        write_volume(mask, AFFINE, folder / f"{name}_mask.nii.gz")
        rows.append(row | {"low": 12.3456789, "high": 801.23456789})
    pd.DataFrame(rows).to_csv(folder / "subjects.csv", index=False)
    return folder


def dropped(scans: Path, drop: dict) -> Path:
    """Return a folder of clinical scans."""
    out = scans.parent / "dropped"
    names = ["sub-1", "sub-2", "sub-3"]
    drop_slices({"drop": drop, "name": "test", "subjects": names}, scans=scans, out=out)
    return out


@pytest.mark.parametrize("drop", DROPS)
def test_measured_slices_lie_in_mm_where_they_lie_in_the_scan(scans, drop):
    """A slab's centre is at the same place, and holds the mean of what was scanned there."""
    folder = dropped(scans, drop)
    whole, _ = read_volume(scans / "sub-1.nii.gz")
    part, affine = read_volume(folder / "sub-1.nii.gz")
    slices = Slices.read(folder / "slices.json")
    along = AXES.index(drop["axis"])
    for slab, (first, stop) in enumerate(slices.slabs):
        here = np.array([4.0, 5.0, 6.0, 1.0])
        there = here.copy()
        there[along], here[along] = slab, (first + stop - 1) / 2
        np.testing.assert_allclose(affine @ there, AFFINE @ here, atol=1e-4)
        mean = whole.take(range(first, stop), along).mean(along)
        np.testing.assert_allclose(part.take(slab, along), mean, rtol=1e-5)
    spacing = nibabel.load(folder / "sub-1.nii.gz").header.get_zooms()[along]
    assert spacing == pytest.approx(drop["gap"] * np.linalg.norm(AFFINE[:3, along]), rel=1e-5)


def test_bad_scans_are_left_out_and_ranges_kept(scans):
    """Clinical scans are of the usable ones, in the range of the whole scan to every digit."""
    found = list(read_clinical(dropped(scans, DROPS[0])))
    assert [one.name for one in found] == ["sub-1", "sub-3"]
    assert (found[0].low, found[0].high) == (12.3456789, 801.23456789)
    whole, _ = read_volume(scans / "sub-1.nii.gz")
    truth = found[0].slices.measure(normalised(whole, found[0].low, found[0].high))
    np.testing.assert_array_equal(found[0].values, truth)
    assert [one.name for one in read_clinical(scans.parent / "dropped", ["sub-3"])] == ["sub-3"]


def test_too_few_slices_are_refused_by_name(scans):
    """Fewer than three slabs are no clinical scan, and nothing is left half-written."""
    with pytest.raises(InputError, match=r"drops\.test, subject sub-1: expected three or more"):
        dropped(scans, {"axis": "sagittal", "gap": 6, "offset": 5})
    assert not (scans.parent / "dropped").exists()


def test_a_part_of_bad_scans_alone_leaves_an_empty_table(scans):
    """A cohort that skips bad scans goes on."""
    out = scans.parent / "none"
    drop_slices({"drop": {}, "name": "test", "subjects": ["sub-2"]}, scans=scans, out=out)
    params = {"method": {"kind": "interpolation", "how": "linear"}, "measured": "kept"}
    interpolate(params | {"subjects": ["sub-2"]}, dropped=out, scans=scans, out=out / "painted")
    assert pd.read_csv(out / "painted" / "scores.csv").empty


@pytest.mark.parametrize("drop", DROPS)
@pytest.mark.parametrize("measured", ["kept", "painted"])
def test_volumes_lie_where_the_scan_does_and_thin_slices_are_put_back(scans, drop, measured):
    """Imputed voxels have the scan's affine; only thin slices are kept, scores are painted ones."""
    folder = dropped(scans, drop)
    one = next(read_clinical(folder, ["sub-1"]))
    shape = tuple(SHAPE[n] for n in ORDERS[drop["axis"]])
    painted = np.random.default_rng(1).uniform(-0.2, 1.2, shape).astype(np.float32)
    rows = pd.DataFrame(write_imputed(Imputed(painted, 0.0), one, scans, folder, measured))
    values, affine = read_volume(folder / "sub-1.nii.gz")
    whole, own = read_volume(scans / "sub-1.nii.gz")
    np.testing.assert_array_equal(affine, own)
    stack, truth = one.slices.across(values), one.slices.across(whole)
    thin = measured == "kept" and drop.get("thickness", 1) == 1
    kept = one.slices.parts["measured"] if thin else []
    rest = [n for n in range(one.slices.count) if n not in kept]
    np.testing.assert_array_equal(stack[kept], truth[kept])
    expected = painted[rest].clip(0, 1) * (one.high - one.low) + one.low
    np.testing.assert_allclose(stack[rest], expected, rtol=1e-4)
    fitted = rows[(rows["part"] == "measured") & (rows["region"] == "all")]["mse"].item()
    inside = one.slices.parts["measured"]
    wrong = painted.clip(0, 1)[inside] - normalised(truth[inside], one.low, one.high)
    assert fitted == pytest.approx((wrong.astype(np.float64) ** 2).mean(), rel=1e-5)


def test_scores_are_those_of_numpy_and_skimage():
    """Pooled squares, decibels of them, SSIM of slices and of the volume, by part and region."""
    rng = np.random.default_rng(2)
    truth = rng.uniform(size=(14, 13, 12)).astype(np.float32)
    painted = (truth + rng.normal(0, 0.2, truth.shape)).astype(np.float32)
    mask = np.zeros(truth.shape, bool)
    mask[1:-3, 3:-3, 2:-2] = True
    slices = sliced(Drop(axis="sagittal", gap=4, offset=2, thickness=2), truth.shape, "test")
    found = scores(truth, painted, mask, slices).set_index(["part", "region"])
    clipped = painted.clip(0, 1)
    options = {"data_range": 1.0, "gaussian_weights": True, "use_sample_covariance": False}
    for part, numbers in (slices.parts | {"whole": range(14)}).items():
        some = np.isin(np.arange(14), numbers)[:, None, None]
        for region, inside in (("mask", mask & some), ("all", some & np.ones_like(mask))):
            row = found.loc[(part, region)]
            mse = ((truth - clipped).astype(np.float64)[inside] ** 2).mean()
            assert row["mse"] == pytest.approx(mse, rel=1e-5)
            assert row["psnr"] == pytest.approx(-10 * np.log10(mse), rel=1e-6)
            assert row["slices"] == len(numbers)
    of_slice = [
        structural_similarity(truth[n], clipped[n], **options) for n in slices.parts["beyond"]
    ]
    assert found.loc[("beyond", "all"), "ssim"] == pytest.approx(np.mean(of_slice), rel=1e-5)
    _, volume = structural_similarity(truth, clipped, full=True, **options)
    assert found.loc[("whole", "mask"), "ssim"] == pytest.approx(volume[mask].mean(), rel=1e-5)
    same = scores(truth, truth, mask, slices)
    assert (same["mse"] == 0).all() and (same["psnr"] == 200).all()
    np.testing.assert_allclose(same["ssim"], 1, rtol=1e-6)


def test_parts_without_a_voxel_of_the_mask_have_no_row_and_small_slices_no_ssim():
    """A number is given where there is one."""
    truth = np.zeros((7, 5, 6), np.float32)
    slices = Slices("sagittal", 7, [(0, 1), (2, 3), (4, 5)])
    for stop in (5, 6):
        mask = np.zeros(truth.shape, bool)
        mask[:stop] = True
        found = scores(truth, truth, mask, slices)
        rows = set(zip(found["part"], found["region"], strict=True))
        assert ("beyond", "all") in rows
        assert (("beyond", "mask") in rows) == (stop > 5)  # slices 5 and 6 are beyond
        assert found["ssim"].isna().all()


def test_the_slice_shown_is_far_from_measured_ones_and_near_the_middle_of_the_brain():
    """Of slices 2 and 6 between 0, 4 and 8, the one that is nearer to the mask's middle."""
    slices, mask = Slices("axial", 12, [(0, 1), (4, 5), (8, 9)]), np.zeros((12, 3, 3), bool)
    mask[5:8] = True
    assert hardest(slices, mask) == 6
    whole = Slices("axial", 12, [(0, 4), (4, 8), (8, 12)])  # slabs that leave nothing out
    mask[:] = [[[n < 3]] for n in range(12)]
    assert hardest(whole, mask) == 0


def rows_of(subject: str, mses: dict[str, tuple[int, float]]) -> list[dict]:
    """Return a subject's rows of one job."""
    job = {"cohort": "c", "drop": "d", "method": "m", "kind": "field", "axis": "coronal"}
    job |= {"gap": 3, "thickness": 1, "missing": 2 / 3, "region": "all", "subject": subject}
    job |= {"parameters": 5, "steps": 6, "learning_rate": 0.1, "psnr": 1.0, "ssim": np.nan}
    return [job | {"part": p, "slices": n, "mse": mse} for p, (n, mse) in mses.items()]


def test_tables_pool_what_was_not_measured_and_average_subjects():
    """Test errors are of all slices that were not measured, as the paper's; means over subjects."""
    table = pd.DataFrame(
        rows_of("1", {"measured": (4, 0.1), "unseen": (6, 0.2), "beyond": (2, 0.6)})
        + rows_of("2", {"measured": (4, 0.3), "unseen": (8, 0.5)})
    )
    row = beside_the_paper(table).iloc[0]
    assert row["train_mse"] == pytest.approx(0.2)
    assert row["test_mse"] == pytest.approx((0.3 + 0.5) / 2)
    assert (row["paper_train_mse"], row["paper_test_mse"], row["n"]) == (3.10e-5, 2.38e-4, 2)
    short = summarised(table).set_index(["part", "measure"])
    half = 12.7062047 * np.std([0.2, 0.5], ddof=1) / np.sqrt(2)
    one = short.loc[("unseen", "mse")]
    assert (one["n"], one["mean"]) == (2, pytest.approx(0.35))
    assert (one["low"], one["high"]) == (pytest.approx(0.35 - half), pytest.approx(0.35 + half))
    assert np.isnan(short.loc[("beyond", "mse"), "sd"])
    assert ("unseen", "ssim") not in short.index


def test_the_figure_shows_slices_within_slabs_where_there_are_none_between():
    """Each drop by its own: thick slices without gaps are judged by those within."""
    rows = rows_of("1", {"measured": (4, 0.1), "unseen": (6, 0.2)})
    thick = [row | {"drop": "thick"} for row in rows_of("1", {"measured": (9, 0.3)})]
    shown = hidden(pd.DataFrame(rows + thick)).set_index("drop")
    assert shown["mse"].to_dict() == {"d": 0.2, "thick": 0.3}
    with pytest.raises(InputError, match="found none"):
        hidden(pd.DataFrame(rows).iloc[:0])
