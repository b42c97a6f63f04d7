"""Seams: what knows no cells has a ratio of 1, a step made at the borders its known height."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inrflow.config.networks.partition import borders_on, edges
from inrflow.croppable.lattice import lattice_of
from inrflow.measures.seams import ALL, seams
from laws.fields import noise

few = settings(max_examples=20, deadline=None)
SIREN = {"architecture": "siren", "width": 3, "layers": 3}


def lattice(partition: list[int], shape: tuple) -> list[list[int]]:
    """First samples of even cells along (frame, y, x), and the sides."""
    return [
        edges(one, side) for one, side in zip(borders_on(partition, shape), shape, strict=False)
    ]


def cells(ends: list[int]) -> np.ndarray:
    """The number of each sample's cell."""
    return np.repeat(np.arange(len(ends) - 1), np.diff(ends))


@given(st.integers(0, 99), st.sampled_from([[4, 4], [7, 5], [2, 9]]))
@few
def test_random_errors_have_no_seam(seed: int, partition: list[int]) -> None:
    shape = (1, 90, 110, 3)
    found = seams(noise(*shape, seed=seed), lattice(partition, shape))
    assert set(found) == {"y", "x", ALL}
    for seam in found.values():
        # 270 pairs or more on either side: a standard error of 4 % or less
        assert seam.ratio == pytest.approx(1, abs=0.2)


def test_smooth_errors_have_no_seam() -> None:
    y, x = np.meshgrid(np.linspace(0, 30, 96), np.linspace(0, 41, 96), indexing="ij")
    wave = np.sin(y + 0.3 * x) + np.cos(x - 0.2 * y)
    found = seams(wave[None, :, :, None], lattice([6, 6], (1, 96, 96, 1)))
    assert found[ALL].ratio == pytest.approx(1, abs=0.15)


@given(st.integers(2, 6), st.integers(2, 6), st.floats(0.01, 2), st.floats(0.01, 2))
@few
def test_a_step_at_the_borders_is_told(rows: int, columns: int, step: float, slope: float) -> None:
    shape = (1, 29, 31, 1)
    ends = lattice([rows, columns], shape)
    along_y = slope * np.arange(29) + step * cells(ends[1])
    values = np.broadcast_to(along_y[None, :, None, None], shape).astype(np.float64)
    found = seams(values, ends)
    assert found["y"].jump == pytest.approx(slope + step)
    assert found["y"].shifted == pytest.approx(slope)
    assert found["y"].ratio == pytest.approx((slope + step) / slope)
    assert found["x"].jump == 0
    assert found["x"].ratio is None
    assert found[ALL].ratio == pytest.approx((slope + step) / slope)  # x adds nothing to either


def test_an_axis_of_larger_jumps_moves_no_ratio() -> None:
    """A slope along each axis, whatever the number of cells along it."""
    t, y, x = np.meshgrid(*map(np.arange, (12, 20, 18)), indexing="ij")
    values = (9.0 * t + y + 0.1 * x)[..., None]
    found = seams(values, lattice([2, 5, 3], values.shape))
    assert [seam.ratio for seam in found.values()] == pytest.approx([1, 1, 1, 1])


def test_edges_of_the_picture_do_not_count() -> None:
    shape = (1, 16, 16, 2)
    ends, source = lattice([2, 2], shape), np.random.default_rng(0)
    truth = (cells(ends[1])[:, None] * 5.0 + cells(ends[2]))[None, :, :, None] * np.ones(shape)
    painted = truth + source.normal(0, 0.1, shape)
    assert seams(painted - truth, ends)[ALL].ratio == pytest.approx(1, abs=0.4)
    assert seams(painted, ends)[ALL].ratio > 10


def test_cells_of_one_sample_have_no_lattice_within() -> None:
    found = seams(noise(1, 6, 8, 1), [[0, 1], [0, 1, 2, 6], [0, 4, 8]])
    assert found["y"].shifted is None
    assert found["y"].ratio is None
    assert found[ALL].ratio == pytest.approx(found["x"].ratio)
    alone = seams(noise(1, 1, 3, 1), [[0, 1], [0, 1], [0, 1, 2, 3]])
    assert alone["x"].ratio is alone[ALL].ratio is None


def test_no_borders_no_seams() -> None:
    assert seams(noise(1, 5, 6, 1), [[0, 1], [0, 5], [0, 6]]) == {}


def test_absent_cells_do_not_count() -> None:
    """Borders are crossed between kept cells alone."""
    shape = (1, 8, 8, 1)
    values = noise(*shape)
    kept = lattice_of(SIREN | {"partition": [2, 2], "kept": [0, 1]}, shape)
    whole = lattice_of(SIREN | {"partition": [2, 2]}, shape)
    some = seams(values, kept.edges, kept.present)
    assert set(some) == {"x", ALL}
    upper = seams(values[:, :4], [[0, 1], [0, 4], whole.edges[2]])
    assert some["x"] == upper["x"]
    assert whole.present is None


def test_a_lattice_is_that_of_the_networks_cells() -> None:
    shape = (1, 10, 12, 1)
    assert lattice_of(SIREN, shape) is None
    assert lattice_of(SIREN | {"partition": [1, 1]}, shape) is None
    assert (
        lattice_of({"architecture": "nerv", "first_lattice": [4, 8], "strides": [2]}, shape) is None
    )
    found = lattice_of(SIREN | {"partition": {"cuts": [[3], [2, 7]]}}, shape)
    assert found.edges == [[0, 1], [0, 3, 10], [0, 2, 7, 12]]
