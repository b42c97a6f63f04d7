"""Partitions: every sample in one cell, every coordinate too, at any size."""

from dataclasses import replace
from math import prod

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inrflow.config.networks.axes import axes_of
from inrflow.config.networks.frame import frame_on
from inrflow.config.networks.partition import borders_on, edges, even, factors_of
from inrflow.errors import InputError
from inrflow.fields.cells import Cells
from inrflow.fields.lattice import coordinates_at, places_of
from inrflow.fields.resolve import build
from inrflow.fitting.occupied import resolve_kept
from inrflow.fitting.optimise import _mean
from inrflow.signals.signal import Signal
from laws.fields import noise

few = settings(max_examples=25, deadline=None)


sides = st.tuples(st.integers(1, 4), st.integers(1, 11), st.integers(1, 13))
shares = st.tuples(*[st.floats(0, 1, allow_subnormal=False)] * 3)
# sides, factors as shares of them, which cells are kept
partitions = st.builds(dict, sides=sides, shares=shares, seed=st.none() | st.integers(0, 99))


def cells_with(shape: tuple, factors: tuple) -> Cells:
    """Equal cells."""
    frames, rows, columns = (even(c, n) for c, n in zip(factors, shape, strict=False))
    return Cells(shape, (frames, rows, columns))


def places(index: torch.Tensor, shape: tuple) -> torch.Tensor:
    """Where samples lie, from their coordinates."""
    frame = frame_on(None, shape)
    return places_of(coordinates_at(index, shape), shape, frame)


def cells_of(sides: tuple, shares: tuple, seed: int | None) -> Cells:
    """Cells of a small signal, some of them kept."""
    shape = (*sides, 1)
    wanted = [1 + round(shares[axis] * (sides[axis] - 1)) for axis in axes_of(shape)]
    borders = borders_on(wanted, shape)
    if seed is None:
        return Cells(shape, borders)
    chosen = np.flatnonzero(np.random.default_rng(seed).random(prod(factors_of(borders))) < 0.5)
    return Cells(shape, borders, tuple(chosen.tolist()) or (0,))


@few
@given(partitions)
def test_every_sample_is_in_one_cell(options: dict) -> None:
    cells = cells_of(**options)
    index, real = cells.samples()
    seen = index[real]
    assert len(seen.unique()) == len(seen)
    if cells.kept is None:
        assert len(seen) == prod(cells.shape[:3])
    assert torch.equal(index[~real], index[:, :1].expand_as(index)[~real])
    assert real.any(1).all()


@few
@given(partitions)
def test_coordinates_find_the_cell_of_their_sample(options: dict) -> None:
    cells = cells_of(**options)
    index, real = cells.samples()
    found = cells.member_at(places(index[real], cells.shape))
    wanted = torch.arange(cells.members)[:, None].expand_as(index)[real]
    assert torch.equal(found, wanted)
    others = torch.ones(prod(cells.shape[:3]), dtype=torch.bool)
    others[index[real]] = False
    left = torch.nonzero(others)[:, 0]
    assert (cells.member_at(places(left, cells.shape)) == -1).all()


@few
@given(partitions)
def test_boxes_and_frames_hold_the_same_samples(options: dict) -> None:
    cells = cells_of(**options)
    numbers = np.arange(prod(cells.shape[:3])).reshape(cells.shape[:3])
    index, real = cells.samples()
    for member, box in enumerate(cells.boxes):
        assert index[member][real[member]].tolist() == numbers[box].ravel().tolist()
    for frame in range(cells.shape[0]):
        members = cells.of_frame(frame)
        touched = [m for m, box in enumerate(cells.boxes) if box[0].start <= frame < box[0].stop]
        assert list(range(cells.members))[members] == touched
        if touched:
            index, real = cells.samples(members, frame)
            wanted = [n for m in touched for n in numbers[frame][cells.boxes[m][1:]].ravel()]
            assert index[real].tolist() == wanted


def sources(cells: Cells, seed: int) -> list[torch.Generator]:
    """One generator a member."""
    return [torch.Generator().manual_seed(1000 * seed + number) for number in cells.numbers]


@few
@given(partitions, st.integers(0, 5))
def test_draws_stay_in_their_cell(options: dict, seed: int) -> None:
    cells = cells_of(**options)
    drawn = cells.draw(20, sources(cells, seed))
    found = cells.member_at(places(drawn.flatten(), cells.shape))
    assert torch.equal(found.view(drawn.shape), torch.arange(cells.members)[:, None].expand(-1, 20))


def test_draws_are_uniform() -> None:
    cells = cells_with((3, 5, 7, 1), (1, 2, 3))
    drawn = cells.draw(20_000, sources(cells, 0))
    for member, (index, real) in enumerate(zip(*cells.samples(), strict=True)):
        samples = index[real]
        counts = (drawn[member][:, None] == samples).sum(0) / 20_000 * len(samples)
        assert counts.sum() == pytest.approx(len(samples))
        assert (counts - 1).abs().max() < 0.2  # 5 sigma is 0.17 at most


