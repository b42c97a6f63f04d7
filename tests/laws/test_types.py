"""Types of neurons: vectors, clusters, mixing and similarity agree with their definitions."""

import warnings
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import numba
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inrflow.analysis.groupings.grid import rectangles
from inrflow.analysis.types.clusters import (
    cluster,
    gaussian_clouds,
    null_silhouettes,
    silhouette,
    with_marginals,
)
from inrflow.analysis.types.draw import read_maps
from inrflow.analysis.types.mixing import mixing, permuted_mixing
from inrflow.analysis.types.score import Nulls, clustering_scores, mixing_scores, similarity_scores
from inrflow.analysis.types.similarity import correlations, within_between
from inrflow.analysis.types.vectors import Neurons, Where, gather, scaled_means, speaking
from inrflow.tracing.canvas import Canvas
from laws.carried_measures import measured
from laws.fields import fit_of, stack, trace

quick = settings(max_examples=30, deadline=None, database=None)
NULLS = Nulls(permutations=200, draws=10)


def blobs(each: int, centres: list[list[float]], spread: float) -> np.ndarray:
    """Points around some centres, centre after centre."""
    generator = np.random.default_rng(1)
    noise = generator.normal(0, spread, (each * len(centres), len(centres[0])))
    return np.repeat(np.array(centres), each, axis=0) + noise


@given(st.integers(0, 99))
@quick
def test_scaled_means_are_means_of_scaled_maps(seed: int) -> None:
    generator = np.random.default_rng(seed)
    maps = generator.gamma(0.5, 3, (7, 60)).astype(np.float32)
    labels = generator.integers(0, 5, 60)
    labels[labels == 3] = 0  # an empty region
    sums = np.stack([maps[:, labels == r].sum(1) for r in range(5)], 1)
    areas = np.bincount(labels, minlength=5)
    low, high = maps.min(1), maps.max(1)
    scaled = (maps - low[:, None]) / (high - low)[:, None]
    expected = np.stack([scaled[:, labels == r].mean(1) for r in (0, 1, 2, 4)], 1)
    np.testing.assert_allclose(scaled_means(sums, areas, low, high), expected, atol=1e-5)


@pytest.mark.parametrize("name", ["ffn-frames", "nerv-2-2"])
def test_a_sample_has_the_vectors_of_the_neurons_that_it_names(
    canvas_of: Callable[..., Canvas], name: str, tmp_path: Path
) -> None:
    canvas = canvas_of(name)
    both = [measured(canvas, tmp_path / name, ["corrected"]) for name in ("one", "two")]
    stage, where = canvas.stages[-2], Where("corrected", canvas.frames[-1], "grid")
    found = gather(both, [5, 9], stage, where, 12)
    maps = stack(canvas.view(stage, where.frame)).abs().numpy().astype(np.float64)
    low, high = maps.min((1, 2)), maps.max((1, 2))
    alive = (high > low) & ~canvas.view(stage, where.frame).inactive()
    np.testing.assert_array_equal(speaking(both[0], stage, where), alive)
    each = min(6, alive.sum())
    np.testing.assert_array_equal(found.seeds, [5] * each + [9] * each)
    cells = rectangles(*canvas.size, 2, 2)
    for seed in (5, 9):
        mine = found.numbers[found.seeds == seed]
        assert len(set(mine)) == each and alive[mine].all()
    scaled = (maps - low[:, None, None]) / np.where(high > low, high - low, 1)[:, None, None]
    wanted = [[scaled[n][cells == cell].mean() for cell in range(4)] for n in found.numbers]
    np.testing.assert_allclose(found.vectors, wanted, atol=1e-5)


def test_maps_are_read_from_the_seed_that_they_belong_to(
    canvas_of: Callable[..., Canvas], tmp_path: Path
) -> None:
    other = deepcopy(fit_of("nerv-2-2"))
    with torch.no_grad():
        for weights in other.field.parameters():
            weights.mul_(1.5)
    stores = {5: canvas_of("nerv-2-2"), 9: trace(tmp_path / "other", other)}
    frame, stage = stores[5].frames[0], stores[5].stages[0]
    seeds, numbers = np.array([5, 5, 9, 9]), np.array([1, 4, 0, 4])
    sample = Neurons(seeds, numbers, np.zeros((4, 2)))
    places = np.array([3, 0, 1, 3])
    found = read_maps(stores, stage, Where("corrected", frame, "grid"), sample, places)
    for place, one in zip(places, found, strict=True):
        wanted = stores[seeds[place]].map_of(stage, int(numbers[place]), frame).abs()
        np.testing.assert_allclose(one, wanted, rtol=1e-5, atol=1e-7)


def test_clusters_are_numbered_by_size_and_survive_fewer_points_than_clusters() -> None:
    points = np.concatenate([blobs(3, [[9.0, 9.0]], 0.1), blobs(8, [[0.0, 0.0]], 0.1)])
    np.testing.assert_array_equal(cluster(points, 2), [1] * 3 + [0] * 8)
    same = np.zeros((5, 2))
    np.testing.assert_array_equal(cluster(same, 4), np.zeros(5))
    assert silhouette(same, cluster(same, 4)) is None
    assert silhouette(points[:4], np.arange(4)) is None


def test_gaussian_clouds_keep_mean_and_covariance_and_bending_keeps_marginals() -> None:
    points = blobs(200, [[0.0, 0.0], [4.0, 1.0]], 0.5)
    clouds = list(gaussian_clouds(points, 60))
    covariance = np.mean([np.cov(cloud.T, bias=True) for cloud in clouds], axis=0)
    np.testing.assert_allclose(covariance, np.cov(points.T, bias=True), rtol=0.1, atol=0.02)
    np.testing.assert_allclose(np.mean(clouds, axis=(0, 1)), points.mean(0), atol=0.05)
    bent = with_marginals(clouds[0], points)
    np.testing.assert_array_equal(np.sort(bent, 0), np.sort(points, 0))
    np.testing.assert_array_equal(bent.argsort(0), clouds[0].argsort(0))


