"""O-INR: its counts, its encoding and convolutions written out, its pointwise case."""

from itertools import product
from math import pi
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from inrflow.config.networks.oinr import Oinr
from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields.activations import identity, sine
from inrflow.fields.layer import Layer
from inrflow.fields.linear import MemberLinear
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import optimise
from inrflow.fitting.stages import sizes
from inrflow.signals.signal import Signal
from laws.fields import noise

RELEASED, SEQUENCE = (64, 128, 128, 64), (64, 128, 256, 256, 128, 64)
PICTURE, GREY, VOLUME = (1, 512, 512, 3), (1, 512, 512, 1), (64, 64, 64, 1)
SHAPES = {
    "sound": (1, 1, 23, 1),
    "picture": (1, 7, 9, 3),
    "film": (3, 5, 6, 3),
    "strip": (4, 1, 9, 1),
}
MODES = {"zeros": "constant", "replicate": "edge", "reflect": "reflect", "circular": "wrap"}


def oinr(**options: Any) -> dict[str, Any]:
    return {"architecture": "oinr", "channels": (4, 6, 3), "levels": 3, **options}


@pytest.mark.parametrize(
    ("options", "shape", "count"),
    [
        ({}, PICTURE, 172_224),
        ({"bias": True}, PICTURE, 172_483),
        ({"noise": 1}, PICTURE, 172_800),
        ({"channels": RELEASED}, PICTURE, 319_680),
        ({"channels": RELEASED}, GREY, 318_528),
        ({"channels": RELEASED, "levels": 8, "bias": True}, VOLUME, 969_793),
        ({"channels": SEQUENCE, "bias": True}, GREY, 1_351_617),
        ({"channels": SEQUENCE, "bias": True}, PICTURE, 1_352_771),
        ({"channels": (48, 96, 80)}, PICTURE, 130_032),
        ({"channels": (64, 64, 64, 64)}, PICTURE, 135_360),
    ],
    ids=str,
)
def test_the_published_sizes(options: dict, shape: tuple, count: int) -> None:
    assert Oinr(architecture="oinr", cap=False, **options).parameters(shape) == count


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("bias", [False, True])
def test_the_closed_form_counts_what_is_built(name: str, bias: bool) -> None:
    field = build(oinr(bias=bias, noise=2), SHAPES[name], 0)
    n, per_frame, shape = sizes(field), np.prod(SHAPES[name][:3]), SHAPES[name]
    assert n["parameters"] == field.options.parameters(shape)
    assert n["fixed_numbers"] == 2 * per_frame + 1  # the noise and its seed
    plan = field.options.plan(shape)
    assert [p.name for p in plan] == list(field.traced) == list(field.stages)
    for stage, module in zip(plan, field.stages.values(), strict=True):
        assert module.affine.weight.shape[:2] == (stage.outputs, stage.inputs)


def test_sizes_grow_one_channel_at_a_time() -> None:
    options, shape = Oinr(architecture="oinr"), (1, 64, 64, 3)
    family = [options.scaled(size) for size in range(1, 260)]
    counts = [one.parameters(shape) for one in family]
    assert counts == sorted(set(counts))
    assert [sum(one.channels) for one in family] == list(range(3, 262))
    assert family[0].channels == (1, 1, 1)
    assert options.scaled(254) == options
    assert options.scaled(62).channels == (16, 32, 16)


@pytest.mark.parametrize(
    ("side", "kept"), [(2, 1), (3, 1), (64, 5), (96, 6), (128, 6), (256, 7), (512, 8), (4096, 10)]
)
def test_levels_stop_at_nyquist(side: int, kept: int) -> None:
    assert Oinr(architecture="oinr", cap=True).levels_on(side) == kept
    assert Oinr(architecture="oinr").levels_on(side) == 10


@pytest.mark.parametrize("cap", [True, False])
@pytest.mark.parametrize("name", SHAPES)
def test_the_encoding_is_the_literal_one(name: str, cap: bool) -> None:
    shape = SHAPES[name]
    field = build(oinr(cap=cap, levels=7), shape, 0)
    sides = [n for n in shape[:3] if n > 1]
    wanted = []
    for axis in reversed(range(len(sides))):
        along = [1] * len(sides)
        along[axis] = -1
        x = np.linspace(-1, 1, sides[axis]).reshape(along) + np.zeros(sides)
        kept = [level for level in range(7) if not cap or 2**level <= (sides[axis] - 1) / 2]
        wanted += [wave(2**level * pi * x) for level in kept for wave in (np.sin, np.cos)]
    found = field.encode(field.inputs)
    # float32 coordinates: an error of 6e-8 times the largest frequency
    np.testing.assert_allclose(found[0].numpy(), np.stack(wanted), rtol=0, atol=2e-5)


