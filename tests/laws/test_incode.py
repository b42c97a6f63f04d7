"""INCODE: its counts, its forward pass written out, its numbers stored, its penalty."""

import copy
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from inrflow.config.networks.incode import Harmoniser as Options
from inrflow.config.networks.incode import Incode
from inrflow.errors import InputError
from inrflow.fields.activations import modulated_sine
from inrflow.fields.modulation import Harmoniser
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.io.digest import digest_file
from laws.fields import noise
from oracles.extractors import resnet34_state

DENOISING = {"hidden": [32, 16, 12], "norm": True, "bias": 5e-4}
SHAPES = {"sound": (1, 1, 450, 1), "picture": (1, 7, 9, 3), "volume": (3, 4, 6, 1)}
NUMBERS = {"a": 0.3, "b": -0.2, "c": 0.7, "d": 0.4, "omega": 5.0}


def incode(**options: Any) -> dict[str, Any]:
    small = {"width": 6, "layers": 3, "first_omega": 4.0, "hidden_omega": 3.0}
    return {"architecture": "incode", **small, **options}


def seen(network: dict[str, Any], shape: tuple[int, ...], seed: int = 0) -> nn.Module:
    """A field that has seen a signal, its harmoniser's last weights enlarged so that it matters."""
    field = build(network, shape, seed)
    field.observe(torch.from_numpy(noise(*shape)))
    with torch.no_grad():
        field.harmoniser.layers[-1].weight.mul_(30)
    return field


def in_plain_torch(field: nn.Module) -> tuple[torch.Tensor, torch.Tensor]:
    """The four numbers and the picture (sample, channel), from the stored tensors alone."""
    state, options = field.state_dict(), field.options
    neurons = state["harmoniser.features"]
    places = sorted({int(k.split(".")[2]) for k in state if k.startswith("harmoniser.layers.")})
    for place in places:
        name = f"harmoniser.layers.{place}"
        if f"{name}.scale" in state:
            norm = nn.LayerNorm(len(neurons))
            norm.weight.data = state[f"{name}.scale"][0, 0]
            norm.bias.data = state[f"{name}.shift"][0, 0]
            neurons = nn.functional.silu(norm(neurons))
            continue
        linear = nn.Linear(*state[f"{name}.weight"].shape[1:])
        linear.weight.data = state[f"{name}.weight"][0].T
        linear.bias.data = state[f"{name}.bias"][0, 0]
        neurons = linear(neurons)
        if place != places[-1] and not options.harmoniser.norm:
            neurons = nn.functional.silu(neurons)
    a, b, c, d = neurons
    sides = [torch.linspace(-1, 1, n) for n in field.shape[:3] if n > 1]
    h = torch.stack(torch.meshgrid(*sides, indexing="ij"), -1).flatten(0, -2)
    for k in range(1, options.layers + 1):
        h = (
            h @ state[f"stages.layer{k}.affine.weight"][0]
            + state[f"stages.layer{k}.affine.bias"][0]
        )
        omega = options.first_omega if k == 1 else options.hidden_omega
        if k < options.layers:
            h = torch.exp(a) * torch.sin(torch.exp(b) * omega * h + c) + d
    return neurons.detach(), h.detach()


@pytest.mark.parametrize(
    ("options", "shape", "wanted"),
    [
        ({}, (1, 339, 510, 3), 205_287),
        ({"harmoniser": DENOISING}, (1, 288, 512, 3), 201_899),
        ({"width": 326}, (1, 256, 256, 1), 327_483),
        ({"width": 31, "partition": [8, 8]}, (1, 336, 512, 3), 208_932),
    ],
    ids=["image", "denoising", "tomography", "per-partition"],
)
def test_the_published_sizes(options: dict, shape: tuple, wanted: int) -> None:
    assert Incode(architecture="incode", **options).parameters(shape) == wanted


