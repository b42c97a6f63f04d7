"""The group test's places: smoothing in mm along every axis, clusters where they were put."""

import numpy as np
import pytest
from nibabel.affines import apply_affine
from scipy.ndimage import gaussian_filter

from inrflow.brain.group.clusters import clusters
from inrflow.brain.group.volumes import FWHM, smoothed

# anisotropic, flipped left to right and turned: voxels lie neither in order nor on axes
TILTED = np.array([[-3.0, 0.4, 0, 40], [0.3, 2.0, 0, -50], [0, 0.2, 4.0, -30], [0, 0, 0, 1]])


def test_smoothing_is_of_the_width_asked_for_along_every_axis() -> None:
    affine, values = np.diag([1.0, 2.0, 3.0, 1.0]), np.zeros((61, 41, 31), np.float32)
    values[30, 20, 15] = 1
    found = smoothed(values, affine, 9.0).astype(np.float64)
    for axis, spacing in enumerate((1, 2, 3)):
        profile = found.sum(tuple({0, 1, 2} - {axis}))
        place = spacing * np.arange(len(profile))
        spread = np.sqrt((profile * place**2).sum() - (profile * place).sum() ** 2)
        assert spread * FWHM == pytest.approx(9, rel=0.02)


def test_smoothing_keeps_a_constant_and_by_no_width_everything() -> None:
    constant = np.full((6, 5, 4), 0.7, np.float32)
    np.testing.assert_allclose(smoothed(constant, TILTED, 8.0), constant, rtol=1e-6)
    values = np.random.default_rng(11).random((6, 5, 4), dtype=np.float32)
    np.testing.assert_array_equal(smoothed(values, TILTED, 0.0), values)


def blobs(tops: dict[tuple[int, int, int], float]) -> np.ndarray:
    """Return a map of Gaussian blobs of some heights at some voxels."""
    grid = np.stack(np.indices((30, 30, 20)), -1)
    away = {top: ((grid - np.array(top)) ** 2).sum(-1) for top in tops}
    return sum(h * np.exp(-away[top] / 8) for top, h in tops.items())


def test_clusters_lie_where_they_were_put() -> None:
    tops = {(20, 8, 5): 6.0, (8, 20, 12): 8.0, (8, 14, 12): 5.0}
    t = blobs(tops)
    p = np.where(t > 7, 0.25, 0.5)
    found = clusters(t, {"p": p}, TILTED, 3.0, 5, 8.0)
    assert found["cluster"].tolist() == [1, 1, 2]
    assert found["peak"].tolist() == [1, 2, 1]
    expected = apply_affine(TILTED, [(8, 20, 12), (8, 14, 12), (20, 8, 5)])
    np.testing.assert_allclose(found[["x", "y", "z"]], expected, atol=1e-6)
    assert found["p"].tolist() == [0.25, 0.5, 0.5]
    assert found["p_fwe"].isna().all()
    volume = abs(np.linalg.det(TILTED[:3, :3]))
    np.testing.assert_allclose(found["size_mm3"], found["voxels"] * volume)
    assert found.groupby("cluster")["voxels"].first().sum() == (t > 3).sum()


def test_peaks_are_apart_and_small_clusters_left_out() -> None:
    t = blobs({(20, 8, 5): 6.0, (8, 20, 12): 8.0, (8, 14, 12): 5.0})
    assert clusters(t, {}, TILTED, 3.0, 5, 30.0)["peak"].tolist() == [1, 1]
    assert clusters(t, {}, TILTED, 7.9, 2, 8.0).empty
    assert clusters(t, {}, TILTED, 9.0, 1, 8.0).columns.tolist() == found_columns()


def found_columns() -> list[str]:
    """Return the columns of a table of clusters."""
    return ["cluster", "peak", "t", "p", "p_fwe", "x", "y", "z", "size_mm3", "voxels"]


def test_clusters_are_nilearns() -> None:
    from nibabel import Nifti1Image  # noqa: PLC0415
    from nilearn.reporting import get_clusters_table  # noqa: PLC0415

    affine = np.diag([3.0, 3.0, 3.0, 1.0])
    t = gaussian_filter(np.random.default_rng(12).normal(size=(24, 22, 20)), 2)
    t *= 2 / t.std()
    theirs = get_clusters_table(Nifti1Image(t, affine), 3.0, cluster_threshold=3, min_distance=8)
    main = theirs[theirs["Cluster ID"].astype(str).str.isdigit()]
    ours = clusters(t, {}, affine, 3.0, 4, 8.0)
    ours = ours[ours["peak"] == 1]
    np.testing.assert_allclose(ours[["x", "y", "z"]], main[["X", "Y", "Z"]].to_numpy(float))
    np.testing.assert_allclose(ours["t"], main["Peak Stat"].to_numpy(float))
    np.testing.assert_allclose(ours["size_mm3"], main["Cluster Size (mm3)"].to_numpy(float))
