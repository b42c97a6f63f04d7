"""The made street shows what it promises, and its flow is exact."""

from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest
from jaxtyping import Bool, Int
from pydantic import ValidationError
from scipy.ndimage import map_coordinates

from inrflow.config.readers.street import Street
from inrflow.signals.readers.street.clip import flow, frames, segments

SEEDS = [0, 1, 2, 3]
SMALL = {"height": 48, "width": 96, "frames": 10, "supersample": 3}

seeds = pytest.mark.parametrize("seed", SEEDS)


@lru_cache
def clip(seed: int) -> tuple:
    """Frames, labels, table, flow and validity of a small clip."""
    options = Street(reader="street", seed=seed, **SMALL)
    return frames(options), *segments(options), *flow(options)


def share(seed: int, name: str) -> np.ndarray:
    """Share of each frame that a segment covers."""
    _, labels, table, _, _ = clip(seed)
    return (labels == number(table, name)).mean((1, 2))


def number(table: list[dict], name: str) -> int:
    """Id of the segment of a name."""
    return next(row["id"] for row in table if row["name"] == name)


def brightness(seed: int, name: str) -> float:
    """Mean intensity of a segment over the clip."""
    video, labels, table, _, _ = clip(seed)
    return video[labels == number(table, name)].mean()


def followed(seed: int, frame: int) -> tuple[Bool[np.ndarray, "y x"], np.ndarray]:
    """Moving px whose flow is valid, and where (y, x) in px it takes them."""
    _, _, _, motion, valid = clip(seed)
    moving = valid[frame] & (motion[frame] != 0).any(-1)
    return moving, np.argwhere(moving) + motion[frame][moving]


def at(labels: Int[np.ndarray, "y x"], places: np.ndarray) -> np.ndarray:
    """Labels at the px nearest to places (y, x)."""
    return labels[tuple(np.rint(places).astype(int).T)]


@seeds
def test_shapes_types_and_ranges(seed: int) -> None:
    video, labels, _, motion, valid = clip(seed)
    shape = (SMALL["frames"], SMALL["height"], SMALL["width"])
    assert (video.shape, video.dtype) == ((*shape, 3), np.float32)
    assert (labels.shape, labels.dtype) == (shape, np.int32)
    assert (motion.shape, motion.dtype) == ((*shape, 2), np.float32)
    assert (valid.shape, valid.dtype) == (shape, bool)
    assert video.min() >= 0
    assert video.max() <= 1


@seeds
def test_same_seed_same_bytes(seed: int) -> None:
    options = Street(reader="street", seed=seed, **SMALL)
    again = frames(options), segments(options)[0], *flow(options)
    for first, second in zip((clip(seed)[index] for index in (0, 1, 3, 4)), again, strict=True):
        assert first.tobytes() == second.tobytes()


def test_different_seeds_give_visibly_different_clips() -> None:
    for first, second in pairwise(SEEDS):
        (one, here, *_), (other, there, *_) = clip(first), clip(second)
        assert np.abs(one - other).mean() > 0.05
        assert (here != there).mean() > 0.1


@seeds
def test_table_names_every_label(seed: int) -> None:
    _, labels, table, _, _ = clip(seed)
    assert all(set(row) == {"id", "category", "name", "thing", "color"} for row in table)
    assert set(np.unique(labels)) <= {row["id"] for row in table}
    assert labels.min() >= 1
    for key in ("id", "name"):
        assert len({row[key] for row in table}) == len(table)
    assert len({tuple(row["color"]) for row in table}) == len(table)
    assert all(0 <= level <= 255 for row in table for level in row["color"])
    assert all(row["name"].startswith(row["category"]) for row in table)


@seeds
def test_enough_things_of_enough_categories(seed: int) -> None:
    things = [row for row in clip(seed)[2] if row["thing"]]
    assert len(things) >= 8
    assert len({row["category"] for row in things}) >= 4
    assert all(share(seed, row["name"]).max() > 0 for row in things)


@seeds
def test_all_stuff_is_seen_and_is_still(seed: int) -> None:
    _, labels, table, motion, valid = clip(seed)
    for row in table:
        if not row["thing"]:
            assert share(seed, row["name"]).min() > 0
            assert not motion[labels == row["id"]].any()
    still = labels[:-1] == labels[1:]
    stuff = np.isin(labels[:-1], [row["id"] for row in table if not row["thing"]])
    assert valid[:-1][still & stuff].mean() > 0.98


@seeds
def test_every_thing_moves(seed: int) -> None:
    _, labels, table, motion, _ = clip(seed)
    for row in table:
        if row["thing"]:
            assert np.abs(motion[:-1][labels[:-1] == row["id"]]).max() > 0.2


@seeds
def test_a_thing_leaves_and_returns(seed: int) -> None:
    seen = share(seed, "bicycle 1") > 0
    first, last = np.flatnonzero(seen)[[0, -1]]
    assert not seen[first:last].all()


