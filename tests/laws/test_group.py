"""The test for a difference between groups: t, p, its size; work in pieces is the whole."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.ndimage import gaussian_filter

from inrflow.brain.group import product
from inrflow.brain.group.by_nilearn import family_wise
from inrflow.brain.group.design import Design, designed
from inrflow.brain.group.difference import Difference
from inrflow.brain.group.permutations import orders
from inrflow.brain.group.product import difference
from inrflow.brain.group.written import height_of
from inrflow.config.brain.group_test import GroupTest
from oracles.group_test import freedman_lane, shares, sums_of_all, t_by_regression


def design_of(first: int, second: int, covariates: int = 0, seed: int = 0) -> Design:
    """Return a design whose groups take turns as far as they go."""
    rng = np.random.default_rng(seed)
    member = rng.permutation(np.arange(first + second) < first)
    return Design(member, rng.normal(size=(first + second, covariates)))


def noise(subjects: int, voxels: int, seed: int) -> np.ndarray:
    """Return independent values."""
    return np.random.default_rng(seed).normal(size=(subjects, voxels)).astype(np.float32)


def reader(values: np.ndarray) -> Callable[[int, int], np.ndarray]:
    """Return the function that reads some voxels."""
    return lambda start, stop: values[:, start:stop]


def compared(values: np.ndarray, design: Design, most: int, chunk: int = 100) -> Difference:
    """Return the test of some values."""
    rows = orders(design, most, 0).rows
    return difference(reader(values), values.shape[1], design, rows, chunk)


def test_t_is_that_of_two_samples() -> None:
    design, values = design_of(7, 5), noise(12, 40, 1)
    found = compared(values, design, 20)
    first, second = values[design.first].astype(float), values[~design.first].astype(float)
    expected = stats.ttest_ind(first, second, alternative="greater")
    np.testing.assert_allclose(found.t, expected.statistic, rtol=1e-10)
    height = height_of(GroupTest(height=0.2), design.freedom)
    np.testing.assert_array_equal(found.t > height, expected.pvalue < 0.2)


def test_t_with_covariates_is_that_of_the_regression() -> None:
    design, values = design_of(6, 6, covariates=2), noise(12, 20, 2).astype(np.float64)
    values += 3 * design.covariates[:, :1] + 1
    found = compared(values, design, 20)
    expected = [t_by_regression(y, design.first, design.covariates) for y in values.T]
    np.testing.assert_allclose(found.t, expected, rtol=1e-9)


def test_all_assignments_give_the_exact_p() -> None:
    design, values = design_of(4, 3), noise(7, 25, 3)
    drawn = orders(design, 35, 0)
    assert drawn.exact
    assert len(np.unique(design.first[drawn.rows], axis=0)) == drawn.possible == 35
    found = compared(values, design, 35)
    first, second = values[design.first].astype(float), values[~design.first].astype(float)
    for ours, side in ((found.p, "greater"), (found.p_reverse, "less")):
        method = stats.PermutationMethod(n_resamples=100)
        theirs = stats.ttest_ind(first, second, alternative=side, method=method)
        np.testing.assert_array_equal(ours, theirs.pvalue)


def test_family_wise_p_is_that_of_the_largest_t_of_each_assignment() -> None:
    design, values = design_of(4, 4), noise(8, 9, 4).astype(np.float64)
    rows = orders(design, 70, 0).rows
    found = compared(values, design, 70)
    every = freedman_lane(values, design.first, design.covariates, rows)
    alone, together = shares(every, found.t)
    np.testing.assert_array_equal([found.p, found.p_fwe], [alone, together])
    alone, together = shares(-every, -found.t)
    np.testing.assert_array_equal([found.p_reverse, found.p_fwe_reverse], [alone, together])


def test_covariates_are_handled_as_freedman_and_lane_do() -> None:
    design, values = design_of(6, 4, covariates=2), noise(10, 8, 5).astype(np.float64)
    values += design.covariates @ np.ones((2, 8))
    rows = orders(design, 60, 1).rows
    every = freedman_lane(values, design.first, design.covariates, rows)
    found = difference(reader(values), 8, design, rows, 3)
    alone, together = shares(every, found.t)
    np.testing.assert_array_equal([found.p, found.p_fwe], [alone, together])


def test_ties_count_and_so_does_identity() -> None:
    design = design_of(4, 4)
    values = np.random.default_rng(6).integers(0, 3, (8, 30)).astype(np.float32)
    values = values[:, np.ptp(values, axis=0) > 0]
    found = compared(values, design, 70)
    every, observed = sums_of_all(values, 4), values[design.first].sum(0)
    np.testing.assert_array_equal(found.p, (every >= observed).mean(0))
    np.testing.assert_array_equal(found.p_reverse, (every <= observed).mean(0))
    assert compared(values, design_of(4, 4, 1), 2).p.min() >= 0.5


@pytest.mark.parametrize("covariates", [0, 1])
def test_pieces_of_any_size_give_the_same_bytes(
    covariates: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    design, values = design_of(6, 6, covariates), noise(12, 90, 7)
    whole = compared(values, design, 150, chunk=1000).maps()
    for chunk, batch in ((1, 128), (7, 13), (64, 255)):
        monkeypatch.setattr(product, "BATCH", batch)
        for name, value in compared(values, design, 150, chunk).maps().items():
            assert value.tobytes() == whole[name].tobytes()


def test_groups_that_change_places_change_directions() -> None:
    design, values = design_of(6, 5, covariates=1), noise(11, 30, 8)
    here = compared(values, design, 99)
    there = compared(values, Design(~design.first, design.covariates), 99)
    np.testing.assert_allclose(here.t, -there.t, rtol=1e-9)
    np.testing.assert_array_equal(here.p, there.p_reverse)
    np.testing.assert_array_equal(here.p_fwe_reverse, there.p_fwe)


def test_what_covariates_explain_whole_does_not_differ() -> None:
    design = design_of(5, 5, covariates=2)
    values = design.covariates @ np.array([[1.0, 2.0], [3.0, 0.1]]) + 5
    found = compared(values, design, 50)
    assert not found.t.any()
    assert (found.p == 1).all()
    assert (found.p_fwe == 1).all()


def test_nilearn_finds_the_same() -> None:
    design, values = design_of(8, 8, covariates=1), noise(16, 60, 9)
    values[design.first, :3] += np.float32([1.0, 1.5, 2.0])
    test = GroupTest(permutations=2000, engine="nilearn")
    theirs = family_wise(values, design, test, np.ones((60, 1, 1), bool), np.eye(4))
    ours = compared(values, design, 2000).maps()
    np.testing.assert_allclose(theirs["t"], ours["t"], rtol=1e-6)
    for name in ("p_fwe", "p_fwe_reverse"):
        error = 4 * np.sqrt(2 * ours[name] * (1 - ours[name]) / 2000) + 2 / 2000
        assert (np.abs(theirs[name] - ours[name]) <= error).all()
    assert (ours["p_fwe"][:3] < 0.5).any()


def rejections(cohorts: int, grid: tuple[int, ...], most: int, covariates: int) -> np.ndarray:
    """Return in how many null cohorts of smooth noise each of four tests rejects at 5 %."""
    rng, found = np.random.default_rng(10), np.zeros(4)
    for number in range(cohorts):
        design = design_of(10, 10, covariates, seed=number)
        smooth = gaussian_filter(rng.normal(size=(20, *grid)), (0, 1, 1, 1)).reshape(20, -1)
        rows = orders(design, most, number).rows
        one = difference(reader(smooth), smooth.shape[1], design, rows, 1000)
        at = smooth.shape[1] // 2
        alone = [one.p[at], one.p_reverse[at]]
        found += np.array([*alone, one.p_fwe.min(), one.p_fwe_reverse.min()]) <= 0.05
    return found


def expect_size(found: np.ndarray, cohorts: int) -> None:
    """Fail if rejections lie outside the interval that holds 99.9 % of a fair test's."""
    low, high = stats.binom.interval(0.999, cohorts, 0.05)
    assert (low <= found).all(), (low, found)
    assert (found <= high).all(), (found, high)


