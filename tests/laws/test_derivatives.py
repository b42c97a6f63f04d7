"""Derivatives in closed form are those of forward mode, and of the lattice that moves."""

from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.func import jvp

from inrflow.errors import InputError
from inrflow.fields import encoded
from inrflow.fields.field import Field
from inrflow.fields.operator import Operator
from inrflow.fields.propagate import Jet, hessian, laplacian, push
from inrflow.fields.resolve import build
from inrflow.oinr.derivatives.compare import nearness, regions
from inrflow.oinr.derivatives.costs import most_held
from inrflow.oinr.derivatives.fields import gradient_by_autograd, laplacian_by_autograd
from inrflow.oinr.derivatives.slopes import by_differences, by_formula, by_sobel
from inrflow.signals.formula import Sum
from inrflow.signals.readers import formula

# forward mode imports torch's own decompositions, which warn of torch.jit
pytestmark = pytest.mark.filterwarnings("ignore:.torch.jit.script:DeprecationWarning")

SHAPES = {"sound": (1, 1, 19, 1), "picture": (1, 8, 9, 3), "volume": (4, 5, 6, 2)}
PADDINGS = ["zeros", "replicate", "reflect", "circular"]
SMALL = {"architecture": "oinr", "channels": [4, 3], "levels": 3}
CONTINUOUS = {"architecture": "oinr_continuous", "channels": [4, 3], "levels": 2}
STENCIL = {"architecture": "oinr_stencil", "channels": [4, 3], "levels": 2, "noise": 0}
OTHERS = {
    "continuous": (CONTINUOUS, (1, 8, 9, 2)),
    "stencil": (STENCIL, (1, 8, 9, 2)),
    "siren": ({"architecture": "siren", "width": 5, "layers": 3}, (1, 8, 9, 2)),
    "tanh": (SMALL | {"output": "tanh"}, (1, 8, 9, 1)),
    "sigmoid": (SMALL | {"output": "sigmoid"}, (1, 8, 9, 1)),
    "signed": (SMALL | {"output": "signed", "bias": True}, (1, 8, 9, 1)),
}


def pushed(field: Field, forms: Tensor) -> Jet:
    steps = encoded.pixels(field)
    start = encoded.analytic if isinstance(field, Operator) else encoded.coordinates
    return push(field, start(field, steps, forms), forms)


def moved(field: Field) -> tuple[Tensor, list[Tensor]]:
    """Return the coordinates, and their movement by a sample along each axis."""
    steps = encoded.pixels(field)
    inputs = (
        field.inputs
        if isinstance(field, Operator)
        else field.coordinates(torch.arange(int(np.prod(field.shape[:3])))[None])
    )
    return inputs, [
        step * torch.eye(len(steps))[a].expand_as(inputs) for a, step in enumerate(steps)
    ]


def agrees_with_jvp(field: Field) -> None:
    """Check value, gradient and all entries of the Hessian against jvp, and jvp of jvp."""
    inputs, along = moved(field)
    forms = hessian(len(along))
    with torch.no_grad():
        found = pushed(field, forms)
        torch.testing.assert_close(found.value, field(inputs))
        for tangent, slope in zip(along, found.first, strict=True):
            near(slope, jvp(field, (inputs,), (tangent,))[1])
        pairs = combinations_with_replacement(along, 2)
        for (one, other), bend in zip(pairs, found.second, strict=True):
            near(bend, jvp(lambda x, t=one: jvp(field, (x,), (t,))[1], (inputs,), (other,))[1])


def near(found: Tensor, wanted: Tensor) -> None:
    """Hold float32 maps together, by the size of the largest number."""
    torch.testing.assert_close(found, wanted, rtol=0, atol=1e-5 * float(wanted.abs().max() + 1e-3))


@pytest.mark.parametrize(
    ("name", "padding"),
    [*product(["picture"], PADDINGS), ("sound", "reflect"), ("volume", "circular")],
)
def test_closed_forms_are_those_of_forward_mode(name: str, padding: str) -> None:
    bias = padding in ("reflect", "zeros")
    agrees_with_jvp(build(SMALL | {"padding": padding, "bias": bias}, SHAPES[name], 1))