@pytest.mark.parametrize("side", [1, 2, 3, 7, 13, 97, 128])
def test_any_factor_leaves_no_cell_empty(side: int) -> None:
    for factor in range(1, side + 1):
        sizes = np.diff(edges(even(factor, side), side))
        assert sizes.min() >= 1 and sizes.sum() == side and np.ptp(sizes) <= 1
        if side % factor == 0:
            assert edges(even(factor, side), side) == [
                i * (side // factor) for i in range(factor + 1)
            ]


@pytest.mark.parametrize("side", [2, 97, 512, 4096, 537_936])
@pytest.mark.parametrize("factor", [2, 3, 32, 320, 511])
def test_long_axes_round_no_sample_into_a_neighbour(side: int, factor: int) -> None:
    factor, shape = min(factor, side), (1, 1, side, 1)
    cells = cells_with(shape, (1, 1, factor))
    borders = np.array(edges(even(factor, side), side)[:-1])
    near = np.unique(np.clip(borders[:, None] + np.arange(-2, 3), 0, side - 1))
    found = cells.member_at(places(torch.from_numpy(near), shape))
    wanted = np.searchsorted(borders, near, side="right") - 1
    assert found.tolist() == wanted.tolist()


def test_any_coordinate_has_the_cell_of_the_formula() -> None:
    cells = cells_with((1, 6, 10, 1), (1, 3, 4))
    shape, frame = cells.shape, frame_on(None, cells.shape)
    some = torch.rand(500, 2, generator=torch.Generator().manual_seed(0)) * 2 - 1
    wanted = ((some.double() + 1) / 2 * torch.tensor([3, 4])).floor().long()
    found = cells.member_at(places_of(some, shape, frame))
    assert torch.equal(found, wanted[:, 0] * 4 + wanted[:, 1])
    corners = torch.tensor([[-1.0, -1], [1, 1], [-5, 0.9], [0, -0.5], [9, 9]])
    assert cells.member_at(places_of(corners, shape, frame)).tolist() == [0, 11, 3, 5, 11]
    with pytest.raises(InputError, match="expected finite"):
        places_of(torch.tensor([[0.0, float("nan")]]), shape, frame)


@pytest.mark.parametrize(
    ("partition", "said"),
    [
        ([3], "expected 2 factors"),
        ([3, 3, 3], "expected 2 factors"),
        ([7, 1], "expected 1 to 6 cells along a side of 6 samples, found 7"),
        ([0, 1], "expected 1 to 6 cells"),
    ],
)
def test_partitions_that_cannot_be_are_refused(partition: list[int], said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        borders_on(partition, (1, 6, 8, 3))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kept", [[], [1, 0], [0, 0], [-1, 2], [3, 6], "occupied"], ids=str)
def test_cells_that_cannot_be_kept_are_refused(kept: list[int] | str) -> None:
    network = {"architecture": "siren", "width": 3, "partition": [2, 3], "kept": kept}
    with pytest.raises(InputError, match=r"network\.kept: expected .*numbers of cells") as caught:
        build(network, (1, 6, 8, 1), 0)
    assert "\n" not in str(caught.value)


def test_occupied_cells_are_those_that_are_not_empty() -> None:
    values = np.zeros((4, 6, 8, 1), dtype=np.float32)
    values[0, 0, 0], values[3, 5, 7], values[1, 2, 4] = 1, 0.5, 1
    network = {"architecture": "siren", "partition": [2, 2, 2], "kept": "occupied"}
    signal = Signal(values, np.zeros(4), {}, "volume")
    assert resolve_kept(network, signal) == network | {"kept": [0, 1, 7]}
    for other in (network | {"kept": None}, network | {"kept": [3]}, {"architecture": "nerv"}):
        assert resolve_kept(other, signal) is other
    with pytest.raises(InputError, match="expected a cell where the signal is not 0") as caught:
        resolve_kept(network, replace(signal, values=np.zeros_like(values)))
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="whose values begin at 0, found -1"):
        resolve_kept(network, replace(signal, value_range=(-1.0, 1.0)))


def test_a_batch_that_misses_a_small_cell_is_no_division_by_nothing() -> None:
    real = torch.tensor([[True, True], [False, False]])
    found = _mean(torch.tensor([[[1.0], [3.0]], [[5.0], [7.0]]]), real, 2)
    assert found.tolist() == [2.0, 0.0]


def test_the_fit_writes_which_cells_it_kept() -> None:
    values = noise(1, 6, 8, 1)
    values[:, :3] = 0
    network = {"architecture": "siren", "width": 3, "partition": [2, 2], "kept": "occupied"}
    signal = Signal(values, np.zeros(1), {})
    resolved = resolve_kept(network, signal)
    assert resolved["kept"] == [2, 3]
    assert build(resolved, signal.shape, 0).members == 2
