"""Local-Global networks: their forward pass written out, one merge, what a cell depends on."""

import copy
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from inrflow.config.networks.local_global import LocalGlobal
from inrflow.config.networks.local_global_add import LocalGlobalAdd
from inrflow.config.recipe import Recipe
from inrflow.fields.resolve import build, options_of
from inrflow.fitting import pieces
from inrflow.fitting.batches import Batch
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import add_gradients, optimise
from inrflow.fitting.steps import rated
from inrflow.signals.signal import Signal
from laws.fields import noise
from oracles import local_global

PICTURE, FILM, SOUND = (1, 7, 9, 3), (3, 4, 5, 1), (1, 1, 450, 1)
CONCATENATING = ("local_global", "local_global_incode")
KINDS = (*CONCATENATING, "local_global_add")
CASES = {"picture": (PICTURE, [2, 3]), "film": (FILM, [2, 1, 2]), "sound": (SOUND, [7])}
OMEGAS = {"first_omega": 5.0, "hidden_omega": 3.0}


def network(kind: str = KINDS[0], partition: tuple = (2, 3), **options: Any) -> dict[str, Any]:
    small = {"width": 3, "global_width": 5, "layers": 3, "partition": list(partition)}
    return {"architecture": kind, **small, **OMEGAS, **options}


def seen(options: dict[str, Any], shape: tuple, seed: int = 0) -> nn.Module:
    field = build(options, shape, seed)
    field.observe(torch.from_numpy(noise(*shape)))
    return field.eval()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", CASES)
def test_the_picture_is_the_literal_one(kind: str, case: str) -> None:
    shape, partition = CASES[case]
    options = network(kind, tuple(partition), layers=4)
    field = seen(options, shape)
    size = tuple(side for side in shape[:3] if side > 1)
    numbers = dict(field.condition(torch.zeros(1))) or None
    if kind == "local_global_add":
        found = local_global.paint_added(field.state_dict(), options, size)
    else:
        found = local_global.paint(field.state_dict(), options, size, numbers)
    if kind != "local_global_incode":
        found = found / 2 + 0.5
    else:
        assert list(numbers) == ["local", "global", "merge"]
        torch.testing.assert_close(torch.cat(list(numbers.values())), field.harmoniser.scalars)
    wanted = torch.from_numpy(paint(field)).flatten(0, 2)
    torch.testing.assert_close(found, wanted, rtol=1e-5, atol=3e-5)


@pytest.mark.parametrize("kind", CONCATENATING)
def test_the_merge_is_one_matrix(kind: str) -> None:
    field = seen(network(kind, layers=5), PICTURE)
    merges = [stage.affine for name, stage in field.stages.items() if "merge" in name]
    assert len(merges) == 4 and all(merge is field.merge for merge in merges)
    stored = [name for name in field.state_dict() if "merge" in name]
    assert stored == ["merge.weight", "merge.bias"]
    twin = copy.deepcopy(field)
    assert all(s.affine is twin.merge for n, s in twin.stages.items() if "merge" in n)
    assert twin.merge is not field.merge
    plan = {stage.name: stage.shared for stage in field.options.plan(PICTURE)}
    assert [plan[f"merge{i}"] for i in range(1, 5)] == [None, "merge1", "merge1", "merge1"]


def test_what_each_stage_mixes() -> None:
    assert options_of(network()).sources == {
        "global1": ("encoding",),
        "local1": ("encoding",),
        "merge1": ("local1", "global1"),
        "global2": ("global1",),
        "local2": ("merge1",),
        "merge2": ("local2", "global2"),
        "head": ("merge2",),
    }
    assert options_of(network("local_global_add")).sources == {
        "global1": ("encoding",),
        "local1": ("encoding",),
        "merge1": ("global1",),
        "global2": ("global1",),
        "local2": ("local1", "merge1"),
        "merge2": ("global2",),
        "head": ("local2", "merge2"),
    }


@pytest.mark.parametrize("kind", CONCATENATING)
def test_weights_are_drawn_as_the_released_ones(kind: str) -> None:
    field = build(network(kind, width=14, global_width=84, hidden_omega=30), PICTURE, 0)
    bounds = {
        "stages.global1.affine": (1 / 2, 2), "stages.global2.affine": (sqrt(6 / 84) / 30, 84),
        "stages.local1.affine": (1 / 2, 2), "stages.local2.affine": (0.02182, 14),
        "stages.head.affine": (0.02182, 14), "merge": (sqrt(6 / 98) / 30, 98),
    }  # fmt: skip
    for name, (bound, inputs) in bounds.items():
        part = field.get_submodule(name)
        assert 0.85 * bound < part.weight.abs().max() <= bound * 1.001, name
        assert 0.5 * inputs**-0.5 < part.bias.abs().max() <= inputs**-0.5, name


@pytest.mark.parametrize("kind", ["local_global", "local_global_add"])
def test_omegas_go_where_they_are_said_to(kind: str) -> None:
    options = network(kind, first_omega=10.0, hidden_omega=20.0)
    for given, wanted in ((None, 10.0), (30.0, 30.0)):
        field = build(options | {"global_first_omega": given}, PICTURE, 0)
        omegas = {name: s.fixed.get("omega") for name, s in field.stages.items()}
        assert omegas == {
            "global1": wanted, "local1": 10.0, "merge1": 20.0,
            "global2": 20.0, "local2": 20.0, "merge2": 20.0, "head": None,
        }  # fmt: skip


