"""Distillation: the taught lattice keeps true samples, and the student paints the plain lattice."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from inrflow.config.recipe import Recipe
from inrflow.croppable.distil import (
    LONGER,
    PLAIN,
    TAUGHT,
    compare_distillation,
    longer,
    taught,
)
from inrflow.croppable.overlap import compare_overlaps
from inrflow.croppable.refit import Made, again
from inrflow.croppable.snapshots import snapshots
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import optimise
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays
from laws.fields import noise

SIREN = {"architecture": "siren", "width": 4, "layers": 3}
CELLS = SIREN | {"partition": [2, 3]}
GLOBAL = {"architecture": "local_global", "width": 3, "global_width": 4, "partition": [2, 3]}
RECIPE = Recipe(learning_rate=1e-2, steps=4, device="cpu")


def made(*sides: int, kind: str = "image") -> Signal:
    return Signal(noise(*sides, 1), np.arange(sides[0], dtype=np.float64), {}, kind=kind)


def fit_to(signal: Signal, network: dict) -> Fit:
    field = build(network, signal.shape, 0).eval()
    return Fit(field, network, RECIPE.model_dump(mode="json"), 0, signal.described)


@pytest.mark.parametrize("sides", [(1, 7, 9), (1, 1, 11), (3, 5, 4)])
def test_old_samples_keep_their_values_and_new_ones_are_the_teachers(sides: tuple) -> None:
    signal = made(*sides, kind="volume")
    teacher = fit_to(signal, SIREN)
    dense = taught(teacher, signal)
    assert dense.shape[:3] == tuple(2 * side - 1 for side in sides)
    assert (dense.values[::2, ::2, ::2] == signal.values).all()
    copy = paint(teacher.field.resampled(dense.shape)).clip(0, 1)
    new = np.ones(dense.shape, dtype=bool)
    new[::2, ::2, ::2] = False
    np.testing.assert_array_equal(dense.values[new], copy[new])


def test_a_teacher_of_another_signal_is_refused() -> None:
    with pytest.raises(InputError, match=r"^teacher: expected a fit of a signal of shape"):
        taught(fit_to(made(1, 6, 6), SIREN), made(1, 6, 7))


@pytest.mark.parametrize("network", [CELLS, GLOBAL])
def test_every_old_sample_has_its_coordinates_and_cell_on_both_lattices(network: dict) -> None:
    """So that evaluation on the plain lattice asks what training answered."""
    plain = build(network, (1, 8, 11, 1), 0)
    dense = plain.resampled((1, 15, 21, 1))
    index = torch.arange(15 * 21).unflatten(0, (15, 21))[::2, ::2].reshape(1, -1)
    old = torch.arange(8 * 11)[None]
    assert torch.equal(dense.coordinates(index), plain.coordinates(old))
    owners = [torch.zeros(field.shape[1:3], dtype=torch.long) for field in (plain, dense)]
    for owner, field in zip(owners, (plain, dense), strict=True):
        for number, box in enumerate(field.cells.boxes):
            owner[box[1:]] = number
    assert torch.equal(owners[1][::2, ::2], owners[0])


def test_fitting_the_dense_lattice_fits_the_field_itself() -> None:
    signal = made(1, 6, 7)
    same = again(CELLS, signal, RECIPE, 3, signal)
    np.testing.assert_array_equal(same.painted, again(CELLS, signal, RECIPE, 3).painted)
    dense = taught(fit_to(signal, SIREN), signal)
    other = again(CELLS, signal, RECIPE, 3, dense)
    start = paint(build(CELLS, signal.shape, 3))
    assert other.painted.shape == signal.shape
    assert np.abs(other.painted - start).max() > 0
    assert np.abs(other.painted - same.painted).max() > 0


def test_equal_visits() -> None:
    shape, dense = (1, 8, 9, 1), (1, 15, 17, 1)
    assert longer(RECIPE, CELLS, shape, dense).steps == round(4 * 15 * 17 / 72)
    batched = RECIPE.model_copy(update={"batch": 5})
    assert longer(batched, CELLS, shape, dense).steps == 4


def test_the_stage_sets_every_method_beside_the_others(tmp_path: Path) -> None:
    signal = made(1, 12, 13)
    signal.write(tmp_path / "frames")
    for seed in (0, 1):
        fit_to(signal, SIREN).write(tmp_path / f"teacher{seed}")
    fit_to(signal, CELLS).write(tmp_path / "student")
    compare_distillation(
        {"signal": "s", "teacher": "siren", "student": "cells", "seeds": [0, 1]},
        frames=tmp_path / "frames",
        teachers=[tmp_path / "teacher0", tmp_path / "teacher1"],
        student=tmp_path / "student",
        table=tmp_path / "table.csv",
        pairs=tmp_path / "pairs.csv",
    )
    rows = pd.read_csv(tmp_path / "table.csv").set_index(["method", "seed"])
    assert set(rows.index.unique(0)) == {PLAIN, LONGER, TAUGHT, "teacher"}
    visits = rows["visits"].xs(0, level="seed")
    assert visits[TAUGHT] == pytest.approx(visits[LONGER], rel=0.5 / 16)
    assert rows.loc[(TAUGHT, 0), "steps"] == rows.loc[(PLAIN, 0), "steps"] == 4
    assert rows["psnr"].notna().all()
    pairs = pd.read_csv(tmp_path / "pairs.csv")
    assert {"psnr", "psnr_minmax", "ssim", "seam_jump", "seam_ratio"} == set(pairs["measure"])


def test_snapshots_are_pictures_of_the_fit_on_its_way() -> None:
    """Those of members fitted one after the other add up to the whole."""
    signal = made(1, 6, 7)
    for network in (SIREN, CELLS, GLOBAL):
        taken, seconds = snapshots(Made(network, RECIPE), signal, 0, [2, 9])
        assert list(taken) == [2, 4]
        assert 0 < seconds[2] < seconds[4]
        field = build(network, signal.shape, 0)
        optimise(field, signal, RECIPE, 0)
        np.testing.assert_array_equal(taken[4], paint(field))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inrflow.fitting.optimise.NEURONS", 0)  # one member at a time
        apart, _ = snapshots(Made(CELLS, RECIPE), signal, 0, [2])
    together, _ = snapshots(Made(CELLS, RECIPE), signal, 0, [2])
    for step in (2, 4):
        np.testing.assert_allclose(apart[step], together[step], atol=1e-5)


def test_an_overlap_of_nothing_is_the_groups_own_fit(tmp_path: Path) -> None:
    signal = made(1, 12, 12)
    signal.write(tmp_path / "frames")
    fit_to(signal, CELLS).write(tmp_path / "fit")
    compare_overlaps(
        {"signal": "s", "fields": ["cells"], "samples": [0, 2], "seeds": [0, 1], "steps": None},
        frames=tmp_path / "frames",
        fits=[tmp_path / "fit"],
        table=tmp_path / "table.csv",
        pairs=tmp_path / "pairs.csv",
        shown=tmp_path / "shown",
    )
    painted, header = read_arrays(tmp_path / "shown", "overlaps")
    own = again(CELLS, signal, RECIPE, 0).painted
    np.testing.assert_array_equal(painted["cells/0"], own)
    assert np.abs(painted["cells/2"] - own).max() > 0
    assert header["edges"]["cells"] == [[0, 1], [0, 6, 12], [0, 4, 8, 12]]
    assert len(pd.read_csv(tmp_path / "table.csv")) == 4