@seeds
def test_near_black_thing_crosses_near_black_ground(seed: int) -> None:
    _, labels, table, _, _ = clip(seed)
    assert brightness(seed, "car 2") < 0.06
    assert brightness(seed, "road") < 0.08
    car = [np.argwhere(frame == number(table, "car 2")) for frame in labels]
    middles = [places[:, 1].mean() for places in car if len(places)]
    assert abs(middles[-1] - middles[0]) > 0.3 * SMALL["width"]
    rows = np.argwhere(labels == number(table, "road"))[:, 1]
    assert rows.min() - 1 <= np.median([places[:, 0].mean() for places in car if len(places)])
    assert touches(labels, number(table, "car 2"), number(table, "road")) > 0


def touches(labels: Int[np.ndarray, "frame y x"], first: int, second: int) -> int:
    """Number of px of `first` right above px of `second`."""
    return int(((labels[:, :-1] == first) & (labels[:, 1:] == second)).sum())


@seeds
def test_small_and_large_things(seed: int) -> None:
    assert share(seed, "bus 1").max() > 0.08
    assert 0.001 < np.median(share(seed, "balloon 2")) < 0.005


@seeds
def test_things_occlude_things(seed: int) -> None:
    _, labels, table, motion, valid = clip(seed)
    things = [row["id"] for row in table if row["thing"]]
    hidden = set()
    for frame in range(SMALL["frames"] - 1):
        lost = np.argwhere(~valid[frame] & np.isin(labels[frame], things))
        places = np.rint(lost + motion[frame][tuple(lost.T)]).astype(int)
        within = ((places >= 0) & (places < labels.shape[1:])).all(-1)
        here, there = labels[frame][tuple(lost[within].T)], at(labels[frame + 1], places[within])
        hidden |= {pair for pair in zip(here, there, strict=True) if pair[0] != pair[1]}
    assert len([pair for pair in hidden if pair[1] in things]) >= 3


@seeds
def test_flow_lands_on_the_same_label(seed: int) -> None:
    _, labels, _, _, _ = clip(seed)
    same = []
    for frame in range(SMALL["frames"] - 1):
        moving, places = followed(seed, frame)
        same.append(at(labels[frame + 1], places) == labels[frame][moving])
    assert np.concatenate(same).mean() > 0.93


@seeds
def test_flow_explains_the_motion(seed: int) -> None:
    video = clip(seed)[0]
    for frame in range(SMALL["frames"] - 1):
        moving, places = followed(seed, frame)
        here, there = video[frame][moving], video[frame + 1]
        warped = [
            map_coordinates(there[..., c], places.T, order=1, mode="nearest") for c in range(3)
        ]
        error = np.abs(np.stack(warped, -1) - here).mean()
        assert error < 0.4 * np.abs(there[moving] - here).mean()


@seeds
def test_flow_stays_in_the_picture_and_ends_with_the_clip(seed: int) -> None:
    _, _, _, motion, valid = clip(seed)
    assert not valid[-1].any()
    assert not motion[-1].any()
    _, y, x = np.nonzero(valid)
    places = np.stack([y, x], -1) + motion[valid]
    assert (places >= -0.5).all()
    assert (places < np.array(valid.shape[1:]) - 0.5).all()


@seeds
def test_invalid_px_are_a_minority_of_the_moving_ones(seed: int) -> None:
    _, _, _, motion, valid = clip(seed)
    assert valid[:-1][(motion[:-1] != 0).any(-1)].mean() > 0.8


def test_contrast_scales_the_textures_only() -> None:
    plain, half, full = (
        frames(Street(reader="street", contrast=contrast, **SMALL)) for contrast in (0.0, 0.5, 1.0)
    )
    labels, table = segments(Street(reader="street", **SMALL))
    inside = labels[0] == number(table, "pavement")
    spread = [video[0][inside].std(0).mean() for video in (plain, half, full)]
    assert spread[0] < spread[1] < spread[2]


def test_number_of_frames_only_samples_the_same_motion() -> None:
    few, many = (
        frames(Street(reader="street", height=16, width=32, frames=count)) for count in (3, 9)
    )
    np.testing.assert_array_equal(few, many[::4])


@pytest.mark.parametrize(("height", "width"), [(16, 16), (17, 90), (50, 23)])
@pytest.mark.parametrize(("count", "supersample"), [(1, 4), (2, 1)])
def test_any_size_works(height: int, width: int, count: int, supersample: int) -> None:
    options = Street(
        reader="street", height=height, width=width, frames=count, supersample=supersample
    )
    video, (labels, _), (motion, valid) = frames(options), segments(options), flow(options)
    assert video.shape == (count, height, width, 3)
    assert labels.shape == valid.shape == motion.shape[:3] == (count, height, width)
    assert labels.min() >= 1
    assert np.isfinite(video).all()


@pytest.mark.parametrize("wrong", [{"height": 8}, {"frames": 0}, {"contrast": 2}, {"wide": 3}])
def test_wrong_options_are_refused(wrong: dict) -> None:
    with pytest.raises(ValidationError):
        Street(reader="street", **wrong)