@pytest.mark.parametrize("kind", ["local_global", "local_global_add"])
def test_a_local_network_does_not_depend_on_the_other_cells(kind: str) -> None:
    every = build(network(kind), PICTURE, 0)
    some = build(network(kind, kept=[1, 4]), PICTURE, 0)
    for (name, one), two in zip(
        every.state_dict().items(), some.state_dict().values(), strict=True
    ):
        of_cells = len(one) == 6
        assert torch.equal(one[[1, 4]] if of_cells else one, two), name


@pytest.mark.parametrize("kind", ["local_global", "local_global_add"])
def test_kept_cells_paint_what_they_did_and_others_nothing(kind: str) -> None:
    every, some = (build(network(kind, kept=kept), PICTURE, 0) for kept in (None, [1, 4]))
    whole, part = paint(every), paint(some)
    for number, box in enumerate(every.cells.boxes):
        if number in (1, 4):
            np.testing.assert_allclose(part[box], whole[box], atol=1e-6)
        else:
            assert not part[box].any()


@pytest.mark.parametrize("kind", KINDS)
def test_weights_of_other_cells_do_not_matter(kind: str) -> None:
    field, cell = seen(network(kind), PICTURE), 4
    before, box = paint(field), field.cells.boxes[cell]
    with torch.no_grad():
        for value in field.parameters():
            if len(value) == field.members:
                value[[c for c in range(field.members) if c != cell]] += 1
    after = paint(field)
    np.testing.assert_array_equal(after[box], before[box])
    others = np.ones(PICTURE[:3], dtype=bool)
    others[box] = False
    assert (after != before).any(-1)[others].mean() > 0.9


@pytest.mark.parametrize("kind", KINDS)
def test_any_coordinate_is_painted_by_its_cell(kind: str) -> None:
    field = seen(network(kind), PICTURE)
    index = torch.arange(63)
    found = field.at(field.coordinates(index[None])[0])
    torch.testing.assert_close(found.view(1, 7, 9, 3), torch.from_numpy(paint(field)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_fit_trains_every_weight_and_comes_back(kind: str, tmp_path: Path) -> None:
    options = network(kind, first_omega=2.0, hidden_omega=1.5)
    signal = Signal(noise(*PICTURE), np.zeros(1), {})
    field = build(options, PICTURE, 0)
    before = {name: value.clone() for name, value in field.named_parameters()}
    recipe = Recipe(learning_rate=5e-3, steps=60, rates={"stages.global": 1 / 1.8})
    table = optimise(field, signal, recipe, 0)
    assert (table["member"] == -1).all()
    assert table["loss"].iloc[-1] < 0.8 * table["loss"].iloc[0]
    for name, value in field.named_parameters():
        assert not torch.equal(value, before[name]), name
    fit = Fit(field.eval(), options, {}, 0)
    fit.write(tmp_path / "fit.safetensors")
    found = Fit.read(tmp_path / "fit.safetensors")
    np.testing.assert_array_equal(paint(found.field), paint(field))


def test_the_global_network_alone_trains_at_its_own_rate() -> None:
    field = build(network(KINDS[1]), PICTURE, 0)
    groups = rated(field, Recipe(learning_rate=1.8, steps=1, rates={"stages.global": 1 / 1.8}))
    by_rate = {round(group["lr"], 6): group["params"] for group in groups}
    slow = {id(p) for n, p in field.named_parameters() if n.startswith("stages.global")}
    assert {id(p) for p in by_rate[1.0]} == slow
    assert any(p is field.merge.weight for p in by_rate[1.8])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("kept", [None, [0, 2, 3, 5]], ids=["all", "kept"])
def test_pieces_have_the_gradients_of_the_whole(kind: str, kept: list[int] | None) -> None:
    fields = [seen(network(kind, kept=kept), PICTURE).train() for _ in range(2)]
    index, real = fields[0].cells.samples()  # of unequal cells
    coordinates = fields[0].coordinates(index)
    batch = Batch(coordinates, coordinates, torch.from_numpy(noise(*index.shape, 3)), real)
    whole = add_gradients(fields[0], batch, "mse", 1)
    parts = pieces.backward(fields[1], batch, torch.square, 4)
    torch.testing.assert_close(parts, whole)
    for (name, one), two in zip(fields[0].named_parameters(), fields[1].parameters(), strict=True):
        torch.testing.assert_close(one.grad, two.grad, rtol=1e-4, atol=1e-6, msg=name)


def test_penalties_of_all_three_quadruples_are_summed() -> None:
    field = seen(network(KINDS[1]), PICTURE)
    field.harmoniser.scalars.copy_(torch.tensor([-1.0, 1, 1, 1, 1, -1, 1, 1, 1, 1, -1, -1]))
    assert field.penalty().item() == pytest.approx(0.1993 + 0.0196 + 0.0588 + 0.0269)


@pytest.mark.parametrize(
    ("options", "total"),
    [
        (LocalGlobal(architecture="local_global", partition=[16, 16]), 198_930),
        (LocalGlobalAdd(architecture="local_global_add", partition=[16, 16]), 202_304),
    ],
    ids=["concat", "add"],
)
def test_the_family_grows_evenly(options: LocalGlobal, total: int) -> None:
    counts = {size: options.scaled(size).parameters((1, 512, 512, 1)) for size in range(4230, 4280)}
    steps = np.array([b / a for a, b in pairwise(counts.values())])
    assert (steps > 0.995).all() and (steps < 1.015).all()
    nearest = options.scaled(min(counts, key=lambda size: abs(counts[size] - total)))
    assert (nearest.width, nearest.global_width) == (14, 84)
    smallest = options.scaled(1)
    assert (smallest.width, smallest.global_width) == (1, 1)
