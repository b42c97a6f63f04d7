"""Objects over time: missing is not zero, constancy has its null, categories have theirs."""

from pathlib import Path

import numpy as np
import pytest

from inrflow.analysis import constancy, correlation
from inrflow.analysis.categories import grouped, relative
from inrflow.analysis.objects import normalised, scalars, table
from laws.measured import measures_of

ROWS = [
    {"id": i + 1, "name": f"{c}_{i} x", "category": c, "thing": c != "sky", "color": [9, 9, 9]}
    for i, c in enumerate(["car", "car", "dog", "dog", "cat", "cat", "ox", "ox", "sky"])
]


def noise(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(size=shape)


def icc(groups: list[np.ndarray]) -> float:
    """ICC(1) of one neuron, group by group."""
    count, classes = sum(map(len, groups)), len(groups)
    grand = np.concatenate(groups).mean()
    between = sum(len(g) * (g.mean() - grand) ** 2 for g in groups) / (classes - 1)
    within = sum(((g - g.mean()) ** 2).sum() for g in groups) / (count - classes)
    size = (count - sum(len(g) ** 2 for g in groups) / count) / (classes - 1)
    return (between - within) / (between + (size - 1) * within)


def test_constancy_is_the_literal_intraclass_correlation() -> None:
    values = noise(1, 4, 6)
    values[0, 1, 2:] = np.nan
    values[0, 3, 0] = np.nan
    groups = [np.log(row[np.isfinite(row)]) for row in values[0]]
    assert constancy.share_between(values) == pytest.approx(icc(groups))


def test_constancy_is_one_for_constant_objects_and_none_for_noise() -> None:
    constant = np.repeat(noise(50, 8, 1), 10, axis=2)
    assert constancy.share_between(constant) == pytest.approx(1)
    assert constancy.share_between(noise(2000, 8, 10)) == pytest.approx(0, abs=0.03)
    assert constancy.share_between(np.ones((3, 4, 5))) is None


def test_an_absent_object_changes_nothing() -> None:
    values = noise(9, 4, 6)
    absent = np.concatenate([values, np.full((9, 1, 6), np.nan)], axis=1)
    for measure in (constancy.share_between, constancy.variation):
        assert measure(absent) == pytest.approx(measure(values))
    profile = constancy.mean_over_frames(values)
    empty = constancy.mean_over_frames(absent)
    assert np.isnan(empty[:, -1]).all()
    assert constancy.evenness(empty) == pytest.approx(constancy.evenness(profile))


def test_variation_needs_three_frames_and_matches_numpy() -> None:
    values = noise(1, 1, 5)
    wanted = values.std(ddof=1) / values.mean()
    assert constancy.variation(values) == pytest.approx(wanted)
    assert constancy.variation(values[..., :2]) is None


def test_mixing_keeps_the_values_of_a_frame_and_destroys_constancy() -> None:
    values = np.repeat(noise(40, 8, 1), 10, axis=2)
    values[:, 2, 4] = np.nan
    mixed = constancy.mixed(values, 0)
    np.testing.assert_array_equal(np.sort(mixed, axis=1), np.sort(values, axis=1))
    assert constancy.variation(values) == pytest.approx(0, abs=1e-12)
    assert constancy.variation(mixed) > 0.5
    exchangeable = noise(400, 8, 10)
    null = constancy.variation(constancy.mixed(exchangeable, 0))
    assert constancy.variation(exchangeable) == pytest.approx(null, rel=0.05)


def test_evenness_is_one_for_even_and_zero_for_one_object() -> None:
    assert constancy.evenness(np.ones((3, 5))) == pytest.approx(1)
    assert constancy.evenness(np.eye(5)) == pytest.approx(0)
    assert constancy.evenness(np.ones((3, 1))) is None


@pytest.mark.parametrize("persistent", [True, False])
def test_normalised_values_sum_to_one(persistent: bool) -> None:
    values = noise(4, 3, 2)
    values[0] = 0
    values[1, 2, 1] = np.nan
    found = normalised(values, persistent)
    assert np.isnan(found[0]).all()
    sums = np.nansum(found[1:], axis=(1, 2) if persistent else 1)
    np.testing.assert_allclose(sums, 1)
    assert np.isnan(found[1, 2, 1])


def test_categories_that_neurons_share_stand_out_of_the_null() -> None:
    centres = noise(300, 4, seed=1)
    alike = centres[:, [0, 0, 1, 1, 2, 2, 3, 3]] * noise(300, 8, seed=2) ** 0.2
    found = grouped(np.concatenate([alike, noise(300, 1, seed=3)], axis=1), ROWS, 0)
    assert found["category_gap"] > found["category_gap_null"] + 0.5
    assert found["category_gap"] == pytest.approx(found["category_same"] - found["category_other"])
    assert found["category_same"] > 0.8


def test_without_shared_categories_the_gap_is_that_of_its_null_on_average() -> None:
    gaps = []
    for seed in range(40):
        found = grouped(noise(100, 9, seed=seed), ROWS, seed)
        gaps.append(found["category_gap"] - found["category_gap_null"])
    assert abs(np.mean(gaps)) < 4 * np.std(gaps) / np.sqrt(len(gaps))
    assert np.std(gaps) < 0.1


def test_a_crowd_is_no_instance() -> None:
    rows = [ROWS[0], ROWS[1] | {"crowd": True}, ROWS[2]]
    assert grouped(noise(30, 3), rows, 0) == {}


def test_categories_without_pairs_say_nothing() -> None:
    assert grouped(noise(30, 3), [ROWS[0], ROWS[2], ROWS[8]], 0) == {}
    assert grouped(noise(30, 2), ROWS[:2], 0) == {}
    absent = noise(30, 9)
    absent[:, [1, 3, 5, 7]] = np.nan
    assert grouped(absent, ROWS, 0) == {}


def test_relative_profiles_have_no_scale() -> None:
    values = noise(5, 4)
    values[2, 1] = 0
    np.testing.assert_allclose(relative(values * 7), relative(values))
    assert np.isnan(relative(values)[2, 1])


def test_the_partial_correlation_removes_what_the_third_explains() -> None:
    generator = np.random.default_rng(0)
    cause = generator.normal(size=3000)
    a, b = cause + generator.normal(size=3000), cause + generator.normal(size=3000)
    assert correlation.spearman(a, b) > 0.4
    assert correlation.partial(a, b, cause) == pytest.approx(0, abs=0.05)
    assert correlation.partial(a, b, a) is None
    assert correlation.spearman(a, np.zeros(3000)) is None


def labels_of(frames: int) -> np.ndarray:
    """All rows of ROWS in every frame, but the second car and the ox never in the last."""
    labels = np.random.default_rng(1).integers(0, len(ROWS), (frames, 12, 16))
    labels[-1][np.isin(labels[-1], [1, 6])] = 0
    return labels


@pytest.mark.parametrize("persistent", [True, False])
def test_the_table_holds_means_over_masks_and_no_absent_object(
    tmp_path: Path, persistent: bool
) -> None:
    labels = labels_of(4)
    groupings = {"rgb": (labels % 2, ["0", "1"]), "segments": (labels, [r["name"] for r in ROWS])}
    measures, maps = measures_of(tmp_path / "m", groupings, persistent=persistent)
    rows = table(measures, ROWS)
    last = set(rows.loc[rows["frame"] == 3, "name"])
    assert last == {row["name"] for row in ROWS} - {ROWS[1]["name"], ROWS[6]["name"]}
    means = {
        (f, n, r["name"]): maps[f, n][labels[f] == i].mean()
        for f in range(4) for n in range(12) for i, r in enumerate(ROWS) if (labels[f] == i).any()
    }  # fmt: skip
    for row in rows[rows["frame"] == 2].itertuples(index=False):
        whole = [v for (f, n, _), v in means.items() if n == row.neuron and (persistent or f == 2)]
        assert row.value == pytest.approx(means[2, row.neuron, row.name] / sum(whole), rel=1e-5)
    found = set(scalars(measures, ROWS)["measure"])
    assert ("object_constancy" in found) == persistent
    assert {"object_evenness", "category_gap", "category_gap_null"} <= found


def test_a_clip_without_segments_has_empty_tables(tmp_path: Path) -> None:
    measures, _ = measures_of(tmp_path / "m", {"rgb": (labels_of(2) % 2, ["0", "1"])})
    assert table(measures, []).empty
    assert scalars(measures, []).empty
