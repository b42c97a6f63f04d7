"""Motion: regions are told apart as placed by hand, and a still clip says nothing."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from inrflow.analysis import motion
from inrflow.analysis.motion import REGIONS, Moved, compare, regions, scalars, table
from inrflow.signals.signal import Flow, Signal
from laws.measured import STAGE, measures_of


@pytest.fixture(autouse=True)
def _small_regions_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(motion, "FEW", 1)


def box_flow(step: tuple[int, int] = (0, 3)) -> Flow:
    """A box of 4 x 4 px at (4, 4) moves; all else rests."""
    displacement = np.zeros((3, 12, 16, 2), dtype=np.float32)
    displacement[:, 4:8, 4:8] = step
    valid = np.ones((3, 12, 16), dtype=bool)
    # what the box will cover is hidden in the next frame
    valid[:, 4:8, 8:11] = False
    return Flow(displacement, valid, "exact")


def test_a_box_leaves_what_it_uncovers() -> None:
    moved = regions(box_flow(), 1, 0.5, 1.0)
    wanted = np.zeros((12, 16), dtype=int)
    wanted[3:9, 4:11] = REGIONS.index("near")
    wanted[4:8, 3:12] = REGIONS.index("near")
    wanted[4:8, 4:7] = REGIONS.index("uncovered")
    wanted[4:8, 7:11] = REGIONS.index("moving")
    np.testing.assert_array_equal(moved.labels, wanted)
    assert (moved.speed[4:8, 7:11] == 3).all()
    assert np.isnan(moved.speed[4:8, 4:7]).all()
    assert (moved.speed[wanted == REGIONS.index("away")] == 0).all()


def test_what_leaves_the_picture_uncovers_its_place() -> None:
    flow = box_flow((0, 20))
    flow.valid[:] = True
    moved = regions(flow, 1, 0.5, 0.0)
    assert (moved.labels == REGIONS.index("uncovered")).sum() == 16
    assert not (moved.labels == REGIONS.index("moving")).any()


def test_the_fastest_arrival_counts() -> None:
    flow = box_flow()
    flow.valid[:] = True
    assert (regions(flow, 1, 0.5, 1.0).speed[4:8, 7:11] == 3).all()


def test_what_comes_from_outside_is_uncovered_and_not_still() -> None:
    flow = Flow(np.full((2, 12, 16, 2), [0, 3], np.float32), np.ones((2, 12, 16), bool), "exact")
    moved = regions(flow, 1, 0.5, 1.0)
    assert (moved.labels[:, :3] == REGIONS.index("uncovered")).all()
    assert (moved.labels[:, 3:] == REGIONS.index("moving")).all()


def test_points_drawn_apart_by_less_than_two_pixels_leave_no_hole() -> None:
    y, x = np.mgrid[:12, :16].astype(np.float32)
    zoom = np.stack([0.4 * (y - 6), 0.4 * (x - 8)], axis=-1)[None].repeat(2, axis=0)
    moved = regions(Flow(zoom, np.ones((2, 12, 16), bool), "exact"), 1, 0.0, 1.0)
    assert np.isfinite(moved.speed).all()
    apart = np.zeros((2, 12, 16, 2), np.float32)
    apart[:, :, 8:] = (0, 2)
    torn = regions(Flow(apart, np.ones((2, 12, 16), bool), "exact"), 1, 0.5, 1.0)
    assert np.isnan(torn.speed[:, 8:10]).all()
    assert (torn.labels[:, 8:10] == REGIONS.index("uncovered")).all()


def test_regions_of_few_pixels_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    moved = regions(box_flow(), 1, 0.5, 2.0)
    sizes = {name: int((moved.labels == place).sum()) for place, name in enumerate(REGIONS)}
    monkeypatch.setattr(motion, "FEW", 14)
    found = {
        row[0]
        for row in compare(*np.random.default_rng(0).random((1, 12, 16)), moved, np.ones((12, 16)))
    }
    assert found == {"picture"} | {name for name, size in sizes.items() if size >= 14}


def test_a_slow_box_does_not_move() -> None:
    assert (regions(box_flow(), 1, 3.5, 3.0).labels == REGIONS.index("away")).all()


def test_ratios_average_to_one_and_correlations_are_scipys() -> None:
    generator = np.random.default_rng(0)
    moved = regions(box_flow(), 1, 0.5, 2.0)
    fluctuation, change = generator.random((2, 12, 16))
    rows = {(region, key): (n, v) for region, n, key, v in compare(fluctuation, moved, change)}
    parts = [rows[region, "ratio"] for region in REGIONS]
    assert sum(n * v for n, v in parts) / 192 == pytest.approx(1)
    assert rows["picture", "ratio"][1] == pytest.approx(1)
    there = np.isfinite(moved.speed)
    found = rows["picture", "spearman"][1]
    assert found == pytest.approx(spearmanr(fluctuation[there], moved.speed[there])[0])
    assert ("moving", "spearman") not in rows  # one speed only: undefined


def test_fluctuation_that_follows_change_alone_has_no_part_of_speed() -> None:
    generator = np.random.default_rng(1)
    speed = generator.random((60, 80), dtype=np.float32)
    change = speed + generator.random((60, 80))
    moved = Moved(np.full((60, 80), 3, dtype=np.int8), speed)
    fluctuation = change + generator.random((60, 80))
    rows = {(region, key): v for region, _, key, v in compare(fluctuation, moved, change)}
    assert rows["picture", "spearman"] > 0.3
    assert rows["picture", "partial"] == pytest.approx(0, abs=0.05)


def clip() -> tuple[Signal, dict[str, tuple[np.ndarray, list[str]]]]:
    """Three frames of noise, and one region that covers them."""
    values = np.random.default_rng(3).random((3, 12, 16, 3), dtype=np.float32)
    signal = Signal(values, np.arange(3, dtype=np.float64), {})
    return signal, {"grid": (np.zeros((3, 12, 16), dtype=int), ["0"])}


def test_a_still_clip_has_no_rows(tmp_path: Path) -> None:
    signal, groupings = clip()
    measures, _ = measures_of(tmp_path / "m", groupings)
    rows = table(measures, box_flow((0, 0)), signal, 0.5, 3.0)
    assert rows.empty
    assert scalars(rows).empty


def test_fields_without_lasting_neurons_have_no_rows(tmp_path: Path) -> None:
    signal, groupings = clip()
    measures, _ = measures_of(tmp_path / "m", groupings, persistent=False)
    rows = table(measures, box_flow(), signal, 0.5, 3.0)
    assert rows.empty
    assert scalars(rows).empty


def test_scalars_are_means_of_the_frames_that_have_a_frame_before(tmp_path: Path) -> None:
    signal, groupings = clip()
    measures, _ = measures_of(tmp_path / "m", groupings)
    rows = table(measures, box_flow(), signal, 0.5, 2.0)
    assert set(rows["frame"]) == {1, 2}
    assert rows["value"].notna().all()
    some = rows[(rows["measure"] == "ratio") & (rows["region"] == "moving")]["value"]
    found = scalars(rows).set_index("measure")
    assert found.loc["motion_ratio_moving", "value"] == pytest.approx(some.mean())
    assert set(found["stage"]) == {STAGE}
    # fluctuation that is noise follows neither speed nor change
    assert abs(found.loc["motion_spearman", "value"]) < 0.2
    assert abs(found.loc["change_spearman", "value"]) < 0.2
