"""Automatic partitioning: what the released routine gives, and what reaches its target."""

import json
from pathlib import Path

import numpy as np
import pytest

from inrflow.config.networks.automatic import (
    Family,
    automatic,
    cells_of,
    released,
    released_cells,
)
from inrflow.config.networks.local_global import LocalGlobal
from inrflow.errors import InputError
from inrflow.fields.resolve import options_of
from inrflow.fitting.automatic import partition_signal
from inrflow.signals.signal import Signal
from laws.fields import noise

# partition -> local width, global width, local width without a global network; RGB
RELEASED = {
    (11, 16): (17, 77, 18),
    (12, 16): (16, 86, 17),
    (16, 16): (14, 69, 15),
    (10, 16): (18, 73, 19),
    (9, 16): (19, 75, 20),
}


@pytest.mark.parametrize("partition", RELEASED)
def test_the_released_routine(partition: tuple[int, int]) -> None:
    family = Family(2, 3, partition[0] * partition[1])
    local, common, alone = RELEASED[partition]
    assert released(family) == (local, common)
    assert released(family, ratio=0)[0] == alone


@pytest.mark.parametrize(
    ("cells", "total"), [(11 * 16, 199_912), (12 * 16, 200_032), (16 * 16, 199_425)]
)
def test_the_released_totals_with_the_merge(cells: int, total: int) -> None:
    family = Family(2, 3, cells)
    assert family.total(*released(family)) == total


def test_the_released_cells() -> None:
    assert released_cells(1356, 2040, (32, 32), reduce=4) == [11, 16]
    assert released_cells(2040, 1356, (32, 32), reduce=4) == [16, 11]
    assert released_cells(1356, 2040, (32, 64), reduce=4) == [6, 16]
    assert released_cells(512, 512, (32, 32)) == [16, 16]


@pytest.mark.parametrize("target", [20_000, 50_000, 200_000, 1_000_000])
@pytest.mark.parametrize(
    ("shape", "partition"),
    [
        ((1, 512, 341, 3), [16, 11]),
        ((1, 512, 512, 1), [4, 4]),
        ((300, 512, 512, 3), [2, 4, 4]),
        ((1, 1, 10_000, 1), [32]),
    ],
    ids=str,
)
def test_targets_are_reached_with_everything_counted(
    shape: tuple, partition: list[int], target: int
) -> None:
    width, common = automatic(shape, partition, target)
    options = {"width": width, "global_width": common, "partition": partition}
    found = LocalGlobal(architecture="local_global", **options).parameters(shape)
    assert abs(found / target - 1) <= 0.01


@pytest.mark.parametrize(("share", "hidden"), [(0.05, 1), (0.1, 3), (0.3, 8)])
def test_widths_are_those_that_trying_all_finds(share: float, hidden: int) -> None:
    family, target = Family(2, 3, 64, hidden), 20_000

    def missed(pair: tuple[int, int]) -> float:
        return abs(family.total(*pair) / target - 1)

    widths = [width for width in range(1, 60) if family.total(width, 1) < target]
    every = [min(((width, g) for g in range(1, 200)), key=missed) for width in widths]
    good = [abs(family.share(*pair) - share) for pair in every if missed(pair) <= 0.01]
    found = family.widths(target, share)
    assert missed(found) <= 0.01
    assert abs(family.share(*found) - share) == pytest.approx(min(good))


def test_a_target_too_small_is_refused_in_one_line() -> None:
    with pytest.raises(InputError, match="for 1000 parameters on 256 cells within 1%, found") as e:
        automatic((1, 512, 512, 1), [16, 16], 1000)
    assert "\n" not in str(e.value)


def test_cells_of_a_wanted_size() -> None:
    assert cells_of((1, 512, 341, 3), [32, 32]) == [16, 11]
    assert cells_of((30, 64, 65, 3), [10, 64, 64]) == [3, 1, 2]
    for sides in ([32], [32, 0], [8, 8, 8]):
        with pytest.raises(InputError, match="expected 2 sides"):
            cells_of((1, 64, 64, 3), sides)


def test_the_stage_writes_a_network_that_a_config_takes(tmp_path: Path) -> None:
    Signal(noise(1, 20, 31, 3), np.zeros(1), {}).write(tmp_path / "frames.safetensors")
    paths = {"frames": tmp_path / "frames.safetensors", "network": tmp_path / "network.json"}
    partition_signal({"cell": [8, 8], "parameters": 9000}, **paths)
    found = options_of(json.loads(paths["network"].read_text()))
    assert found.partition == [3, 4]
    assert abs(found.parameters((1, 20, 31, 3)) / 9000 - 1) <= 0.01
    with pytest.raises(InputError, match="partition: cell"):
        partition_signal({"cell": [0, 8]}, **paths)
