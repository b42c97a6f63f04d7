"""The architectures beside SIREN: each against itself in plain PyTorch, its counts, its weights."""

import math
import pkgutil
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from inrflow.config.recipe import Recipe
from inrflow.fields import activations
from inrflow.fields.filters import GaborFilters
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.optimise import optimise
from inrflow.fitting.stages import sizes
from inrflow.signals.signal import Signal
from oracles import plain_networks

# name -> options; numbers small enough that float32 keeps four digits
ZOO: dict[str, dict[str, Any]] = {
    "siren": {"first_omega": 5.0, "hidden_omega": 5.0},
    "finer": {"first_omega": 5.0, "hidden_omega": 5.0, "first_bias": 2.0},
    "gauss": {"scale": 3.0},
    "wire": {"first_omega": 4.0, "hidden_omega": 3.0, "scale": 2.0},
    "wire2d": {"first_omega": 4.0, "hidden_omega": 3.0, "scale": 2.0},
    "mfn": {},
    "posenc": {"levels": 3},
    "fourier": {"frequencies": 6, "sigma": 2.0},
}
VARIANTS = {
    **{name: {"architecture": name, **options} for name, options in ZOO.items()},
    "finer-attached": {"architecture": "finer", "detached": False, **ZOO["finer"]},
    "mfn-fourier": {"architecture": "mfn", "filters": "fourier"},
}
SHAPES = {"sound": (1, 1, 40, 1), "picture": (1, 8, 10, 3), "film": (3, 4, 5, 3)}
MODULES = [module.name for module in pkgutil.iter_modules(activations.__path__)]
NUMBERS = {
    "sine": {"omega": 5.0},
    "finer": {"omega": 5.0},
    "finer_detached": {"omega": 5.0},
    "gauss": {"scale": 1.3},
    "modulated_sine": {"a": 0.3, "b": -0.2, "c": 0.7, "d": 0.4, "omega": 5.0},
    **{name: {"omega": 3.0, "scale": 0.8} for name in MODULES if "gabor" in name},
}
OUTPUTS = {"sigmoid": torch.sigmoid, "signed": lambda z: (z + 1) / 2, "identity": lambda z: z}
every_variant = pytest.mark.parametrize("variant", VARIANTS)
every_shape = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
every_module = pytest.mark.parametrize("name", MODULES)


def field_of(variant: str, shape: tuple[int, ...], **options: Any) -> nn.Module:
    small = {"width": 12, "layers": 4, **VARIANTS[variant], **options}
    return build(small, shape, 3)


def places(field: nn.Module) -> Tensor:
    """All coordinates (sample, axis), row-major, each axis over [-1, 1]."""
    sides = [torch.linspace(-1, 1, n) for n in field.shape[:3] if n > 1]
    return torch.stack(torch.meshgrid(*sides, indexing="ij"), -1).flatten(0, -2)


@every_variant
@every_shape
def test_a_field_paints_what_the_plain_network_does(variant: str, shape: tuple[int, ...]) -> None:
    field = field_of(variant, shape)
    plain = OUTPUTS[field.options.output](plain_networks.of(field)(places(field)))
    painted = torch.from_numpy(paint(field)).flatten(0, 2)
    torch.testing.assert_close(painted, plain.detach(), rtol=1e-3, atol=1e-5)


@every_variant
def test_a_field_learns_what_the_plain_network_does(variant: str) -> None:
    """The gradients of each layer and each set of filters have the same sum of squares."""
    field = field_of(variant, SHAPES["picture"], output="identity")
    plain, x = plain_networks.of(field), places(field)
    wanted = torch.rand(len(x), 3, generator=torch.Generator().manual_seed(0))
    (field(x[None])[0] - wanted).square().mean().backward()
    (plain(x) - wanted).square().mean().backward()
    mine = [*field.stages.values(), *(field.filters.values() if variant[:3] == "mfn" else ())]
    squares = [
        [sum(p.grad.abs().square().sum() for p in part.parameters()) for part in parts]
        for parts in (mine, parts_of(plain))
    ]
    torch.testing.assert_close(*map(torch.tensor, squares), rtol=2e-3, atol=1e-9)


def parts_of(plain: nn.Module) -> list[nn.Module]:
    if hasattr(plain, "branches"):
        return [*plain.branches, plain.head]
    return [*plain.layers, *getattr(plain, "filters", [])]


