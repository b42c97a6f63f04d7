"""MINER: its pyramid, what a block depends on, what the file holds, what a crop removes."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from skimage.measure import block_reduce
from skimage.transform import resize
from torch import nn

from inrflow.config.croppable.miner import MinerNetworks, MinerRecipe
from inrflow.config.networks.local_global import LocalGlobal
from inrflow.croppable.miner import pyramid, size
from inrflow.croppable.miner.descend import descend, rate_at
from inrflow.croppable.miner.fit import MinerFit
from inrflow.croppable.miner.optimise import fit
from inrflow.croppable.miner.scale import Scale, initialise, make, neurons_of, warm_start
from inrflow.croppable.miner.stage import fit_miner
from inrflow.figures.croppable_miner import draw, tabulate
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays
from laws.fields import noise
from laws.miners import CPU, QUICK, SMALL, half_flat, signal, stage_params

SHAPES = {"picture": (1, 16, 32, 3), "grey": (1, 16, 16, 1), "volume": (8, 16, 8, 1)}


def parameters(inputs: int, width: int, layers: int, outputs: int) -> int:
    sizes = [inputs, *[width] * (layers - 1), outputs]
    return sum(a * b + b for a, b in pairwise(sizes))


@pytest.mark.parametrize("kind", SHAPES)
def test_the_pyramid_has_the_means_of_cubes(kind: str) -> None:
    values = noise(*SHAPES[kind])
    cube = tuple(4 if side > 1 else 1 for side in values.shape[:3])
    wanted = block_reduce(values, (*cube, 1), np.mean)
    np.testing.assert_allclose(pyramid.reduced(torch.from_numpy(values), 4), wanted, atol=1e-6)
    assert pyramid.lattices(values.shape, 3)[0] == wanted.shape


@pytest.mark.parametrize("kind", SHAPES)
def test_an_estimate_is_interpolated_between_the_middles_of_samples(kind: str) -> None:
    values = noise(*SHAPES[kind])
    finer = [2 * side if side > 1 else 1 for side in values.shape[:3]]
    wanted = resize(values, (*finer, values.shape[3]), order=1, mode="edge", anti_aliasing=False)
    np.testing.assert_allclose(pyramid.doubled(torch.from_numpy(values)), wanted, atol=1e-6)


@pytest.mark.parametrize("kind", SHAPES)
def test_blocks_are_boxes_of_the_signal(kind: str) -> None:
    values = torch.from_numpy(noise(*SHAPES[kind]))
    blocks, shape = pyramid.cut(values, 4), tuple(values.shape)
    for block, box in zip(blocks, pyramid.boxes(shape, 4).tolist(), strict=True):
        assert torch.equal(values[tuple(slice(*span) for span in box)].flatten(0, 2), block)
    assert torch.equal(pyramid.joined(blocks, shape, 4), values)
    local = pyramid.local_coordinates(shape, 4)
    ends = local.view(*[4] * local.shape[1], -1)
    assert (ends.flatten(0, -2)[0] == -1).all() and (ends.flatten(0, -2)[-1] == 1).all()
    assert ends[(0,) * (local.shape[1] - 1)][1].tolist() == [
        *[-1.0] * (local.shape[1] - 1),
        pytest.approx(-1 / 3),
    ]


@pytest.mark.parametrize("kind", SHAPES)
def test_the_file_paints_what_was_fitted_bit_for_bit(kind: str, tmp_path: Path) -> None:
    done, told = fit(signal(SHAPES[kind]), SMALL, QUICK, 0, CPU)
    path = tmp_path / "miner.safetensors"
    done.write(path)
    found = MinerFit.read(path)
    np.testing.assert_array_equal(found.paint(), done.paint())
    assert [scale["steps"] for scale in told] == [3, 3]
    axes, channels = sum(side > 1 for side in SHAPES[kind][:3]), SHAPES[kind][3]
    wanted = [
        scale["active"] * parameters(axes, width, 3, channels)
        for scale, width in zip(told, (12, 3), strict=True)
    ]
    assert size.per_scale(found) == wanted
    assert sum(array.size for array in load_file(path).values()) == sum(wanted)
    assert (found.recipe, found.seed) == (QUICK.model_dump(mode="json"), 0)


def test_one_scale_is_a_siren_a_block_with_coordinates_of_its_own() -> None:
    picture = signal((1, 8, 8, 1))
    options = SMALL.model_copy(update={"scales": 1, "coarse_width": 1})
    recipe = MinerRecipe(steps=5, learning_rate=1e-3, decay=0.9, coarse_rate=1.0)
    start = make(options, 0, picture.shape, [0, 1, 2, 3])
    initialise(start, 0, 7)
    done, _ = fit(picture, options, recipe, 7, CPU)
    grid = np.linspace(-1, 1, 4, dtype=np.float32)
    local = torch.from_numpy(np.stack(np.meshgrid(grid, grid, indexing="ij"), -1).reshape(16, 2))
    for number in range(4):
        rows, columns = (slice(4 * k, 4 * k + 4) for k in divmod(number, 2))
        truth = torch.from_numpy(picture.values[0, rows, columns].reshape(16, 1))
        plain = plain_siren(start, number)
        fit_plainly(plain, local, truth, 4.0, recipe)
        painted = sines(plain, local, 4.0).detach().numpy().reshape(4, 4, 1)
        np.testing.assert_allclose(done.paint()[0, rows, columns], painted, rtol=1e-4, atol=1e-5)


def plain_siren(scale: Scale, number: int) -> list[nn.Linear]:
    layers = []
    for stage in scale.field.stages.values():
        weight, bias = stage.affine.weight[number].T, stage.affine.bias[number, 0]
        layers.append(nn.Linear(weight.shape[1], weight.shape[0]))
        layers[-1].load_state_dict({"weight": weight.detach(), "bias": bias.detach()})
    return layers


def sines(layers: list[nn.Linear], inputs: torch.Tensor, omega: float) -> torch.Tensor:
    for layer in layers[:-1]:
        inputs = torch.sin(omega * layer(inputs))
    return layers[-1](inputs)


def fit_plainly(
    layers: list[nn.Linear], local: torch.Tensor, truth: torch.Tensor, omega: float, r: MinerRecipe
) -> None:
    adam = torch.optim.Adam(nn.ModuleList(layers).parameters())
    for step in range(r.steps):
        adam.param_groups[0]["lr"] = r.learning_rate * r.decay**step
        adam.zero_grad()
        (sines(layers, local, omega) - truth).square().mean().backward()
        adam.step()


def going(active: list[int], powers: torch.Tensor, steps: int) -> Scale:
    """Return a scale of two blocks' lattice after its networks were fitted to their targets."""
    options = SMALL.model_copy(update={"scales": 1})
    scale = make(options, 1, (1, 4, 8, 1), active)
    initialise(scale, 1, 0)
    recipe = MinerRecipe(
        steps=steps, learning_rate=1e-2 * 2 / len(active), frozen_below=1.0, stopping_mse=0.0
    )
    targets = torch.from_numpy(noise(2, 16, 1))[active]
    told = descend(scale, 1, targets, powers[active], recipe, 0.0, lambda: 1.0)
    frozen = told["frozen"]
    assert frozen == int((powers[active] > 0).sum()) and (frozen < len(active)) == (
        told["steps"] == steps
    )
    return scale