@pytest.mark.parametrize("name", OTHERS)
def test_every_chain_of_sines_has_a_closed_form(name: str) -> None:
    network, shape = OTHERS[name]
    agrees_with_jvp(build(network, shape, 2))


def test_any_encoding_passes_to_rounding() -> None:
    """Whatever an encoding's derivatives are taken for; in double precision."""
    field = build(SMALL | {"bias": True}, (1, 8, 9, 3), 0).double()
    drawn = torch.randn(4, 1, 12, 8, 9, dtype=torch.float64)
    value, a, b, ab = drawn
    form = torch.tensor([[[0.0, 0.5], [0.5, 0.0]]])
    found = push(field, Jet(value, (a, b), (ab,)), form)

    def surface(u: Tensor, v: Tensor) -> Tensor:
        return field.paint(value + u * a + v * b + u * v * ab)

    zero, one = torch.zeros((), dtype=torch.float64), torch.ones((), dtype=torch.float64)
    slope = jvp(lambda u: surface(u, zero), (zero,), (one,))[1]
    mixed = jvp(lambda v: jvp(lambda u: surface(u, v), (zero,), (one,))[1], (zero,), (one,))[1]
    torch.testing.assert_close(found.first[0], slope, rtol=1e-12, atol=1e-13)
    torch.testing.assert_close(found.second[0], mixed, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("cap", [True, False])
def test_they_are_those_of_the_moved_lattice(cap: bool) -> None:
    """Inside, moving the encoding by a sample is reading the next one, whatever its levels."""
    network = SMALL | {"levels": 5, "cap": cap}
    field = build(network, (1, 1, 32, 1), 0).double()
    places = torch.linspace(-1, 1, 32, dtype=torch.float64)[None, :, None]

    def at(shift: float) -> Tensor:
        waves = torch.stack(field.waves(places + shift), dim=1)
        return field.paint(waves)[0, 0].detach()

    (step,), reach = encoded.pixels(field), field.reach[0]
    torch.testing.assert_close(at(step)[reach : -reach - 1], at(0.0)[reach + 1 : -reach])
    single, small = build(network, (1, 1, 32, 1), 0), 1e-4
    slope = (at(small) - at(-small)) / (2 * small)
    with torch.no_grad():
        found = push(single, encoded.analytic(single, (1.0,), laplacian(1)), laplacian(1))
    torch.testing.assert_close(found.first[0][0, 0].double(), slope, rtol=1e-3, atol=1e-3)


def test_the_laplacian_is_one_form() -> None:
    field = build(SMALL, (1, 8, 9, 2), 0)
    one, every = pushed(field, laplacian(2)), pushed(field, hessian(2))
    torch.testing.assert_close(one.second[0], every.second[0] + every.second[2])


def test_autograd_finds_the_same_of_a_siren() -> None:
    field = build({"architecture": "siren", "width": 5, "layers": 3}, (1, 8, 9, 2), 0)
    forms = laplacian(2)
    found = push(field, encoded.coordinates(field, (1.0, 1.0), forms), forms)
    for channel, (slope, bend) in enumerate(
        zip(gradient_by_autograd(field), laplacian_by_autograd(field), strict=True)
    ):
        for axis in range(2):
            near(found.first[axis][..., channel].detach(), slope[..., axis])
        near(found.second[0][..., channel].detach(), bend)


def ramp(power: int) -> np.ndarray:
    """Return two channels, one a power along y, one along x, and their product."""
    y, x = np.meshgrid(np.arange(9.0), np.arange(11.0), indexing="ij")
    return np.stack([y**power, 2 * x**power, y * x], axis=-1)


def test_filters_find_the_slopes_of_polynomials() -> None:
    inside = (slice(2, -2), slice(2, -2))
    for make in (by_differences, by_sobel):
        line, curve = make(ramp(1)), make(ramp(2))
        np.testing.assert_allclose(line["gradient"][inside][..., 0, :], [[[1, 0]] * 7] * 5)
        np.testing.assert_allclose(line["gradient"][inside][..., 1, :], [[[0, 2]] * 7] * 5)
        np.testing.assert_allclose(line["dyx"][inside][..., 2, 0], 1)
        np.testing.assert_allclose(curve["dyy"][inside][..., 0, 0], 2)
        np.testing.assert_allclose(curve["laplacian"][inside][..., 1, 0], 4)
    released = encoded.sobel_filtered(torch.from_numpy(ramp(1)).permute(2, 0, 1)[None])
    for axis in range(2):
        own = released[axis][0].permute(1, 2, 0).numpy()[inside] / encoded.RELEASED
        np.testing.assert_allclose(
            own, by_sobel(ramp(1))["gradient"][inside][..., axis], atol=1e-12
        )


def test_a_formula_knows_its_derivatives() -> None:
    total, small = Sum.drawn(hills=3, waves=2, highest=4.0, seed=5), 1e-5
    points = np.random.default_rng(0).uniform(-1, 1, (6, 2))
    _, first, second = total.at(points)
    for axis in range(2):
        move = small * np.eye(2)[axis]
        (up, slope, _), (down, before, _) = total.at(points + move), total.at(points - move)
        np.testing.assert_allclose(first[:, axis], (up - down) / (2 * small), rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(second[:, axis], (slope - before) / (2 * small), atol=1e-4)


def test_a_made_picture_has_the_formulas_slopes() -> None:
    fine = formula.read(formula.Options(reader="formula", height=200, width=160, highest=2))
    assert (fine.values.min(), fine.values.max()) == (0, 1)
    exact, found = by_formula(fine), by_differences(fine.values[0])
    for quantity in ("gradient", "dyx", "laplacian"):
        inside = nearness(found[quantity][2:-2, 2:-2], exact[quantity][2:-2, 2:-2])
        assert inside["correlation"] > 0.99
        assert inside["ratio"] == pytest.approx(1, abs=0.02)


def test_nearness_is_exact_for_multiples() -> None:
    wanted = np.random.default_rng(1).standard_normal((5, 4))
    told = nearness(-2 * wanted, wanted)
    size = float(np.sqrt((wanted**2).mean()))
    assert told["correlation"] == pytest.approx(-1)
    assert told["ratio"] == pytest.approx(2)
    assert told["rms_error"] == pytest.approx(3 * size)
    assert np.isnan(nearness(np.zeros((5, 4)), wanted)["correlation"])


def test_regions_share_all_but_the_outermost_samples() -> None:
    masks = regions((10, 12), 3)
    assert masks["interior"].sum() == 4 * 6
    assert masks["border"].sum() == 8 * 10 - 4 * 6
    assert not (masks["interior"] & masks["border"]).any()


def test_memory_is_counted_by_what_is_held() -> None:
    field = build(SMALL, (1, 8, 9, 1), 0)
    size = 4 * 250_000

    def three() -> None:
        kept = [torch.ones(250_000) for _ in range(2)]
        kept.append(kept[0] + kept[1])

    assert most_held(three, field) == pytest.approx(3 * size / 2**20, rel=0.01)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "noise": (SMALL | {"noise": 1}, "network.noise = 0"),
    "places": (SMALL | {"coordinates": True}, "network.coordinates = false"),
    "cells": ({"architecture": "siren", "width": 3, "partition": [2, 2]}, "one network"),
    "wavelets": ({"architecture": "wire", "width": 4}, "chain of linear maps and sines"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_fields_are_refused(name: str) -> None:
    network, said = REFUSED[name]
    with pytest.raises(InputError, match=said):
        pushed(build(network, (1, 8, 8, 1), 0), laplacian(2))


def test_sobel_filters_want_a_picture() -> None:
    with pytest.raises(InputError, match="expected a picture"):
        encoded.sobel(build(SMALL, (1, 1, 9, 1), 0), laplacian(1))