@every_variant
@every_shape
def test_the_closed_form_counts_what_is_trained(variant: str, shape: tuple[int, ...]) -> None:
    for options in ({}, {"partition": [2] * sum(n > 1 for n in shape[:3])}):
        field = field_of(variant, shape, **options)
        assert sizes(field)["parameters"] == field.options.parameters(shape)
        for stage, plan in zip(field.stages.values(), field.options.plan(shape), strict=True):
            assert stage.affine.weight.shape == (plan.members, plan.inputs, plan.outputs)
            assert (stage.gate is not None, stage.output) == (
                plan.gated,
                field.options.output if plan.last else "identity",
            )


@every_variant
def test_plain_networks_have_as_many(variant: str) -> None:
    """Complex numbers counted twice, less the imaginary part of the last bias in WIRE."""
    field = field_of(variant, SHAPES["picture"])
    plain = plain_networks.of(field)
    counted = sum(p.numel() * (1 + p.is_complex()) for p in plain.parameters())
    assert sizes(field)["parameters"] == counted - 3 * variant.startswith("wire")


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("finer", 198_915),
        ("gauss", 198_915),
        ("wire", 199_284),
        ("wire2d", 199_683),
        ("mfn", 204_291),
        ("posenc", 206_083),
        ("fourier", 329_475),
    ],
)
def test_the_counts_of_the_docstrings(name: str, count: int) -> None:
    network = field_of(name, SHAPES["picture"]).options.__class__(architecture=name)
    assert network.parameters((1, 512, 512, 3)) == count
    counts = [network.scaled(size).parameters((1, 512, 512, 3)) for size in range(1, 60)]
    assert all(a < b for a, b in pairwise(counts))
    if name.startswith("wire"):
        assert [network.scaled(size).units for size in (1, 7, 128, 181)] == [1, 7, 128, 181]


def test_the_octaves_follow_the_samples() -> None:
    network = field_of("posenc", SHAPES["picture"]).options.model_copy(update={"levels": None})
    sizes_of = {(1, 512, 600, 3): 7, (1, 1, 308_207, 1): 16, (9, 64, 64, 1): 10, (1, 3, 3, 1): 0}
    assert {shape: network.levels_on(shape) for shape in sizes_of} == sizes_of
    assert network.features((1, 512, 600, 3)) == 30


@pytest.mark.parametrize(
    ("variant", "parameter", "bound"),
    [
        ("finer", "stages.layer1.affine.weight", 1 / 2),
        ("finer", "stages.layer1.affine.bias", 2.0),
        ("finer", "stages.layer2.affine.weight", math.sqrt(6 / 900) / 5),
        ("finer", "stages.layer4.affine.weight", math.sqrt(6 / 900) / 5),
        ("gauss", "stages.layer1.affine.weight", math.sqrt(1 / 2)),
        ("gauss", "stages.layer2.affine.bias", 1 / 30),
        ("wire", "stages.layer1.affine.weight", math.sqrt(1 / 2)),
        ("wire", "stages.layer2.affine.real", 1 / math.sqrt(636)),
        ("wire", "stages.layer2.affine.imaginary", 1 / math.sqrt(636)),
        ("wire", "stages.layer2.affine.bias", 1 / math.sqrt(636)),
        ("wire", "stages.layer4.affine.weight", 1 / math.sqrt(636)),
        ("wire2d", "stages.layer3.affine.real", 1 / math.sqrt(450)),
        ("mfn", "stages.layer2.affine.weight", 1 / 30),
        ("mfn", "filters.layer1.centre", 1.0),
        ("mfn", "filters.layer1.phase", math.pi),
        ("mfn-fourier", "filters.encoding.frequency", 128 / math.sqrt(2)),
        ("posenc", "stages.layer1.affine.weight", 1 / math.sqrt(14)),
        ("fourier", "stages.layer1.affine.weight", 1 / math.sqrt(12)),
    ],
)
def test_first_weights_fill_their_bounds(variant: str, parameter: str, bound: float) -> None:
    values = field_of(variant, SHAPES["picture"], width=900).state_dict()[parameter].flatten()
    assert bound * 0.97 < values.abs().max() <= bound * 1.0001
    assert abs(values.mean()) < 5 * bound / math.sqrt(3 * len(values))
    assert values.std() == pytest.approx(bound / math.sqrt(3), rel=0.1)


