"""Curves and numbers of the spread over neurons and pixels are those of whole maps."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.distribution import (
    MAGNITUDES,
    PIXELS,
    coverage,
    curves,
    half_mass,
    numbers,
    scalars,
    sorted_curve,
    spread,
    table,
)
from inrflow.analysis.threshold import RANKS, Coarse
from inrflow.tracing.canvas import Canvas
from laws.carried_measures import SHARES, clip, measured
from laws.fields import noise, stack
from oracles import xinc_analysis

Canvases = Callable[..., Canvas]
quick = settings(max_examples=30, deadline=None, database=None)
NONE = np.zeros(4, dtype=bool)


def sorted_half_mass(magnitudes: np.ndarray) -> float:
    """The share of the entries that carries half, by a full sort."""
    mass = np.cumsum(np.sort(magnitudes.ravel())[::-1])
    return np.interp(0.5, np.append(0, mass / mass[-1]), np.linspace(0, 1, mass.size + 1))


@pytest.mark.parametrize("power", [0, 1, 3, 8])
@pytest.mark.parametrize("empty", [0, 0.5])
def test_half_of_the_mass_is_where_a_full_sort_finds_it(power: int, empty: float) -> None:
    magnitudes = noise(50, 400, seed=power) ** np.float32(power)
    magnitudes[: int(50 * empty)] = 0
    coarse = Coarse()
    coarse.add(magnitudes)
    found = half_mass(RANKS, coarse.at_ranks(), float(magnitudes.mean()))
    assert found == pytest.approx(sorted_half_mass(magnitudes), rel=0.01)


@given(st.integers(1, 50), st.integers(0, 9999))
@quick
def test_participation_counts_equal_neurons(alive: int, seed: int) -> None:
    totals = np.zeros(50)
    totals[np.random.default_rng(seed).permutation(50)[:alive]] = 3.7
    found = spread(totals, np.zeros(50, dtype=bool), noise(50, seed=seed))
    assert found["effective_neurons"] == pytest.approx(alive / 50)
    assert found["empty_share"] == pytest.approx(1 - alive / 50)


def test_the_dead_by_either_meaning_are_left_out_of_the_median() -> None:
    totals, pixels = np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 0.9, 0.2, 0.4])
    inactive = np.array([False, True, False, False])
    found = spread(totals, inactive, pixels)
    assert found["pixels_per_neuron"] == pytest.approx(0.3)
    assert (found["empty_share"], found["inactive_share"]) == (0.25, 0.25)


def test_nothing_alive_has_no_median_and_no_participation() -> None:
    found = spread(np.zeros(4), ~NONE, np.zeros(4))
    assert np.isnan(found["pixels_per_neuron"])
    assert np.isnan(found["effective_neurons"])
    assert np.isnan(half_mass(RANKS, np.zeros(RANKS.size, dtype=np.float32), 0.0))
    assert np.isnan(coverage(np.zeros((3, 4)), noise(3, 4), 40)["cv"])


def test_neurons_drawn_at_random_cover_pixels_evenly() -> None:
    neurons, share = 400, 0.3
    above = (noise(neurons, 40, 50, seed=1) < share).mean(0)
    found = coverage(above, noise(40, 50, seed=2), neurons)
    binomial = np.sqrt((1 - share) / share / neurons)  # cv of a mean of coin throws
    assert found["mean"] == pytest.approx(share, rel=0.01)
    assert found["cv"] == pytest.approx(binomial, rel=0.1)
    assert found["cv_excess"] < binomial / 2
    assert abs(found["edges"]) < 4 / np.sqrt(above.size)


@pytest.mark.parametrize("neurons", [50, 2000])
def test_unevenness_above_chance_does_not_depend_on_how_many_neurons_there_are(
    neurons: int,
) -> None:
    chance = 0.3 + 0.2 * np.sin(np.arange(40 * 50).reshape(40, 50) / 90)
    above = (noise(neurons, 40, 50, seed=1) < chance).mean(0)
    found = coverage(above, noise(40, 50, seed=2), neurons)
    assert found["cv_excess"] == pytest.approx(chance.std() / chance.mean(), rel=0.1)
    assert np.isnan(coverage(above, noise(40, 50), 3)["cv_excess"])


def test_neurons_on_edges_are_found_there() -> None:
    reference = noise(30, 40, seed=3)
    assert coverage(reference**3, reference, 40)["edges"] == pytest.approx(1)
    assert coverage(-reference, reference, 40)["edges"] == pytest.approx(-1)


@given(st.integers(1, 300), st.integers(0, 9999))
@quick
def test_a_sorted_curve_rises_from_the_least_to_the_largest(count: int, seed: int) -> None:
    values = noise(count, seed=seed)
    curve = sorted_curve(values)
    assert (np.diff(curve) >= 0).all()
    assert (curve[0], curve[-1]) == (values.min(), values.max())
    np.testing.assert_array_equal(curve, sorted_curve(values[::-1].copy()))


@pytest.mark.parametrize("name", ["ffn-frames", "nerv-2-2"])
def test_tables_agree_with_the_analyses_of_whole_maps(
    canvas_of: Canvases, tmp_path: Path, name: str
) -> None:
    canvas = canvas_of(name)
    measures, frame = measured(canvas, tmp_path / "m.safetensors"), canvas.frames[-1]
    found, all_curves = numbers(measures, clip(canvas)), table(measures)
    for definition in measures.definitions:
        lines = all_curves[all_curves["definition"] == definition]
        for stage in canvas.stages:
            view = canvas.view(stage, frame, DEFINITIONS[definition].reading)
            maps = np.abs(stack(view).numpy())
            place = f"definition == '{definition}' and stage == '{stage}' and frame == {frame}"
            row, line = found.query(place).iloc[0], lines.query(place)
            totals = maps.astype(np.float64).sum((1, 2))
            effective = totals.sum() ** 2 / (totals**2).sum() / len(totals)
            assert row["neurons"] == len(maps)
            assert row["empty_share"] == (totals == 0).mean()
            assert row["effective_neurons"] == pytest.approx(effective, rel=1e-4)
            pixels = np.sort(xinc_analysis.pixels_per_neuron(maps)) / maps[0].size
            ends = line.loc[line["kind"] == PIXELS, "value"].to_numpy()[[0, -1]]
            np.testing.assert_allclose(ends, pixels[[0, -1]], atol=1.01 / maps[0].size)
            for share in SHARES:
                threshold = xinc_analysis.area_threshold(maps, share)
                point = line[line["kind"] == f"threshold_{share}"].iloc[0]
                assert point["value"] == pytest.approx(threshold, rel=1e-4)
                assert point["position"] == pytest.approx((maps > point["value"]).mean(), abs=1e-5)
                mean = row[f"neurons_per_pixel_mean_{share}"]
                assert mean == pytest.approx(point["position"], abs=1e-6)


def test_scalars_hold_no_gap_and_curves_fall(canvas_of: Canvases, tmp_path: Path) -> None:
    canvas = canvas_of("nerv-2-2")
    measures = measured(canvas, tmp_path / "m.safetensors", ["corrected"])
    rows = scalars(measures, clip(canvas))
    assert rows["value"].notna().all()
    assert not rows.duplicated(["definition", "stage", "measure"]).any()
    assert "neurons" not in set(rows["measure"])
    lines = curves(measures, "corrected")
    for _, line in lines[lines["kind"] == MAGNITUDES].groupby(["stage", "frame"], observed=True):
        assert (np.diff(line["value"]) <= 0).all()
