"""Groups of pixels: what each map promises."""

from pathlib import Path

import numpy as np
import pytest

from inrflow.analysis.frames import first_of, spaced
from inrflow.analysis.group import group_pixels
from inrflow.analysis.groupings import gabor, grid
from inrflow.analysis.groupings.clusters import kmeans, rgb
from inrflow.analysis.groupings.labels import Labels
from inrflow.analysis.groupings.make import Choice, make_labels
from inrflow.errors import InputError
from inrflow.signals.signal import Segments, Signal
from laws.fields import noise
from oracles import xinc_analysis

GRIDS = [(8, 12, 2, 3), (9, 7, 4, 2), (5, 5, 5, 5), (64, 128, 4, 8), (10, 11, 3, 4)]
every_grid = pytest.mark.parametrize("case", GRIDS, ids=str)


def masks(labels: np.ndarray, count: int) -> np.ndarray:
    return labels == np.arange(count)[:, None, None]


def clip(frames: int = 2, height: int = 20, width: int = 24) -> Signal:
    return Signal(noise(frames, height, width, 3), np.arange(frames, dtype=np.float64), {})


def segments(labels: np.ndarray, *ids: int) -> Segments:
    row = {"category": "c", "thing": True, "color": [0, 0, 0]}
    return Segments(labels.astype(np.int32), [{"id": i, "name": f"n{i}", **row} for i in ids])


@every_grid
def test_rectangles_are_the_literal_ones(case: tuple[int, int, int, int]) -> None:
    wanted = xinc_analysis.rectangular_gridcell_masks(*case)
    labels = grid.rectangles(*case)
    areas = np.bincount(labels.ravel(), minlength=len(wanted))
    assert areas.sum() == case[0] * case[1]
    # ragged sizes may be cut at other rows than the oracle's, but every cell is a rectangle
    for cell in masks(labels, len(wanted)):
        rows, columns = cell.any(1), cell.any(0)
        np.testing.assert_array_equal(cell, np.outer(rows, columns))
        assert abs(rows.sum() - case[0] / case[2]) < 1
        assert abs(columns.sum() - case[1] / case[3]) < 1
    if case[0] % case[2] == case[1] % case[3] == 0:
        np.testing.assert_array_equal(masks(labels, len(wanted)), wanted)


@every_grid
def test_interleaved_cells_are_the_literal_ones(case: tuple[int, int, int, int]) -> None:
    wanted = xinc_analysis.interleaved_gridcell_masks(*case)
    np.testing.assert_array_equal(masks(grid.interleaved(*case), len(wanted)), wanted)


@pytest.mark.parametrize("seed", range(3))
def test_released_gabor_features_are_the_literal_ones(seed: int) -> None:
    levels = np.random.default_rng(seed).integers(0, 256, (20, 24, 3), dtype=np.uint8)
    found = gabor.released_bank(levels.astype(np.float32) / np.float32(255))
    np.testing.assert_array_equal(found, xinc_analysis.released_gabor_features(levels))


def test_gabor_features_do_not_see_brightness_and_stand_alike() -> None:
    picture = noise(24, 28, 3) / 2
    found = gabor.bank(picture)
    assert found.shape == (24, 28, 12)
    np.testing.assert_allclose(found.std((0, 1)), 1, rtol=1e-5)
    np.testing.assert_array_equal(gabor.bank(np.zeros_like(picture)), 0)


def test_clusters_find_what_is_apart_and_number_their_pixels() -> None:
    truth = np.random.default_rng(0).integers(0, 3, (9, 11))
    colours = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)
    found = rgb(colours[truth], 3)
    assert len(set(zip(truth.ravel(), found.ravel(), strict=True))) == 3
    with pytest.raises(InputError, match="expected at most 3"):
        kmeans(colours[truth], 4)


def test_every_map_covers_each_pixel_once_and_names_its_regions() -> None:
    signal = clip()
    labels = np.zeros((2, 20, 24), int)
    labels[:, 3:9, 4:10], labels[1, 12:, 12:] = 7, 2
    made = make_labels(signal, segments(labels, 7, 2), Choice([1, 0], [1], 5, (2, 3)))
    assert set(made.names) == set(made.maps)
    for name, maps in made.maps.items():
        assert maps.shape == (len(made.frames[name]), 20, 24) and maps.dtype == np.int32
        assert made.frames[name] == ([1] if name.endswith("_released") else [1, 0])
        np.testing.assert_array_equal(made.at(name, 1), maps[0])
        assert maps.max() < len(made.names[name])
        assert maps.min() == {"segments": -1, "levels": made.maps["levels"].min()}.get(name, 0)
    place = {-1: 0, 0: 7, 1: 2}
    found = np.vectorize(place.get)(made.maps["segments"])
    np.testing.assert_array_equal(found, labels[[1, 0]])


def test_segments_that_are_all_void_belong_to_no_region() -> None:
    made = make_labels(clip(), segments(np.zeros((2, 20, 24))), Choice([0], [0], 4, (2, 2)))
    assert (made.maps["segments"] == -1).all() and made.names["segments"] == []


def test_labels_come_back_as_written(tmp_path: Path) -> None:
    made = make_labels(clip(), None, Choice([0], [0], 4, (2, 2)))
    made.write(tmp_path / "labels.safetensors")
    found = Labels.read(tmp_path / "labels.safetensors")
    assert (found.frames, found.compared) == (made.frames, [0]) and found.names == made.names
    for name, maps in made.maps.items():
        np.testing.assert_array_equal(found.maps[name], maps)


@pytest.mark.parametrize(
    ("available", "count", "chosen"),
    [([0, 1, 2, 3], 2, [0, 3]), ([4, 6, 9], 5, [4, 6, 9]), ([3], 4, [3]), (range(7), 1, [0])],
)
def test_measured_frames_are_spread_over_the_traced_ones(
    available: list[int], count: int, chosen: list[int]
) -> None:
    assert spaced(list(available), count) == chosen


def test_frames_with_masks_are_measured_first() -> None:
    every, masked = list(range(30)), [4, 9, 14, 19, 24, 29]
    assert first_of(masked, every, 6) == masked
    assert first_of(masked, every, 2) == [4, 29]
    more = first_of(masked, every, 10)
    assert len(more) == 10 and set(masked) < set(more) and more == sorted(more)
    assert first_of(masked, every, 30) == every
    assert first_of([], every, 3) == spaced(every, 3) == [0, 14, 29]


def test_what_is_compared_has_masks(tmp_path: Path) -> None:
    signal, marked = clip(), np.zeros((2, 20, 24))
    marked[1, :, :9] = 7
    signal.write(tmp_path / "frames")
    whole = segments(marked, 7)
    Segments(whole.labels, whole.table, [1]).write(tmp_path / "masks")
    params = {"tracing": {}, "frames": 1, "compared_frames": 1, "clusters": 4, "grid": [2, 2]}
    files = {name: tmp_path / name for name in ("frames", "masks")}
    group_pixels(params, **files, labels=tmp_path / "labels")
    found = Labels.read(tmp_path / "labels")
    assert found.compared == [1] and set(map(tuple, found.frames.values())) == {(1,)}