def test_the_filters_first_scales_are_as_published() -> None:
    filters = GaborFilters(1, 2, 4000)
    filters.initialise([torch.Generator().manual_seed(0)], sets=4)
    gamma = filters.gamma.detach()[0, 0]  # Gamma(6 / 4, 1): mean and variance 1.5
    assert gamma.mean() == pytest.approx(1.5, abs=0.1)
    assert gamma.var() == pytest.approx(1.5, abs=0.2)
    base = filters.frequency.detach()[0] / gamma.sqrt()
    assert base.abs().max() == pytest.approx(128 / math.sqrt(2), rel=0.01)
    drawn = field_of("fourier", SHAPES["picture"], frequencies=4000).frequencies
    assert drawn.std() == pytest.approx(2.0, rel=0.05)


@every_variant
def test_a_cell_is_a_network_of_its_own(variant: str) -> None:
    shape = (1, 9, 11, 3)
    field = field_of(variant, shape, partition=[2, 2])
    alone = field_of(variant, shape, partition=[2, 2], kept=[2])
    some = field.select(slice(2, 3))
    for name, tensor in alone.state_dict().items():
        assert torch.equal(some.state_dict()[name], tensor)
    box = field.cells.boxes[2]
    wanted = np.zeros((9, 11, 3), dtype=np.float32)
    wanted[box[1], box[2]] = paint(field)[0][box[1], box[2]]
    np.testing.assert_allclose(paint(alone)[0], wanted, rtol=1e-4, atol=1e-6)
    x = places(field)[:5]
    plain = OUTPUTS[field.options.output](plain_networks.of(field, 2)(x))
    torch.testing.assert_close(some(x[None])[0], plain, rtol=1e-3, atol=1e-5)


@every_variant
def test_a_few_steps_beat_the_mean(variant: str) -> None:
    rows, columns = np.mgrid[0:1:8j, 0:1:10j]
    values = np.stack([rows, columns, rows * columns], -1)[None].astype(np.float32)
    field = field_of(variant, SHAPES["picture"], width=24, partition=[1, 2])
    optimise(field, Signal(values, np.zeros(1), {}), Recipe(learning_rate=1e-2, steps=40), 0)
    assert np.square(paint(field) - values).mean() < 0.3 * values.var((0, 1, 2)).mean()


@every_module
def test_shares_sum_to_what_an_activation_rises(name: str) -> None:
    module, numbers = import_module(f"inrflow.fields.activations.{name}"), NUMBERS.get(name, {})
    source = torch.Generator().manual_seed(1)
    contributions = torch.randn(5, 2, 30, 12, generator=source, dtype=torch.float64)
    contributions[:, 0] *= 1e-7  # near 0, where the closed forms must not lose digits
    contributions[:, 1, 0] = 0
    z = contributions.sum(0)
    start = module.act(torch.zeros_like(z), **numbers)
    rise = module.act(z, **numbers) - start
    if hasattr(module, "gain"):
        shares = (contributions * module.gain(z, **numbers)).sum(0)
    else:
        outputs = range(rise.shape[-1])
        shares = torch.stack([along(module, contributions, o, numbers) for o in outputs], -1)
    torch.testing.assert_close(shares, rise, rtol=1e-6, atol=1e-13)


def along(module: Any, contributions: Tensor, output: int, numbers: dict) -> Tensor:
    """The contributions' shares of one output, summed, by the adjoint on that output alone."""
    z = contributions.sum(0)
    carry = torch.zeros_like(module.act(z, **numbers))
    carry[..., output] = 1
    return (contributions * module.carried(z, carry, **numbers)).sum(0).sum(-1)


def test_the_frequencies_of_filters_are_in_proportion_to_the_option() -> None:
    options = {"architecture": "mfn", "width": 4, "layers": 2}
    plain, half = (
        build(options | {"frequency": one}, (1, 4, 4, 1), 0).filters for one in (128.0, 64.0)
    )
    for name, filters in plain.items():
        torch.testing.assert_close(half[name].frequency, filters.frequency / 2)
        torch.testing.assert_close(half[name].gamma, filters.gamma, rtol=0, atol=0)