@pytest.mark.parametrize(("scalars", "plain", "denoising"), [(4, 6372, 2984), (12, 6636, 3088)])
def test_the_published_sizes_of_the_harmoniser(scalars: int, plain: int, denoising: int) -> None:
    for options, wanted in ((Options(), plain), (Options(**DENOISING), denoising)):
        assert options.parameters((1, 9, 9, 3), scalars) == wanted
        built = Harmoniser(options, (1, 9, 9, 3), scalars)
        assert sum(p.numel() for p in built.parameters()) == wanted


@pytest.mark.parametrize("kind", SHAPES)
def test_the_closed_form_counts_the_parameters(kind: str) -> None:
    field = build(incode(), SHAPES[kind], 0)
    counted = sum(p.numel() for p in field.parameters())
    assert counted == field.options.parameters(SHAPES[kind])


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("harmoniser", [{}, {"hidden": [5, 4], "norm": True}, {"hidden": []}])
def test_the_forward_pass_is_the_literal_one(kind: str, harmoniser: dict) -> None:
    field = seen(incode(harmoniser=harmoniser), SHAPES[kind])
    numbers, values = in_plain_torch(field)
    close = {"rtol": 1e-4, "atol": 1e-4}
    torch.testing.assert_close(field.harmoniser()[0], numbers, **close)
    painted = torch.from_numpy(paint(field.eval()))
    torch.testing.assert_close(painted.flatten(0, 2), values, **close)
    assert field.harmoniser.features.abs().sum() > 0


def test_the_first_numbers_are_near_the_bias() -> None:
    for seed in range(5):
        field = build(incode(), SHAPES["picture"], seed)
        field.observe(torch.from_numpy(noise(*SHAPES["picture"])))
        numbers = field.harmoniser().detach()
        assert numbers.shape == (1, 4)
        assert (numbers - 0.312).abs().max() < 0.01  # measured in the released code: 0.310 to 0.314


def test_decoding_needs_no_signal(tmp_path: Path) -> None:
    fit = Fit(seen(incode(), SHAPES["picture"]).eval(), incode(), {}, 0)
    fit.write(tmp_path / "fit.safetensors")
    found = Fit.read(tmp_path / "fit.safetensors")
    np.testing.assert_array_equal(paint(found.field), paint(fit.field))
    fit.write(tmp_path / "again.safetensors")
    assert len({digest_file(p) for p in tmp_path.iterdir()}) == 1


def test_the_stored_numbers_are_read_and_not_worked_out(tmp_path: Path) -> None:
    field = seen(incode(), SHAPES["picture"]).eval()
    wanted = paint(field)
    with torch.no_grad():
        field.harmoniser.layers[-1].bias.add_(1)
    np.testing.assert_array_equal(paint(field), wanted)
    Fit(field, incode(), {}, 0).write(tmp_path / "fit.safetensors")
    found = Fit.read(tmp_path / "fit.safetensors").field
    np.testing.assert_array_equal(paint(found), wanted)
    # a field that is fitted further settles anew
    found.train()(found.coordinates(torch.arange(5)[None]))
    torch.testing.assert_close(found.eval().harmoniser()[0], in_plain_torch(field)[0])


def test_a_copy_of_a_field_settles_its_own_numbers() -> None:
    field = seen(incode(), SHAPES["picture"])
    other = copy.deepcopy(field)
    with torch.no_grad():
        other.harmoniser.layers[-1].bias.add_(1)
    torch.testing.assert_close(other.eval().harmoniser(), field.eval().harmoniser() + 1)


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [
        ([-1.0, 2.0, -3.0, -0.5], 0.1993 + 3 * 0.0588 + 0.5 * 0.0269),
        ([0.3, 0.3, 0.3, 0.3], 0.0),
        ([1.0, -2.0, 1.0, 1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.0, -1.0],
         2 * 0.0196 + 0.1993 + 0.0588 + 0.0269),
    ],
)  # fmt: skip
def test_the_penalty_is_its_closed_form(numbers: list[float], wanted: float) -> None:
    harmoniser = Harmoniser(Options(hidden=[3]), (1, 9, 9, 3), len(numbers))
    harmoniser.initialise(0)
    with torch.no_grad():
        harmoniser.layers[-1].weight.zero_()
        harmoniser.layers[-1].bias.copy_(torch.tensor(numbers))
    for module in (harmoniser, harmoniser.eval()):
        assert module.penalty().item() == pytest.approx(wanted, abs=1e-6)


