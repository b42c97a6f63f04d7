"""The streaming pass of measures agrees with the literal analyses, map by map."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inrflow.analysis.dispersion import chance, deltas, explained, variance, variation
from inrflow.analysis.neurons import _numbers, silent, with_other
from inrflow.analysis.regions import Regions
from inrflow.analysis.sweep import count, sum_up
from inrflow.analysis.threshold import RANKS, Coarse
from inrflow.tracing.canvas import Canvas
from laws.fields import noise, stack
from oracles import xinc_analysis

Canvases = Callable[..., Canvas]
quick = settings(max_examples=40, deadline=None, database=None)
swept = pytest.mark.parametrize("name", ["ffn-frames", "ffn-tiles", "nerv-2-2", "nerv-3-2"])
every_reading = pytest.mark.parametrize("reading", ["share", "paper", "released"])


def labels_of(sizes: list[int], height: int, width: int, seed: int) -> list[np.ndarray]:
    """One random label map a grouping, -1 included; its last label is left empty at times."""
    generator = np.random.default_rng(seed)
    return [generator.integers(-1, n, (height, width), dtype=np.int32) for n in sizes]


def one_hot(maps: list[np.ndarray], sizes: list[int]) -> np.ndarray:
    """(region, pixel) of all groupings one after the other."""
    return np.concatenate(
        [m.ravel() == np.arange(n)[:, None] for m, n in zip(maps, sizes, strict=True)]
    )


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5), st.integers(1, 9), st.integers(0, 99))
@quick
def test_sums_over_regions_are_products_with_indicators(
    sizes: list[int], neurons: int, seed: int
) -> None:
    height, width = 5, 7
    maps = labels_of(sizes, height, width, seed)
    values = torch.from_numpy(noise(neurons, height * width, seed=seed) - np.float32(0.5))
    regions, masks = Regions.of(maps, sizes), one_hot(maps, sizes)
    sums, moments = regions.sums(values)
    sizes_of = values.abs().double()
    wanted = [sizes_of.sum(1), (sizes_of**2).sum(1), sizes_of.amin(1), sizes_of.amax(1)]
    np.testing.assert_allclose(moments, np.stack(wanted, axis=1), rtol=1e-6)
    np.testing.assert_allclose(sums, values.abs().numpy() @ masks.T, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(regions.areas, masks.sum(1))


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(1, 34), st.integers(0, 99))
@quick
def test_bands_of_a_picture_add_up_to_it(sizes: list[int], cut: int, seed: int) -> None:
    maps = labels_of(sizes, 5, 7, seed)
    values = torch.from_numpy(noise(6, 35, seed=seed))
    regions = Regions.of(maps, sizes)
    ends = [(0, cut), (cut, 35)]
    parts = [regions.band(*end).sums(values[:, slice(*end)]) for end in ends]
    sums, moments = (sum(part) for part in zip(*parts, strict=True))
    np.testing.assert_allclose(sums, regions.sums(values)[0], rtol=1e-5)
    np.testing.assert_allclose(moments[:, :2], regions.sums(values)[1][:, :2], rtol=1e-5)


# whole numbers and binary shares: every sum is exact, so that ties are ties
@given(
    arrays(np.float32, st.tuples(st.integers(1, 4), st.integers(1, 30)),
           elements=st.integers(-50, 50).map(np.float32)),
    st.sampled_from([0.125, 0.25, 0.5, 0.75]),
    st.sampled_from([1.0, 2.0**-20, 2.0**30]),
)  # fmt: skip
@quick
def test_a_threshold_is_what_a_full_sort_finds(
    maps: np.ndarray, share: float, scale: float
) -> None:
    magnitudes = np.abs(maps) * np.float32(scale)
    coarse = Coarse()
    for block in magnitudes:
        coarse.add(block)
    fine = coarse.refine(share)
    for block in magnitudes:
        fine.add(block)
    assert fine.value() == xinc_analysis.area_threshold(magnitudes, share)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("seed", range(5))
def test_a_threshold_of_real_numbers_is_what_a_full_sort_finds(share: float, seed: int) -> None:
    magnitudes = (noise(40, 50, seed=seed) ** 8).astype(np.float32)
    magnitudes[magnitudes < 1e-4] = 0
    coarse = Coarse()
    coarse.add(magnitudes)
    fine = coarse.refine(share)
    fine.add(magnitudes)
    assert fine.value() == np.float32(xinc_analysis.area_threshold(magnitudes, share))


@swept
@every_reading
def test_a_sweep_agrees_with_the_analyses_of_whole_maps(
    canvas_of: Canvases, name: str, reading: str
) -> None:
    canvas, sizes = canvas_of(name), [3, 4, 2]
    frame, shares = canvas.frames[-1], [0.1, 0.5]
    maps = labels_of(sizes, *canvas.size, seed=1)
    regions, masks = Regions.of(maps, sizes), one_hot(maps, sizes)
    for stage in canvas.stages:
        view = canvas.view(stage, frame, reading)
        whole = stack(view).numpy()
        flat = np.abs(whole.reshape(len(whole), -1)).astype(np.float64)
        sums = sum_up(view, regions, canvas.size)
        close = {"rtol": 1e-4, "atol": 1e-5}
        np.testing.assert_allclose(sums.regions, flat @ masks.T, **close)
        np.testing.assert_allclose(sums.totals, flat.sum(1), **close)
        np.testing.assert_allclose(sums.squares, (flat**2).sum(1), **close)
        np.testing.assert_allclose(sums.lowest, flat.min(1), **close)
        np.testing.assert_allclose(sums.highest, flat.max(1), **close)
        np.testing.assert_allclose(sums.heat.ravel(), flat.sum(0), **close)
        assert np.isnan(sums.fluctuation).all()
        counts = count(view, sums, shares)
        wanted = xinc_analysis.pixels_per_neuron(whole)
        # a neuron at exactly 1 / n of a pixel may fall on either side in float32
        assert np.abs(counts.pixels_per_neuron - wanted).sum() <= 1 + wanted.sum() // 500
        for index, share in enumerate(shares):
            threshold = np.float32(xinc_analysis.area_threshold(whole, share))
            assert counts.thresholds[index] == pytest.approx(threshold, rel=1e-4)
            above = xinc_analysis.neurons_per_pixel(whole, counts.thresholds[index])
            np.testing.assert_allclose(counts.neurons_per_pixel[index], above, atol=1e-6)


@given(st.integers(0, 999), st.integers(2, 5))
@quick
def test_deltas_and_their_variance_are_the_literal_ones(seed: int, regions: int) -> None:
    maps = noise(6, 5, 7, seed=seed) - np.float32(0.5)
    maps[seed % 6] = 0
    labels = np.random.default_rng(seed).integers(0, regions, (5, 7))
    labels.flat[:regions] = range(regions)
    masks = xinc_analysis.label_masks(labels)
    magnitudes = np.abs(maps.astype(np.float64))
    sums, areas = np.einsum("nyx,ryx->nr", magnitudes, masks), masks.sum((1, 2)).astype(float)
    found = deltas(sums, magnitudes.sum((1, 2)), areas, labels.size)
    wanted = xinc_analysis.deltas(maps, masks, absolute=False)
    np.testing.assert_allclose(found, wanted, atol=1e-12)
    np.testing.assert_allclose(variance(found), xinc_analysis.dispersion(wanted)[0], atol=1e-12)
    assert np.isnan(found[seed % 6]).all()


def test_an_empty_region_has_no_delta_and_no_part_in_the_variance() -> None:
    sums, areas = np.array([[3.0, 1.0, 0.0]]), np.array([2.0, 2.0, 0.0])
    found = deltas(sums, np.array([4.0]), areas, 4)
    np.testing.assert_array_equal(found, [[0.5, -0.5, np.nan]])
    np.testing.assert_array_equal(variance(found), [0.5])
    np.testing.assert_array_equal(variance(found[:, :1]), [np.nan])


def test_dead_and_flat_neurons_are_told_apart() -> None:
    found = [np.array([[np.nan, np.nan], [0.0, 1e-6], [0.4, -0.4]])]
    dead, flat = silent(np.array([0.0, 2.0, 2.0]), found)
    np.testing.assert_array_equal(dead, [True, False, False])
    np.testing.assert_array_equal(flat, [False, True, False])


@pytest.mark.parametrize(
    ("other", "area", "inside"), [("complement", 3, [1.5, 0]), ("union", 7, [2.5, 6])]
)
def test_the_pseudo_instance_other(other: str, area: int, inside: list[float]) -> None:
    sums, totals = np.array([[1.0, 1.5], [2.0, 4.0]]), np.array([4.0, 6.0])
    found, areas = with_other(sums, np.array([3.0, 4.0]), totals, 10, other)
    np.testing.assert_array_equal(found, np.column_stack([sums, inside]))
    np.testing.assert_array_equal(areas, [3, 4, area])


@every_reading
def test_fluctuation_is_the_change_of_every_map(canvas_of: Canvases, reading: str) -> None:
    canvas = canvas_of("nerv-2-2")
    last, frame = canvas.frames[:2]
    regions = Regions.of(labels_of([2], *canvas.size, seed=1), [2])
    for stage in canvas.stages:
        now, then = (canvas.view(stage, f, reading) for f in (frame, last))
        wanted = (stack(now).abs() - stack(then).abs()).abs().sum(0).numpy()
        found = sum_up(now, regions, canvas.size, before=then).fluctuation
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)
        still = sum_up(now, regions, canvas.size, before=now).fluctuation
        np.testing.assert_array_equal(still, 0)


def test_the_distribution_is_the_sorted_contributions_at_ranks() -> None:
    magnitudes = (noise(300, 400, seed=3) ** 6).astype(np.float32)
    coarse = Coarse()
    coarse.add(magnitudes - 2 * magnitudes * (noise(300, 400, seed=4) > 0.5))
    ordered = np.sort(magnitudes.ravel())[::-1]
    places = np.maximum(np.ceil(RANKS * ordered.size).astype(int), 1) - 1
    # a bin is 0.8 % wide; its mean stands for it
    np.testing.assert_allclose(coarse.at_ranks()[:-5], ordered[places][:-5], rtol=8e-3)


def random_regions(source: np.random.Generator, areas: list[int]) -> np.ndarray:
    labels = np.repeat(np.arange(len(areas)), areas)
    return source.permutation(labels)


def test_random_labels_explain_nothing_and_disperse_as_chance_says() -> None:
    areas, source = [3, 10, 27, 60, 100], np.random.default_rng(0)
    maps = source.gamma(2.0, size=(4, 200))
    totals, squares = maps.sum(1), (maps**2).sum(1)
    cv2 = variation(totals, squares, 200)
    np.testing.assert_allclose(cv2, maps.var(1) / maps.mean(1) ** 2, rtol=1e-9)
    sizes = np.array(areas, float)
    spread, share = [], []
    for _ in range(4000):
        masks = random_regions(source, areas) == np.arange(len(areas))[:, None]
        found = deltas(maps @ masks.T, totals, sizes, 200)
        spread.append(variance(found))
        share.append(explained(found, cv2, sizes, 200))
    np.testing.assert_allclose(np.mean(spread, axis=0), chance(cv2, sizes, 200), rtol=0.05)
    np.testing.assert_allclose(np.mean(share, axis=0), 0, atol=0.005)


def test_regions_that_a_map_follows_explain_it_all() -> None:
    labels = random_regions(np.random.default_rng(1), [5, 15, 30])
    maps = np.array([[1.0, 4.0, 9.0]])[:, labels]
    masks = labels == np.arange(3)[:, None]
    areas, totals = masks.sum(1).astype(float), maps.sum(1)
    found = deltas(maps @ masks.T, totals, areas, 50)
    cv2 = variation(totals, (maps**2).sum(1), 50)
    np.testing.assert_allclose(explained(found, cv2, areas, 50), 1)
    even = np.ones((1, 50))
    flat = variation(even.sum(1), even.sum(1), 50)
    assert np.isnan(explained(np.zeros((1, 3)), flat, areas, 50)).all()


def test_regions_that_overlap_say_nothing_of_chance() -> None:
    delta, areas = np.array([[0.5, -0.5, 0.0]]), np.array([25.0, 25.0, 50.0])
    apart, over = (_numbers(delta, areas, np.array([1.0]), 100, flag) for flag in (True, False))
    assert np.isfinite([apart["chance"], apart["explained"]]).all()
    assert np.isnan([over["chance"], over["explained"]]).all()
    np.testing.assert_array_equal(apart["signed_std"], over["signed_std"])