def test_separated_types_beat_their_nulls_and_one_cloud_does_not() -> None:
    corners = [[0.0, 0.0, 0.0], [6.0, 6.0, 0.0], [6.0, 0.0, 6.0], [0.0, 6.0, 6.0]]
    apart = blobs(40, corners, 0.4)
    found = clustering_scores(apart, cluster(apart, 4), 4, NULLS)
    assert found["silhouette"] > found["silhouette_null_high"] + 0.2
    assert found["silhouette"] > found["silhouette_skewed_high"] + 0.1
    cloud = blobs(160, [[0.0, 0.0, 0.0]], 1.0)
    null = null_silhouettes(gaussian_clouds(cloud, 20), 4)
    assert null.min() - 0.02 < silhouette(cloud, cluster(cloud, 4)) < null.max() + 0.02


def test_a_skewed_cloud_beats_the_gaussian_null_but_not_the_skewed_one() -> None:
    cloud = np.random.default_rng(2).gamma(0.3, 1, (200, 4))
    found = clustering_scores(cloud, cluster(cloud, 4), 4, NULLS)
    assert found["silhouette"] > found["silhouette_null_high"]
    assert found["silhouette"] < found["silhouette_skewed_high"] + 0.02


def entropy_by_hand(labels: np.ndarray, seeds: np.ndarray) -> float:
    """The definition, cluster by cluster and seed by seed."""
    whole, names = 0.0, sorted(set(seeds.tolist()))
    for number in set(labels.tolist()):
        inside = seeds[labels == number].tolist()
        shares = [inside.count(name) / len(inside) for name in names]
        entropy = -sum(p * np.log(p) for p in shares if p > 0)
        whole += len(inside) / len(labels) * entropy / np.log(len(names))
    return whole


@given(st.integers(2, 4), st.integers(1, 5), st.integers(0, 99))
@quick
def test_mixing_is_the_weighted_entropy(seeds: int, clusters: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    whose = 10 * np.concatenate([np.arange(seeds), generator.integers(0, seeds, 30)])
    labels = generator.integers(0, clusters, len(whose))
    assert mixing(labels, whose) == pytest.approx(entropy_by_hand(labels, whose), abs=1e-12)


def test_separated_seeds_do_not_mix_and_even_ones_mix_fully() -> None:
    seeds = np.repeat([0, 1, 2], 20)
    assert mixing(seeds.copy(), seeds) == 0
    assert mixing(np.tile([0, 1], 30), seeds) == pytest.approx(1)


def test_shuffled_seeds_mix_as_their_null() -> None:
    generator, inside = np.random.default_rng(3), 0
    labels, seeds = np.repeat([0, 1, 2, 3], [50, 30, 15, 5]), np.tile([0, 1], 50)
    for _ in range(40):
        null = permuted_mixing(labels, seeds, 100)
        low, high = np.quantile(null, (0.05, 0.95))
        inside += low <= mixing(labels, generator.permutation(seeds)) <= high
    assert inside >= 30  # 36 are expected
    assert mixing_scores(labels, np.zeros(100, dtype=np.int64), NULLS) == {}


def test_correlations_are_those_of_numpy_and_pairs_are_counted_once() -> None:
    maps = np.random.default_rng(4).random((6, 5, 7)).astype(np.float32)
    expected = np.corrcoef(maps.reshape(6, -1))
    np.testing.assert_allclose(correlations(maps), expected, atol=1e-6)
    labels = np.array([0, 0, 1, 1, 1, 2])
    same = [expected[i, j] for i, j in [(0, 1), (2, 3), (2, 4), (3, 4)]]
    pairs = [(i, j) for i in range(6) for j in range(i)]
    other = [expected[i, j] for i, j in pairs if labels[i] != labels[j]]
    found = within_between(correlations(maps), labels)
    assert found == pytest.approx((np.mean(same), np.mean(other)), abs=1e-6)
    assert within_between(expected, np.arange(6)) is None


def test_similarity_of_unlike_maps_lies_in_its_null_and_of_copies_above_it() -> None:
    generator = np.random.default_rng(5)
    labels = np.repeat([0, 1, 2], 12)
    noise = generator.random((36, 8, 16)).astype(np.float32)
    found = similarity_scores(noise, labels, NULLS)
    assert abs(found["similarity"] - found["similarity_null"]) < 0.03
    copies = noise[:3][labels] + np.float32(0.1) * noise
    found = similarity_scores(copies, labels, NULLS)
    assert found["similarity"] > 0.5 > found["similarity_null_high"]


def test_few_neurons_are_embedded_and_neighbours_shrink_with_the_sample(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(numba, "njit", numba.core.decorators.njit)  # UMAP names types in it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)  # UMAP misses Tensorflow, which we do not
        from inrflow.analysis.types.embedding import embed, neighbors_of  # noqa: PLC0415

    assert neighbors_of(150, 1000, 18304) == 8
    assert neighbors_of(75, 1000, 1000) == 75
    assert neighbors_of(75, 5, 5) == 4
    points = np.random.default_rng(6).random((5, 3))
    plane = embed(points, 4, 0.1)
    centred = points - points.mean(0)
    variances = np.sort(np.linalg.eigvalsh(centred.T @ centred))[::-1][:2]
    np.testing.assert_allclose((plane**2).sum(0), variances, rtol=1e-10)
    assert embed(points[:, :1], 4, 0.1).shape == (5, 2)
