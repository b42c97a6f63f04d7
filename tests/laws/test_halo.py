"""Tiles with halos: an operator paints and learns in them what it does at once."""

from math import prod

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields import halo
from inrflow.fields.halo import paint_in_tiles, tiles_of
from inrflow.fields.operator import Operator
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.optimise import optimise
from inrflow.fitting.tiled import gradients_in_tiles
from inrflow.signals.signal import Signal
from laws.fields import noise, oinr, siren

PADDINGS = ("zeros", "replicate", "reflect", "circular")
LONGEST = {1: 40, 2: 17, 3: 9}
STEP = Recipe(learning_rate=1e-3, steps=1)


def drawn(seed: int, axes: int, padding: str) -> tuple[Operator, np.ndarray, int]:
    """Return an operator, a signal, and the side of tiles."""
    rng = np.random.default_rng(seed)
    kernel, channels = int(rng.choice([1, 3, 5])), rng.integers(1, 4, rng.integers(1, 4)).tolist()
    sides = rng.integers(kernel // 2 + 2, LONGEST[axes] + 1, axes).tolist()
    shape = (*[1] * (3 - axes), *sides, int(rng.integers(1, 4)))
    network = oinr(*channels, kernel=kernel, padding=padding, bias=True, noise=int(rng.integers(2)))
    values = noise(*shape, seed=seed)
    return build(network, shape, seed), values, int(rng.integers(1, max(sides) + 1))


def gradients(field: Operator) -> torch.Tensor:
    return torch.cat([one.grad.flatten() for one in field.parameters()])


@pytest.mark.parametrize("padding", PADDINGS)
@given(seed=st.integers(0, 10_000), axes=st.sampled_from([1, 2, 3]))
@settings(max_examples=8, deadline=None)
def test_tiles_paint_and_learn_what_the_whole_does(padding: str, seed: int, axes: int) -> None:
    field, values, side = drawn(seed, axes, padding)
    whole, truth = field(field.inputs), torch.from_numpy(values)
    wanted_loss = (whole - field.targets(truth)).square().mean()
    wanted_loss.backward()
    wanted = gradients(field)
    field.zero_grad()
    torch.testing.assert_close(paint_in_tiles(field, side), whole, rtol=0, atol=3e-6)
    recipe = STEP.model_copy(update={"tile": side})
    loss = gradients_in_tiles(field, truth, recipe, 0, torch.square)()
    rounding = 1e-5 * float(wanted.abs().max())
    torch.testing.assert_close(gradients(field), wanted, rtol=1e-4, atol=rounding)
    torch.testing.assert_close(loss[0], wanted_loss.detach(), rtol=1e-5, atol=0)


@pytest.mark.parametrize("shape", [(1, 1, 23, 2), (1, 11, 9, 1), (9, 7, 5, 1)], ids=str)
@pytest.mark.parametrize("architecture", ["oinr_continuous", "oinr_stencil"])
def test_generated_kernels_work_in_tiles_too(architecture: str, shape: tuple) -> None:
    network = {"architecture": architecture, "levels": 2, "channels": [3, 2]}
    field = build(network, shape, 0)
    whole = field(field.inputs)
    torch.testing.assert_close(paint_in_tiles(field, 2), whole, rtol=0, atol=3e-6)
    assert max(len(one) for tile in tiles_of(field, 2) for one in tile.seen) < max(shape)


@given(seed=st.integers(0, 10_000), axes=st.sampled_from([1, 2, 3]))
@settings(max_examples=10, deadline=None)
def test_tiles_cover_the_lattice_once_and_see_no_more_than_their_halo(seed: int, axes: int) -> None:
    field, _, side = drawn(seed, axes, "zeros")
    count, largest = torch.zeros(field.sides), 0
    for tile in tiles_of(field, side):
        count[tile.own] += 1
        largest = max(largest, *(len(one) for one in tile.seen))
        for own, seen, inside in zip(tile.own, tile.seen, tile.inside, strict=True):
            assert seen[inside].tolist() == list(range(own.start, own.stop))
        assert tile.samples == prod(own.stop - own.start for own in tile.own)
    sizes = {tuple(len(one) for one in tile.seen) for tile in tiles_of(field, side)}
    assert len(sizes) == 1  # memory is asked for in the same sizes again and again
    assert bool((count == 1).all()) and largest <= side + 2 * field.reach[0]


def test_a_large_lattice_is_painted_in_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    field = build(oinr(3, 4), (5, 6, 7, 2), 0)
    whole, seen = paint(field), []
    monkeypatch.setattr(halo, "LARGE", 100)
    monkeypatch.setattr(halo, "SAMPLES", 27)
    encode = field.encode_at
    monkeypatch.setattr(field, "encode_at", lambda places: seen.append(places) or encode(places))
    np.testing.assert_allclose(paint(field), whole, rtol=0, atol=1e-6)
    assert len(seen) == 2 * 2 * 3


def fitted(tile: int | None, batch: int | None = None) -> tuple[np.ndarray, list[float]]:
    signal = Signal(noise(4, 6, 5, 1), np.arange(4.0), {})
    recipe = Recipe(learning_rate=0.01, steps=8, evaluations=2, tile=tile, batch=batch)
    field = build(oinr(3, 4), signal.shape, 0)
    history = optimise(field, signal, recipe, 0)
    return paint(field), history.loss.tolist()


def test_a_fit_in_tiles_is_the_fit_of_the_whole() -> None:
    (whole, losses), (tiled, others) = fitted(None), fitted(3)
    np.testing.assert_allclose(tiled, whole, rtol=0, atol=1e-5)
    np.testing.assert_allclose(others, losses, rtol=1e-5)


def test_a_step_may_see_some_tiles_alone() -> None:
    (some, losses), (again, same) = fitted(3, 2), fitted(3, 2)
    np.testing.assert_array_equal(some, again)
    assert losses == same and np.abs(some - fitted(3)[0]).max() > 1e-4


@pytest.mark.parametrize("network", [siren(), {"architecture": "ffn"}], ids=str)
def test_tiles_of_other_fields_are_refused(network: dict) -> None:
    signal = Signal(noise(1, 6, 5, 3), np.arange(1.0), {})
    recipe = STEP.model_copy(update={"tile": 4})
    with pytest.raises(
        InputError, match=r"recipe.tile: expected null for a field that is no chain"
    ):
        optimise(build(network, signal.shape, 0), signal, recipe, 0)


def test_tiles_are_not_drawn_with_replacement() -> None:
    signal = Signal(noise(1, 6, 5, 3), np.arange(1.0), {})
    recipe = Recipe(learning_rate=1e-3, steps=1, tile=4, batch=2, sampling="replacement")
    with pytest.raises(InputError, match=r"recipe.sampling: expected 'epoch' for a field of tiles"):
        optimise(build(oinr(3), signal.shape, 0), signal, recipe, 0)
