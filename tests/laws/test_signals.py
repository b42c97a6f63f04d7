"""Signals: exactly the frames asked for, cut and resized as asked, written and read whole."""

from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open

from inrflow.config.readers.framing import Resize
from inrflow.errors import InputError
from inrflow.signals.flow import estimate
from inrflow.signals.framing import frame_labels, frame_picture
from inrflow.signals.signal import Flow, Segments, Signal
from inrflow.signals.stages import read_flow, read_frames, read_masks
from laws.fields import noise
from laws.films import numbered, numbers_in, read, write_film

FILTERS = ["area", "bilinear", "bicubic", "lanczos", "nearest"]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_film(tmp_path_factory.mktemp("film") / "film.mkv", 12)


@pytest.mark.parametrize("name", ["film.avi", "film.mkv"])
def test_a_film_without_loss_comes_back_exactly(name: str, tmp_path: Path) -> None:
    signal = read("video", path=str(write_film(tmp_path / name, 5)))
    wanted = np.stack([numbered(i) for i in range(5)]).astype(np.float32) / np.float32(255)
    np.testing.assert_array_equal(signal.values, wanted)
    assert signal.source["frames"] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ({}, list(range(12))),
        ({"start": 3}, list(range(3, 12))),
        ({"stop": 4}, [0, 1, 2, 3]),
        ({"start": 2, "stop": 11, "step": 4}, [2, 6, 10]),
        ({"start": 11, "stop": 12}, [11]),
        ({"step": 20}, [0]),
    ],
    ids=str,
)
def test_a_range_holds_exactly_its_frames(film: Path, options: dict, numbers: list[int]) -> None:
    signal = read("video", path=str(film), **options)
    assert numbers_in(signal.values) == signal.source["frames"] == numbers
    assert signal.time.dtype == np.float64
    np.testing.assert_array_equal(signal.time, np.arange(len(numbers)))


def test_a_film_with_loss_has_the_right_frames(tmp_path: Path) -> None:
    path = write_film(tmp_path / "film.mp4", 9, codec="mpeg4", format_="yuv420p")
    assert numbers_in(read("video", path=str(path), start=1, step=3).values) == [1, 4, 7]


def test_a_crop_is_cut_before_the_resize(film: Path) -> None:
    whole = read("video", path=str(film), stop=2).values
    crop = {"top": 3, "left": 5, "height": 8, "width": 10}
    cut = read("video", path=str(film), stop=2, crop=crop).values
    np.testing.assert_array_equal(cut, whole[:, 3:11, 5:15])
    centred = read("video", path=str(film), stop=2, crop={"height": 8, "width": 10}).values
    np.testing.assert_array_equal(centred, whole[:, 8:16, 11:21])
    small = {"height": 4, "width": 5, "filter": "area"}
    both = read("video", path=str(film), stop=2, crop=crop, resize=small).values
    np.testing.assert_allclose(both, cut.reshape(2, 4, 2, 5, 2, 3).mean((2, 4)), atol=1e-6)


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_keeps_flat_pictures_and_the_range(name: str) -> None:
    size = Resize(height=7, width=5, filter=name)
    flat = np.full((16, 20, 3), 0.25, np.float32)
    np.testing.assert_allclose(frame_picture(flat, None, size), 0.25, atol=1e-6)
    edges = (noise(16, 20, 3) > 0.5).astype(np.float32)
    found = frame_picture(edges, None, size)
    assert found.shape == (7, 5, 3) and found.dtype == np.float32
    assert found.min() >= 0 and found.max() <= 1


@pytest.mark.parametrize("name", FILTERS)
def test_a_resize_to_the_own_size_changes_nothing(name: str) -> None:
    picture = noise(6, 9, 3)
    found = frame_picture(picture, None, Resize(height=6, width=9, filter=name))
    np.testing.assert_allclose(found, picture, atol=1e-6)


@pytest.mark.parametrize("size", [(4, 3), (10, 21), (20, 14), (7, 9)], ids=str)
def test_labels_take_the_sample_at_floor_of_the_scaled_place(size: tuple[int, int]) -> None:
    labels = np.random.default_rng(0).integers(0, 99, (10, 14), dtype=np.int32)
    found = frame_labels(labels, None, Resize(height=size[0], width=size[1]))
    for y in range(size[0]):
        for x in range(size[1]):
            assert found[y, x] == labels[y * 10 // size[0], x * 14 // size[1]]


def test_signals_segments_and_flow_come_back_as_written(tmp_path: Path) -> None:
    signal = Signal(noise(2, 3, 4, 3), np.arange(2.0), {"reader": "none"})
    table = [{"id": 3, "category": "c", "name": "n", "thing": True, "color": [1, 2, 3]}]
    masks = Segments(np.full((2, 3, 4), 3, np.int32), table)
    flow = Flow(noise(2, 3, 4, 2), noise(2, 3, 4) > 0.5, "exact")
    path = tmp_path / "a.safetensors"
    signal.write(path)
    with safe_open(path, framework="numpy") as file:
        assert list(file.metadata()) == ["inrflow"] and '"axes"' in file.metadata()["inrflow"]
    found = Signal.read(path)
    np.testing.assert_array_equal(found.values, signal.values)
    np.testing.assert_array_equal(found.time, signal.time)
    assert found.source == signal.source and found.time.dtype == np.float64
    masks.write(path)
    found = Segments.read(path, signal.shape)
    np.testing.assert_array_equal(found.labels, masks.labels)
    assert found.table == table
    with pytest.raises(InputError, match="expected masks of"):
        Segments.read(path, (2, 3, 5, 3))
    with pytest.raises(InputError, match="expected frames, found masks"):
        Signal.read(path)
    flow.write(path)
    found = Flow.read(path)
    np.testing.assert_array_equal(found.displacement, flow.displacement)
    np.testing.assert_array_equal(found.valid, flow.valid)
    assert found.method == "exact"


def test_the_estimated_flow_follows_a_shift() -> None:
    wave = np.sin(np.arange(48) / 3)[:, None] * np.cos(np.arange(64) / 4) / 2 + 0.5
    clip = np.stack([np.roll(wave, (0, shift), (0, 1)) for shift in (0, 1, 2)])
    values = np.repeat(clip[..., None], 3, -1).astype(np.float32)
    found = estimate(Signal(values, np.arange(3.0), {}))
    inside = found.displacement[:2, 10:-10, 10:-10]
    np.testing.assert_allclose(np.median(inside, (0, 1, 2)), [0, 1], atol=0.2)
    assert found.valid[:2].all() and not found.valid[2].any()


def test_stages_write_what_the_reader_gives(tmp_path: Path) -> None:
    params = {"reader": "street", "height": 16, "width": 32, "frames": 3, "supersample": 2}
    paths = {name: tmp_path / f"{name}.safetensors" for name in ("frames", "masks", "flow")}
    read_frames(params, frames=paths["frames"])
    read_masks(params, masks=paths["masks"])
    read_flow(params, frames=paths["frames"], flow=paths["flow"])
    shape = Signal.read(paths["frames"]).shape
    assert shape == (3, 16, 32, 3)
    assert Segments.read(paths["masks"], shape).labels.shape == shape[:3]
    assert Flow.read(paths["flow"]).method == "exact"