def test_aliased_levels_repeat_lower_ones() -> None:
    options = oinr(cap=False, levels=8)
    encoded = build(options, (1, 1, 64, 1), 0)
    waves = encoded.encode(encoded.inputs)[0].reshape(8, 2, 64)
    # 63 intervals: 64 turns are seen as one; the phases start apart by a sign
    assert (waves[6].abs() - waves[0].abs()).abs().max() < 1e-4
    assert (waves[7].abs() - waves[1].abs()).abs().max() < 1e-4


def literal(field: Any, mode: str) -> np.ndarray:
    """Convolve by shifted sums, in float64: nothing of torch's."""
    neurons = field.encode(field.inputs)[0].double().numpy()
    sides = neurons.shape[1:]
    for name, stage in field.stages.items():
        weight = stage.affine.weight.detach().double().numpy()
        reach = weight.shape[-1] // 2
        padded = np.pad(neurons, [(0, 0), *[(reach, reach)] * len(sides)], mode=mode)
        total = np.zeros((len(weight), *sides))
        for taps in product(range(2 * reach + 1), repeat=len(sides)):
            seen = tuple(slice(t, t + n) for t, n in zip(taps, sides, strict=True))
            total += np.tensordot(weight[(..., *taps)], padded[(slice(None), *seen)], 1)
        if stage.affine.bias is not None:
            total += stage.affine.bias.detach().numpy().reshape(-1, *[1] * len(sides))
        neurons = total if name == field.traced[-1] else np.sin(total)
    return neurons


@pytest.mark.parametrize("padding", MODES)
@pytest.mark.parametrize("name", SHAPES)
def test_the_field_is_the_literal_chain_of_convolutions(name: str, padding: str) -> None:
    kernel = 5 if name == "sound" else 3
    options = oinr(padding=padding, kernel=kernel, bias=name == "film")
    field = build(options, SHAPES[name], 1)
    with torch.no_grad():
        found = field(field.inputs)[0].numpy()
    np.testing.assert_allclose(found, literal(field, MODES[padding]), rtol=0, atol=1e-5)


