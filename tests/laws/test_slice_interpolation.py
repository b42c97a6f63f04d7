"""Interpolation of measured slices: what every method must keep, and what it is exact on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline

from inrflow.brain.impute.interpolation import interpolated
from inrflow.brain.slices import sliced
from inrflow.config.brain.drop import Drop
from inrflow.signals.between import between, lanczos_weights

HOWS = ("nearest", "linear", "cubic", "lanczos")
AXES = ("sagittal", "coronal", "axial")
SHAPE = (19, 22, 20)


def volume_of(function, axis: str) -> np.ndarray:
    """Return a volume (x, y, z) whose slices along an axis are a function of their number."""
    along = {"sagittal": 0, "coronal": 1, "axial": 2}[axis]
    numbers = np.arange(SHAPE[along], dtype=np.float64)
    values = function(numbers).reshape([-1 if n == along else 1 for n in range(3)])
    pattern = np.random.default_rng(0).uniform(0.5, 1, SHAPE).mean(along, keepdims=True)
    return (values * pattern).astype(np.float32)


drops = st.builds(
    lambda axis, gap, offset, thickness: {
        "axis": axis,
        "gap": gap,
        "offset": offset % gap,
        "thickness": min(thickness, gap),
    },
    st.sampled_from(AXES),
    st.integers(2, 5),
    st.integers(0, 4),
    st.integers(1, 3),
)


@settings(max_examples=25, deadline=None)
@given(drop=drops, how=st.sampled_from(HOWS), seed=st.integers(0, 99))
def test_thin_slices_are_reproduced_and_constants_stay(drop, how, seed):
    """A thin measured slice is as measured; a constant volume is itself, whatever the slabs."""
    values = np.random.default_rng(seed).uniform(size=SHAPE).astype(np.float32)
    slices = sliced(Drop(**drop), SHAPE, "test")
    painted = interpolated(how, slices.measure(values), slices)
    if drop["thickness"] == 1:
        kept = slices.parts["measured"]
        np.testing.assert_allclose(painted[kept], slices.across(values)[kept], atol=1e-6)
    constant = slices.measure(np.full(SHAPE, 0.7, np.float32))
    np.testing.assert_allclose(interpolated(how, constant, slices), 0.7, rtol=1e-6)


@settings(max_examples=15, deadline=None)
@given(drop=drops, how=st.sampled_from(["linear", "cubic"]))
def test_lines_and_cubics_are_exact_between_the_centres(drop, how):
    """Linear interpolation is exact on lines; a not-a-knot spline on cubics of thin slices."""
    degree = 3 if how == "cubic" and drop["thickness"] == 1 else 1
    values = volume_of(lambda n: 0.1 + (n / 20) ** degree - 0.3 * n / 20, drop["axis"])
    slices = sliced(Drop(**drop), SHAPE, "test")
    painted, truth = interpolated(how, slices.measure(values), slices), slices.across(values)
    first, last = slices.centres[[0, -1]]
    inside = [n for n in range(slices.count) if first <= n <= last]
    np.testing.assert_allclose(painted[inside], truth[inside], atol=1e-5)


@pytest.mark.parametrize("how", HOWS)
def test_beyond_the_centres_the_nearest_slab_is_repeated(how):
    """Nothing is extrapolated."""
    drop = Drop(axis="axial", gap=4, offset=3, thickness=1)
    slices = sliced(drop, SHAPE, "test")
    measured = np.random.default_rng(1).uniform(size=(len(slices.slabs), 3, 4)).astype(np.float32)
    painted = interpolated(how, measured, slices)
    for n in range(3):
        np.testing.assert_allclose(painted[n], measured[0], rtol=1e-6)
    np.testing.assert_array_equal(slices.centres, [3, 7, 11, 15, 19])
    assert slices.parts["beyond"] == [0, 1, 2]


def test_slabs_lie_at_their_centres():
    """Slabs of two slices lie between them: halves are between the numbers of slices."""
    slices = sliced(Drop(axis="sagittal", gap=4, thickness=2), SHAPE, "test")
    np.testing.assert_array_equal(slices.centres, [0.5, 4.5, 8.5, 12.5, 16.5])
    measured = np.random.default_rng(2).uniform(size=(5, 2, 2)).astype(np.float32)
    line = interpolated("linear", measured, slices)
    np.testing.assert_allclose(line[2], 0.625 * measured[0] + 0.375 * measured[1], rtol=1e-5)
    nearest = interpolated("nearest", measured, slices)
    np.testing.assert_array_equal(nearest[[0, 1, 2, 3, 4]], measured[[0, 0, 0, 1, 1]])


def test_nearest_takes_the_earlier_of_two():
    """A slice half way between two measured ones is the first of them."""
    known = np.array([[1.0], [2.0], [3.0]], np.float32)
    found = between("nearest", known, np.array([0, 4, 8]), np.arange(9))[:, 0]
    np.testing.assert_array_equal(found, [1, 1, 1, 2, 2, 2, 2, 3, 3])


def test_cubic_is_scipys_spline_and_lanczos_its_own_sum():
    """Both against what they are by definition, at places that are not whole."""
    rng = np.random.default_rng(3)
    known, places = rng.uniform(size=(9, 2)).astype(np.float32), np.arange(9) * 3 + 0.5
    wanted = np.array([0.5, 7.0, 12.25, 24.5])
    np.testing.assert_allclose(
        between("cubic", known, places, wanted), CubicSpline(places, known)(wanted), rtol=1e-6
    )

    def kernel(x: float) -> float:
        if x == 0:
            return 1.0
        inside = 3 * np.sin(np.pi * x) * np.sin(np.pi * x / 3) / (np.pi * x) ** 2
        return inside if abs(x) < 3 else 0.0

    raw = np.array([[kernel((t - c) / 3) for c in places] for t in wanted])
    found = lanczos_weights(places, wanted)
    np.testing.assert_allclose(found, raw / raw.sum(1, keepdims=True), atol=1e-12)
    np.testing.assert_allclose(
        between("lanczos", known, places, wanted), found @ known.astype(np.float64), rtol=1e-6
    )