def test_a_frozen_block_keeps_its_weights_and_leaves_the_others_theirs() -> None:
    powers = torch.tensor([0.1, 0.0])  # the first stops at an error of 0.1, the second never
    both = going([0, 1], powers, 60)
    for row in range(2):
        alone = going([row], powers, 60)
        for one, two in zip(both.field.parameters(), alone.field.parameters(), strict=True):
            torch.testing.assert_close(one[row], two[0], rtol=1e-4, atol=1e-5)
    targets = torch.from_numpy(noise(2, 16, 1))
    left = (both.field.paint(neurons_of(both.field, 4)) - targets).square().mean((1, 2))
    assert 0.05 < left[0] <= 0.1 and left[1] < left[0]


def test_later_scales_have_networks_where_something_is_missing() -> None:
    options = MinerNetworks(block=4, scales=3, width=3, layers=3, omega=4.0, active_above=3e-3)
    picture = half_flat()
    done, told = fit(picture, options, MinerRecipe(steps=60, learning_rate=1e-2), 0, CPU)
    assert [scale["blocks"] for scale in told] == [4, 16, 64]
    for scale, one in zip(done.scales, told, strict=True):
        assert len(scale.active) == one["active"]
    columns = {number % 8 for number in done.scales[-1].active}
    assert columns >= {4, 5, 6, 7} and not columns & {0, 1, 2}
    inactive = [n for n in range(64) if n not in done.scales[-1].active]
    own = pyramid.cut(done.scales[-1].painted(), 4)
    assert not own[inactive].any() and own[done.scales[-1].active].any()


def test_a_flat_signal_needs_the_coarsest_scale_alone(tmp_path: Path) -> None:
    flat = Signal(np.full((1, 8, 8, 1), 0.5, np.float32), np.zeros(1), {}, "image")
    recipe = MinerRecipe(steps=400, learning_rate=1e-2)
    done, told = fit(flat, SMALL, recipe, 0, CPU)
    assert [scale["active"] for scale in told] == [1, 0] and told[0]["steps"] < 400
    assert np.abs(done.paint() - 0.5).mean() < 0.02
    done.write(tmp_path / "m.safetensors")
    np.testing.assert_array_equal(MinerFit.read(tmp_path / "m.safetensors").paint(), done.paint())


def test_a_block_starts_from_half_of_the_block_above_it() -> None:
    options = MinerNetworks(block=4, scales=2, width=3, layers=3, coarse_width=1)
    parent, child = make(options, 0, (1, 8, 8, 1), [1, 2]), make(options, 1, (1, 16, 16, 1), [0, 3])
    for number, scale in enumerate((parent, child)):
        initialise(scale, number, 0)
    before = [p.clone() for p in child.field.parameters()]
    warm_start(child, parent)
    triples = zip(child.field.parameters(), parent.field.parameters(), before, strict=True)
    for own, theirs, old in triples:
        assert torch.equal(own[0], old[0])  # above block 0 is block 0, which has none
        assert torch.equal(own[1], theirs[0] / 2)  # above block 3 of 4 x 4 is block 1 of 2 x 2