def test_the_loss_reaches_the_harmoniser_and_leaves_the_features() -> None:
    field = seen(incode(), SHAPES["picture"])
    features = field.harmoniser.features.clone()
    index = torch.arange(63)[None]
    (field(field.coordinates(index)).square().mean() + field.penalty()).backward()
    for name, parameter in field.named_parameters():
        assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name
    assert torch.equal(field.harmoniser.features, features)


def test_cells_share_the_harmoniser() -> None:
    # as many cells as the harmoniser's widths, so that one taken for another would show
    harmoniser = {"hidden": [4, 4], "norm": True}
    field = seen(incode(partition=[2, 2], harmoniser=harmoniser), (1, 8, 10, 3))
    index = torch.arange(20).reshape(4, 5)
    every = field(field.coordinates(index))
    for cell in range(4):
        part = field.select(slice(cell, cell + 1))
        alone = part(part.coordinates(index[cell : cell + 1]))
        torch.testing.assert_close(alone, every[cell : cell + 1])
    assert not field.apart


def test_the_seed_is_stored_and_decides_the_features(tmp_path: Path) -> None:
    one, two = (seen(incode(), SHAPES["picture"], seed) for seed in (3, 4))
    assert not torch.allclose(one.harmoniser.features, two.harmoniser.features)
    Fit(one.eval(), incode(), {}, 3).write(tmp_path / "fit.safetensors")
    found = Fit.read(tmp_path / "fit.safetensors").field
    assert found.harmoniser.extractor_seed.tolist() == [3]
    found.observe(torch.from_numpy(noise(*SHAPES["picture"])))
    assert torch.equal(found.harmoniser.features, one.harmoniser.features)


def test_the_digest_of_a_weights_file_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    save_file(resnet34_state(), path)
    network = incode(harmoniser={"extractor": {"weights": str(path)}})
    stored = seen(network, SHAPES["picture"]).harmoniser.extractor_file
    assert bytes(stored.tolist()).hex() == digest_file(path)


def test_a_signal_that_cannot_be_seen_is_refused_in_one_line() -> None:
    field = build(incode(), (1, 1, 20, 1), 0)
    with pytest.raises(InputError, match="expected 400 samples") as caught:
        field.observe(torch.zeros(1, 1, 20, 1))
    assert "\n" not in str(caught.value)


def test_the_modulated_sine_is_the_literal_one() -> None:
    z = torch.linspace(-2, 2, 41)
    wanted = [math.exp(0.3) * math.sin(math.exp(-0.2) * 5 * v + 0.7) + 0.4 for v in z.tolist()]
    torch.testing.assert_close(modulated_sine.act(z, **NUMBERS), torch.tensor(wanted))
    tensors = {k: v if k == "omega" else torch.tensor(v) for k, v in NUMBERS.items()}
    torch.testing.assert_close(modulated_sine.act(z, **tensors), torch.tensor(wanted))


def test_gain_and_rest_make_up_the_modulated_sine() -> None:
    z = torch.linspace(-2, 2, 41, dtype=torch.float64, requires_grad=True)
    bent = modulated_sine.act(z, **NUMBERS)
    rest = modulated_sine.act(torch.zeros(1, dtype=torch.float64), **NUMBERS)
    close = {"rtol": 1e-6, "atol": 1e-6}
    gain = modulated_sine.gain(z, **NUMBERS)
    torch.testing.assert_close(gain * z + rest, bent, check_dtype=False, **close)
    (slope,) = torch.autograd.grad(bent.sum(), z)
    torch.testing.assert_close(gain[20], slope[20], **close)
    torch.testing.assert_close(rest[0], bent[20], **close)
