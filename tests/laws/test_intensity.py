"""Rank correlations of heat are the textbook's, and tell intensity from edges."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import convolve
from scipy.stats import rankdata, spearmanr

from inrflow.analysis.intensity import (
    SCALARS,
    correlations,
    edges,
    intensity,
    min_max,
    scalars,
    spearman,
    table,
)
from inrflow.errors import InputError
from inrflow.signals.signal import Signal
from inrflow.tracing.canvas import Canvas
from laws.carried_measures import clip, measured
from laws.fields import noise

quick = settings(max_examples=30, deadline=None, database=None)
seeds = st.integers(0, 9999)


def residual(values: np.ndarray, others: list[np.ndarray]) -> np.ndarray:
    """What a linear model on the others leaves of the ranks."""
    ranks = rankdata(values.ravel())
    model = np.column_stack([np.ones(ranks.size), *[rankdata(o.ravel()) for o in others]])
    return ranks - model @ np.linalg.lstsq(model, ranks, rcond=None)[0]


def ties(seed: int, size: int = 9) -> list[np.ndarray]:
    """Heat, intensity, edges: correlated maps of few levels, so that many ranks are tied."""
    first, second, third = np.round(noise(3, size, size, seed=seed) * 6).astype(np.float64)
    return [first + second, second + third, third + first]


@given(seeds)
@quick
def test_correlations_are_those_of_regressed_ranks(seed: int) -> None:
    heat, bright, contours = ties(seed)
    found = correlations(heat, bright, contours)
    assert found["intensity_spearman"] == pytest.approx(
        spearmanr(heat.ravel(), bright.ravel()).statistic
    )
    for name, wanted, held in [("edges", contours, bright), ("intensity", bright, contours)]:
        partial = np.corrcoef(residual(heat, [held]), residual(wanted, [held]))[0, 1]
        assert found[f"{name}_partial"] == pytest.approx(partial, abs=1e-9)
    ranks, left = rankdata(heat.ravel()), residual(heat, [bright, contours])
    assert found["intensity_edges_r2"] == pytest.approx(1 - left.var() / ranks.var(), abs=1e-9)


@given(seeds)
@quick
def test_correlations_do_not_change_with_a_rising_scale(seed: int) -> None:
    heat, bright, contours = ties(seed)
    scaled = correlations(np.exp(heat / 3) - 7, bright**3, np.sqrt(contours))
    for name, value in correlations(heat, bright, contours).items():
        assert scaled[name] == pytest.approx(value, abs=1e-9), name


def test_heat_that_is_intensity_owes_nothing_to_edges() -> None:
    bright, contours = noise(64, 64, seed=1), noise(64, 64, seed=2)
    found = correlations(bright**2, bright, contours)
    assert found["intensity_spearman"] == pytest.approx(1)
    assert found["intensity_edges_r2"] == pytest.approx(1)
    assert np.isnan(found["edges_partial"])  # nothing is left to explain


def test_noise_is_related_to_neither() -> None:
    found = correlations(*noise(3, 128, 128, seed=3))
    bound = 4 / 128  # four standard errors, 1 / sqrt(pixels)
    assert all(abs(found[name]) < bound for name in SCALARS)


def test_a_common_cause_is_taken_out() -> None:
    bright = noise(96, 96, seed=4)
    heat, contours = (bright + 0.3 * noise(96, 96, seed=s) for s in (5, 6))
    found = correlations(heat, bright, contours)
    assert found["edges_spearman"] > 0.8
    assert abs(found["edges_partial"]) < 0.1 < 0.6 < found["intensity_partial"]


def test_an_even_map_has_no_correlation() -> None:
    even = np.ones((4, 5))
    assert np.isnan(spearman(even, noise(4, 5)))
    found = correlations(even, *noise(2, 4, 5))
    assert np.isfinite(found.pop("references_spearman"))
    assert np.isnan(list(found.values())).all()
    np.testing.assert_array_equal(min_max(even), 0)


def test_edges_are_the_sobel_gradient_and_intensity_the_stretched_sum() -> None:
    picture = noise(8, 9, 3, seed=7) * np.float32(0.5)
    grey = picture @ np.array([0.2125, 0.7154, 0.0721])
    kernel = np.outer([1, 2, 1], [1, 0, -1])
    gradient = np.hypot(convolve(grey, kernel), convolve(grey, kernel.T))
    np.testing.assert_allclose(edges(picture), gradient, atol=1e-6)
    stretched = (picture - picture.min()) / np.ptp(picture)
    np.testing.assert_allclose(intensity(picture), stretched.sum(-1), rtol=1e-6)
    np.testing.assert_array_equal(edges(np.full((5, 6, 3), 0.5, np.float32)), 0)


def test_scalars_are_means_over_frames_of_what_is_defined(
    canvas_of: Callable[..., Canvas], tmp_path: Path
) -> None:
    canvas = canvas_of("nerv-2-2")
    measures, signal = measured(canvas, tmp_path / "m.safetensors"), clip(canvas, seed=1)
    found = table(measures, signal)
    heat = measures.get("released", "head", "heat", 1)
    row = found.query("definition == 'released' and stage == 'head' and frame == 1").iloc[0]
    wanted = spearmanr(heat.ravel(), edges(signal.values[1]).ravel()).statistic
    assert row["edges_spearman"] == pytest.approx(wanted)
    first = (found["frame"] == 0) & (found["stage"] == "head")
    found.loc[first, "edges_partial"] = np.nan
    found.loc[found["stage"] == "block1", "edges_partial"] = np.nan
    rows = scalars(found)
    assert set(rows["measure"]) == set(SCALARS)
    assert rows["value"].notna().all()
    partial = rows[rows["measure"] == "edges_partial"].set_index(["definition", "stage"])["value"]
    assert ("released", "block1") not in partial.index
    assert partial["released", "head"] == pytest.approx(row["edges_partial"])


def test_another_signal_is_refused(canvas_of: Callable[..., Canvas], tmp_path: Path) -> None:
    canvas = canvas_of("nerv-2-2")
    measures, signal = measured(canvas, tmp_path / "m.safetensors"), clip(canvas)
    short = Signal(signal.values[:1], signal.time[:1], {})
    narrow = Signal(signal.values[:, :, :-1].copy(), signal.time, {})
    for other, message in [(short, "found 1 frames"), (narrow, r"found \(8, 11\) px")]:
        with pytest.raises(InputError, match=message):
            table(measures, other)