def test_the_rate_of_the_coarsest_scale() -> None:
    kept, released = (
        MinerRecipe(learning_rate=1.0, decay=0.5, coarse_rate_steps=s) for s in (None, 1)
    )
    assert [rate_at(kept, 0, step, 1.0) for step in range(3)] == [0.25, 0.125, 0.0625]
    assert [rate_at(released, 0, step, 1.0) for step in range(3)] == [0.25, 0.5, 0.25]
    assert rate_at(kept, 1, 1, 0.5) == 0.25


@pytest.mark.parametrize("border", [1, 4, 5, 8, 12])
def test_what_a_crop_removes_was_painting_the_border(border: int) -> None:
    options = MinerNetworks(block=4, scales=3, width=2, layers=3, active_above=0.0)
    done, _ = fit(signal((1, 32, 48, 1)), options, MinerRecipe(steps=1), 0, CPU)
    whole, own = done.paint(), 0
    for number, scale in enumerate(done.scales):
        far = size.outside(done, number, border, "painted")
        near = size.outside(done, number, border, "own")
        assert set(far) <= set(near)
        assert len(far) == len(near) or number < 2  # the finest is not interpolated
        own += len(near) * size.each(done, number)
        with torch.no_grad():
            for weight in scale.field.parameters():
                weight[far] = 9.0
    inner = slice(border, -border)
    found = done.paint()
    np.testing.assert_array_equal(found[:, inner, inner], whole[:, inner, inner])
    assert (found != whole).any() == (size.removable(done, border, "painted") > 0)
    assert size.removable(done, border) == own


def test_parameters_are_spread_over_the_blocks_that_have_them() -> None:
    done, _ = fit(half_flat(), SMALL.model_copy(update={"scales": 4}), QUICK, 0, CPU)
    spread = size.density(done)
    assert spread.shape == (1, 32, 32)
    assert spread.sum() == pytest.approx(sum(size.per_scale(done)))


@pytest.mark.parametrize(("border", "gone"), [(3, 0), (4, 28), (8, 48)])
def test_a_field_of_cells_loses_its_local_networks(border: int, gone: int) -> None:
    options = LocalGlobal(
        architecture="local_global", width=3, global_width=5, layers=4, partition=[8, 8]
    )
    found = size.of_cells(options, (1, 32, 32, 1), border)
    local = parameters(2, 3, 4, 1)
    shared = (2 * 5 + 5) + 2 * (25 + 5) + (8 * 3 + 3)
    assert found["parameters"] == 64 * local + shared
    assert found["removable"] == gone * local
    assert found["density"].sum() == pytest.approx(found["parameters"])
    np.testing.assert_allclose(found["density"], found["density"][0, 0, 0])


def test_the_figure_has_a_histogram_of_many_signals() -> None:
    record = {"parameters": 90, "removable": 9, "removable_painted": 0, "border_share": 0.4}
    record |= {"cells": {"parameters": 80, "removable": 20, "field": "lgs"}}
    record |= {"scales": [{"scale": 0, "parameters": 60}, {"scale": 1, "parameters": 30}]}
    for count, label in ((3, ""), (9, "signals")):
        table = tabulate([[f"s{k}", 0] for k in range(count)], [record] * count)
        figure = draw({"original": noise(8, 8, 3)}, {"MINER": np.ones((8, 8))}, table, "lgs", 2)
        sizes, shares = figure.axes[2:4]
        assert sizes.get_ylabel() == label
        assert [bar.get_width() for bar in shares.patches] == pytest.approx([10, 0, 25])


def test_the_stage_writes_what_it_says(tmp_path: Path) -> None:
    picture = half_flat()
    picture.write(tmp_path / "frames.safetensors")
    outputs = ("miner", "painted", "metrics", "density")
    paths = {name: tmp_path / f"{name}.safetensors" for name in outputs}
    fit_miner(stage_params(), frames=tmp_path / "frames.safetensors", **paths)
    record = json.loads(paths["metrics"].read_text())
    done = MinerFit.read(paths["miner"])
    np.testing.assert_array_equal(Signal.read(paths["painted"]).values, done.paint().clip(0, 1))
    assert record["parameters"] == sum(scale["parameters"] for scale in record["scales"])
    assert record["removable"] == size.removable(done, 4) >= record["removable_painted"]
    assert record["cells"]["removable"] > 0 and record["psnr"] > 0
    maps, _ = read_arrays(paths["density"], "density")
    assert maps["miner"].sum() == pytest.approx(record["parameters"])
    assert maps["cells"].sum() == pytest.approx(record["cells"]["parameters"])
    assert abs(record["cells"]["parameters"] / 2000 - 1) <= 0.01