@pytest.mark.parametrize("covariates", [0, 1])
def test_size_is_right_on_small_null_cohorts(covariates: int) -> None:
    expect_size(rejections(200, (4, 4, 4), 100, covariates), 200)


@pytest.mark.slow
@pytest.mark.parametrize("covariates", [0, 2])
def test_size_is_right_on_many_null_cohorts(covariates: int) -> None:
    expect_size(rejections(2000, (8, 8, 8), 500, covariates), 2000)


def test_covariates_become_numbers() -> None:
    table = pd.DataFrame(
        {
            "subject": list("abcdefg"),
            "group": ["CN", "AD"] * 3 + ["CN"],
            "age": [70, 71.5, 72, 74, 73, 70, 77],
            "site": ["x", "y", "z", "x", "y", "z", "z"],
        }
    )
    design = designed(table, ["CN", "AD"], ["age", "site"])
    assert design.first.tolist() == [True, False] * 3 + [True]
    assert design.freedom == 7 - 2 - 3
    np.testing.assert_array_equal(design.covariates[:, 0], table["age"])
    np.testing.assert_array_equal(design.covariates[:, 1], table["site"] == "y")
    np.testing.assert_array_equal(design.covariates[:, 2], table["site"] == "z")
    np.testing.assert_allclose(design.nuisance.T @ design.nuisance, np.eye(4), atol=1e-12)
    np.testing.assert_allclose(design.nuisance.T @ design.tested, 0, atol=1e-12)