@pytest.mark.parametrize("padding", MODES)
@pytest.mark.parametrize("name", SHAPES)
def test_kernels_of_one_sample_make_it_pointwise(name: str, padding: str) -> None:
    """O-INR Eq. 5: with Dirac kernels an operator is the coordinate network of its weights."""
    field = build(oinr(kernel=1, bias=True, padding=padding, output="signed"), SHAPES[name], 2)
    neurons = field.encode(field.inputs).flatten(2).mT
    with torch.no_grad():
        for stage in field.stages.values():
            weight = stage.affine.weight.flatten(1)
            linear = MemberLinear(1, weight.shape[1], weight.shape[0])
            linear.weight.copy_(weight.T[None])
            linear.bias.copy_(stage.affine.bias[None, None])
            bends = stage.activation == "sine"
            layer = (
                Layer(linear, sine, omega=1.0) if bends else Layer(linear, identity, stage.output)
            )
            neurons = layer(neurons, {})
        found = field(field.inputs).flatten(2).mT
    torch.testing.assert_close(found, neurons, rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", SHAPES)
def test_frames_are_those_that_are_decoded_one_by_one(name: str) -> None:
    field, shape = build(oinr(noise=1), SHAPES[name], 0), SHAPES[name]
    whole = paint(field)
    assert whole.shape == shape
    with torch.no_grad():
        for frame in range(shape[0]):
            np.testing.assert_array_equal(field.decode(frame).numpy(), whole[frame])
            part, inputs = field.at_frame(frame)
            assert part is field and torch.equal(inputs, field.inputs)
    values = torch.from_numpy(noise(*shape))
    wanted = field.targets(torch.from_numpy(whole))
    with torch.no_grad():
        torch.testing.assert_close(field(field.inputs), wanted, rtol=0, atol=0)
    assert field.targets(values)[0].flatten(1).T.reshape(shape).equal(values)


def test_noise_is_seeded_and_stored(tmp_path: Path) -> None:
    network, shape = oinr(noise=2), SHAPES["picture"]
    one, same, other = (build(network, shape, seed) for seed in (3, 3, 4))
    assert torch.equal(one.noise, same.noise) and not torch.equal(one.noise, other.noise)
    assert one.noise.shape == (1, 2, 7, 9) and abs(float(one.noise.std()) - 1) < 0.3
    assert torch.equal(one.encode(one.inputs)[:, -2:], one.noise)
    Fit(one.eval(), network, {}, 3).write(tmp_path / "fit.safetensors")
    found = Fit.read(tmp_path / "fit.safetensors").field
    np.testing.assert_array_equal(paint(found), paint(one))


def test_noise_does_not_move_the_other_draws() -> None:
    shape = SHAPES["picture"]
    plain, noisy = (build(oinr(noise=n), shape, 0) for n in (0, 1))
    assert torch.equal(plain.encode(plain.inputs), noisy.encode(noisy.inputs)[:, :-1])


@pytest.mark.parametrize("name", SHAPES)
def test_a_fit_gets_closer(name: str) -> None:
    shape = SHAPES[name]
    values = 0.5 + 0.4 * np.sin(np.arange(np.prod(shape)).reshape(shape) / 7, dtype=np.float32)
    signal = Signal(values.astype(np.float32), np.arange(float(shape[0])), {})
    recipe = Recipe(learning_rate=0.01, steps=40, evaluations=2)
    field = build(oinr(channels=(12, 12)), shape, 0)
    history = optimise(field, signal, recipe, 0)
    assert history.loss.iloc[-1] < 0.5 * history.loss.iloc[0]
    mse = float(np.mean((paint(field).clip(0, 1) - values) ** 2))
    assert mse == pytest.approx(history.mse.iloc[-1], rel=1e-4)


def test_other_axes_are_refused() -> None:
    field = build(oinr(), SHAPES["picture"], 0)
    assert field.resampled(SHAPES["picture"]) is field
    for shape in [(2, 7, 9, 3), (1, 1, 9, 3), (1, 7, 9, 1)]:
        with pytest.raises(InputError, match=r"decode: expected any lattice, on as many axes as"):
            field.resampled(shape)


@pytest.mark.parametrize("name", SHAPES)
def test_on_another_lattice_the_taps_keep_the_pixel_stride(name: str) -> None:
    """The released code's rule: a field of the same weights, built on that lattice."""
    shape = SHAPES[name]
    finer = tuple(2 * n - 1 for n in shape[:3]) + shape[3:]
    field = build(oinr(noise=1), shape, 4)
    other = field.resampled(finer)
    fresh = build(oinr(noise=1), finer, 4)
    assert paint(other).shape == finer
    np.testing.assert_array_equal(paint(other), paint(fresh))
    np.testing.assert_array_equal(paint(other.resampled(shape)), paint(field))


def test_lattices_of_one_network_share_its_weights() -> None:
    field = build(oinr(), SHAPES["picture"], 0)
    other = field.resampled((1, 8, 8, 3))
    other(other.inputs).square().mean().backward()
    assert all(p.grad is not None for p in field.parameters())


def test_a_capped_encoding_is_that_of_the_coarsest_lattice() -> None:
    options = {"cap": True, "levels": 9, "coarsest": [9, 5]}
    field = build(oinr(**options), (1, 64, 33, 3), 0)
    assert field.levels == (3, 2)  # 2^l <= (side - 1) / 2
    assert field.options.features(field.shape) == 10
    for shape in [(1, 9, 5, 3), (1, 200, 100, 3)]:
        other = field.resampled(shape)
        assert other.encode(other.inputs).shape == (1, 10, *shape[1:3])
    with pytest.raises(InputError, match=r"network.coarsest: expected 2 sides.*found \[9\]"):
        build(oinr(cap=True, coarsest=[9]), (1, 64, 33, 3), 0)
    with pytest.raises(InputError, match=r"coarsest: expected `cap: true` beside it"):
        build(oinr(coarsest=[9, 9]), (1, 64, 33, 3), 0)


def test_points_are_refused() -> None:
    field = build(oinr(), SHAPES["picture"], 0)
    with pytest.raises(InputError, match=r"coordinates: expected a field .* between samples"):
        field.at(torch.zeros(3, 2))


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        ({"padding": "reflect", "kernel": 5}, (1, 2, 9, 3)),
        ({"padding": "circular", "kernel": 7}, (2, 9, 9, 1)),
        ({"padding": "reflect"}, (1, 1, 1, 1)),
    ],
    ids=str,
)
def test_a_side_too_short_for_its_padding_is_refused(options: dict, shape: tuple) -> None:
    with pytest.raises(InputError, match=r"network.padding: expected sides longer than \d"):
        build(oinr(**options), shape, 0)


@pytest.mark.parametrize(
    "wrong", [{"kernel": 2}, {"channels": ()}, {"channels": (3, 0)}, {"padding": "mirror"}]
)
def test_options_that_make_no_operator_are_refused(wrong: dict) -> None:
    with pytest.raises(ValidationError):
        Oinr(architecture="oinr", **wrong)
    with pytest.raises(InputError, match=r"network: "):
        build(oinr(**wrong), SHAPES["picture"], 0)
