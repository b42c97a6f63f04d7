"""The made tune: what its seed decides, and its rests."""

import numpy as np
import pytest

from laws.films import read


def test_the_melody_is_a_sound_that_its_seed_decides() -> None:
    first = read("melody", seconds=0.5)
    assert first.shape == (1, 1, 4000, 1) and first.kind == "audio"
    assert np.abs(first.physical).max() == 1 and np.abs(first.physical[0, 0, :3]).max() < 0.1
    np.testing.assert_array_equal(first.values, read("melody", seconds=0.5).values)
    assert (first.values != read("melody", seconds=0.5, seed=1).values).any()


@pytest.mark.parametrize("seed", range(4))
def test_rests_of_a_melody_are_silent_and_nothing_else_changes(seed: int) -> None:
    whole, some = (read("melody", seconds=3.0, seed=seed, rests=r) for r in (0.0, 0.5))
    before, after = (x.values.ravel() for x in (whole, some))
    beats = [slice(1600 * k, 1600 * (k + 1)) for k in range(15)]  # notes last one or two
    rests = [b for b in beats if (after[b] == 0.5).all()]
    assert len(rests) >= 3 and not any((before[b] == 0.5).all() for b in beats)
    assert {x for b in rests for x in some.physical.ravel()[b]} == {0.0}
    # both are divided by their own peak
    played = np.setdiff1d(np.arange(24000), np.r_[tuple(rests)])
    scale = some.source["peak"] / whole.source["peak"]
    np.testing.assert_allclose(
        (after[played] - 0.5) * scale, before[played] - 0.5, rtol=0, atol=1e-6
    )
    assert np.abs(some.physical).max() == 1


def test_a_melody_keeps_a_note() -> None:
    for seed in range(3):
        assert read("melody", seconds=0.25, rests=0.9, seed=seed).source["peak"] > 0
