"""Continuous O-INR: the released stencil, the described kernels, and points on no lattice."""

from itertools import pairwise, product
from math import exp, sin
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from inrflow.config.networks.oinr_continuous import OinrContinuous
from inrflow.config.networks.oinr_stencil import OinrStencil
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fields.scattered import Reader
from inrflow.fields.scattered_nodes import Nodes, cloud, lattice_nodes
from inrflow.fitting.stages import sizes

SHAPES = {"sound": (1, 1, 13, 1), "picture": (1, 7, 9, 3), "volume": (4, 5, 6, 1)}
every_shape = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)


def continuous(**options: Any) -> dict[str, Any]:
    return {"architecture": "oinr_continuous", "channels": (4, 5), "levels": 2, **options}


def stencil(**options: Any) -> dict[str, Any]:
    return {"architecture": "oinr_stencil", "channels": (4, 5), "levels": 2, **options}


def painted(field: Any) -> Tensor:
    """All values, (sample, channel), row-major."""
    with torch.no_grad():
        return field(field.inputs)[0].flatten(1).T


def finer(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The lattice with a sample between any two."""
    return tuple(2 * n - 1 for n in shape[:3]) + shape[3:]


def test_the_released_size() -> None:
    for noise, count in [(1, 107_169), (0, 106_977)]:
        options = OinrStencil(architecture="oinr_stencil", noise=noise)
        assert options.widths((1, 64, 64, 3)) == [40 + noise, 64, 128, 128, 64, 3]
        assert options.parameters((1, 64, 64, 3)) == count
        field = build(options.model_dump(), (1, 8, 8, 3), 0)
        assert sizes(field)["parameters"] == count


@every_shape
@pytest.mark.parametrize("more", [{}, {"mask": 0.4}, {"bias": False, "sines": 3}])
def test_the_closed_form_counts_what_is_built(shape: tuple, more: dict) -> None:
    for network in (continuous(**more), stencil()):
        field = build(network, shape, 0)
        assert sizes(field)["parameters"] == field.options.parameters(shape)
        assert sizes(field)["parameters"] > field.options.scaled(3).parameters(shape)


@every_shape
def test_stencils_are_the_released_formula(shape: tuple) -> None:
    affine = build(stencil(), shape, 0).stages["layer2"].affine
    axes = sum(n > 1 for n in shape[:3])
    affine.requires_grad_(False)
    weight = affine.weight
    for o, i, *taps in product(range(5), range(4), *[range(3)] * axes):
        wanted = affine.level[o, i] + sum(
            affine.mixing[o, i, k]
            * sin(
                42 * (sum(affine.frequencies[k, a] * (t - 1) for a, t in enumerate(taps)))
                + 42 * float(affine.phases[k])
            )
            for k in range(2)
        )
        assert float(weight[(o, i, *taps)]) == pytest.approx(float(wanted), abs=1e-6)


def test_stencils_are_scaled_once() -> None:
    """Variance 1/2 of the second weights, times 1 / (inputs * taps), whatever is loaded."""
    field = build(stencil(channels=(60, 70), noise=0), SHAPES["picture"], 0)
    mixing = field.stages["layer2"].affine.mixing.detach()
    assert float(mixing.var()) == pytest.approx(0.5 / (60 * 9), rel=0.05)
    first = painted(field)
    other = build(stencil(channels=(60, 70), noise=0), SHAPES["picture"], 1)
    other.load_state_dict(field.state_dict())
    for _ in range(2):
        assert torch.equal(painted(other), first)


def mirrored(place: int, side: int) -> int:
    place = abs(place)
    return 2 * (side - 1) - place if place >= side else place


@pytest.mark.parametrize(
    ("shape", "support"),
    [((1, 1, 9, 1), 0.6), ((1, 5, 6, 2), [0.55, 0.4]), ((3, 4, 3, 1), [1.2, 1.0, 1.2])],
    ids=str,
)
def test_a_layer_is_the_sum_over_cells_in_the_support(shape: tuple, support: Any) -> None:
    """Written out: the part of each cell within the support, mirrored beyond the border."""
    field = build(continuous(support=support, mask=0.7, sines=2), shape, 3)
    affine, sides = field.stages["layer2"].affine, field.sides
    neurons = torch.rand(1, 4, *sides, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        found = affine(neurons)[0]
    halves = support if isinstance(support, list) else [support]
    steps = [2 / (n - 1) for n in sides]
    A, c, W = (
        t.detach().double().numpy() for t in (affine.frequencies, affine.phases, affine.mixing)
    )
    sigma = affine.log_sigma.detach().double().exp().numpy()
    for at in product(*(range(n) for n in sides)):
        total = affine.bias.detach().double().numpy().copy()
        for jump in product(*(range(-3, 4) for _ in sides)):
            share, d = 1.0, np.array([j * h for j, h in zip(jump, steps, strict=True)])
            for one, r, h in zip(d, halves, steps, strict=True):
                low, high = max(one - h / 2, -r), min(one + h / 2, r)
                share *= max(high - low, 0) / h  # the reference lattice is the signal's own
            kernel = (
                W @ np.array([1, *np.sin(A @ (d / halves) + c)]) * exp(-sum((d / sigma) ** 2) / 2)
            )
            seen = tuple(mirrored(p + j, n) for p, j, n in zip(at, jump, sides, strict=True))
            total += share * kernel @ neurons[(0, slice(None), *seen)].double().numpy()
        np.testing.assert_allclose(found[(slice(None), *at)].numpy(), total, atol=2e-6)


@every_shape
def test_sums_of_equal_neurons_have_the_usual_size_at_first(shape: tuple) -> None:
    """PyTorch's default gives n equal neurons' sum a third of one's variance."""
    field = build(continuous(channels=(150, 160), bias=False), shape, 0)
    affine = field.stages["layer2"].affine
    with torch.no_grad():
        made = affine(torch.randn(1, 150, *[1] * len(field.sides)).expand(1, 150, *field.sides))
    assert float(made.var()) == pytest.approx(1 / 3, rel=0.4)


def errors(network: dict, shape: tuple, times: int) -> list[float]:
    """Largest difference, over all samples of the coarsest lattice, from each to the next finer."""
    field, shapes = build(network, shape, 1), [shape]
    for _ in range(times):
        shapes.append(finer(shapes[-1]))
    seen = []
    for number, one in enumerate(shapes):
        step = 2**number
        values = painted(field.resampled(one)).unflatten(0, one[:3])
        seen.append(values[::step, ::step, ::step])
    return [float((a - b).abs().max()) for a, b in pairwise(seen)]


@pytest.mark.parametrize(
    ("shape", "support", "times"),
    [((1, 1, 17, 1), 0.25, 4), ((1, 9, 17, 2), 0.5, 3), ((5, 5, 9, 1), 0.5, 2)],
    ids=str,
)
def test_described_kernels_are_one_function_on_all_lattices(
    shape: tuple, support: float, times: int
) -> None:
    """Border included; with twice the samples the error is a quarter."""
    network = continuous(support=support, levels=1)
    found = errors(network, shape, times)
    for worse, better in pairwise(found):
        assert better < worse / 3


@pytest.mark.parametrize("support", [0.3, 0.37])
def test_supports_between_samples_lose_nothing_but_evenness(support: float) -> None:
    found = errors(continuous(support=support, levels=1, mask=0.2), (1, 1, 17, 1), 5)
    for worse, better in zip(found[:-2], found[2:], strict=True):
        assert better < worse / 4


@pytest.mark.parametrize("architecture", ["oinr", "oinr_stencil"])
def test_fixed_taps_are_another_function_on_every_lattice(architecture: str) -> None:
    shape = (1, 1, 17, 1)

    def change(network: dict) -> float:
        """What twice the samples do to the function, in its standard deviations."""
        return errors(network, shape, 1)[0] / float(painted(build(network, shape, 1)).std())

    assert change(stencil(levels=1, noise=0, architecture=architecture)) > 0.5
    assert change(continuous(levels=1, support=0.25)) < 0.2


@every_shape
def test_points_of_the_lattice_are_the_lattice(shape: tuple) -> None:
    """Read between stages of the lattice, and with all stages on the samples as a cloud."""
    field = build(continuous(mask=0.9), shape, 2)
    nodes, wanted = lattice_nodes(shape), painted(field)
    with torch.no_grad():
        torch.testing.assert_close(field.at(nodes.places.float()), wanted, rtol=0, atol=1e-6)
        found = Reader(field, nodes.places, nodes)()
    torch.testing.assert_close(found, wanted, rtol=0, atol=1e-6)


@pytest.mark.parametrize("shape", [(1, 1, 9, 1), (1, 7, 7, 1), (4, 4, 4, 1)], ids=str)
def test_cells_of_a_square_lattice_are_measured_exactly(shape: tuple) -> None:
    nodes = lattice_nodes(shape)
    found = cloud(nodes.places[torch.randperm(len(nodes.places))])
    torch.testing.assert_close(found.widths, nodes.widths, rtol=0, atol=1e-9)


def test_cells_of_a_cloud_fill_the_domain() -> None:
    points = torch.rand(200, 2, generator=torch.Generator().manual_seed(0)) * 2 - 1
    assert float(cloud(points).widths.prod(1).sum()) == pytest.approx(4, rel=1e-9)


def test_points_between_samples_have_the_values_of_finer_lattices() -> None:
    field, apart = build(continuous(support=0.5, levels=1), (1, 9, 9, 1), 1), []
    for _ in range(3):
        other = field.resampled(finer(field.shape))
        with torch.no_grad():
            between = field.at(lattice_nodes(other.shape).places.float())
        apart.append(float((between - painted(other)).abs().max()))
        field = other
    assert apart[1] < apart[0] / 3 and apart[2] < apart[1] / 3


def test_a_dense_cloud_is_nearly_the_lattice() -> None:
    field = build(continuous(support=0.5, levels=1), (1, 17, 17, 1), 1)
    jitter = torch.rand(40 * 40, 2, generator=torch.Generator().manual_seed(0)) - 0.5
    places = (torch.cartesian_prod(*[torch.arange(40)] * 2) + 0.5 + 0.6 * jitter) / 20 - 1
    with torch.no_grad():
        wanted = painted(field)
        found = Reader(field, lattice_nodes(field.shape).places, cloud(places))()
    assert float((found - wanted).square().mean().sqrt()) < 0.1 * float(wanted.std())


@pytest.mark.parametrize("scattered", [False, True])
def test_points_train_what_the_lattice_does(scattered: bool) -> None:
    shape = SHAPES["picture"]
    field, nodes = build(continuous(), shape, 0), lattice_nodes(SHAPES["picture"])
    wanted = torch.rand(len(nodes.places), 3, generator=torch.Generator().manual_seed(0))
    reader = Reader(field, nodes.places, nodes if scattered else None)
    gradients = []
    for values in (field(field.inputs)[0].flatten(1).T, reader()):
        loss = (values - wanted).square().mean()
        gradients.append(torch.autograd.grad(loss, list(field.parameters())))
    for one, other in zip(*gradients, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-6)


def test_lattices_of_one_network_share_its_weights() -> None:
    field = build(continuous(coarsest=[7, 9], mask=0.5), SHAPES["picture"], 0)
    other = field.resampled((1, 12, 15, 3))
    assert other.levels == field.levels == (2, 2)
    assert {id(p) for p in other.parameters()} == {id(p) for p in field.parameters()}
    other(other.inputs).square().mean().backward()
    assert all(p.grad is not None for p in field.parameters())


@pytest.mark.parametrize(
    ("options", "shape", "said"),
    [
        ({"support": 0.2}, (1, 7, 30, 1), r"needs sides of 11 or more, found 7"),
        ({"support": 2.5}, (1, 30, 30, 1), r"a half side within the domain, less than 1.96"),
        ({"support": [0.5]}, (1, 9, 9, 1), r"expected 2 half sides, one an axis.* found \[0.5\]"),
        ({"coarsest": [9, 9]}, (1, 6, 6, 1), r"needs sides of 7"),
        ({"noise": 1}, (1, 9, 9, 1), r"network: "),
        ({"mask": 0.0}, (1, 9, 9, 1), r"network: "),
    ],
    ids=str,
)
def test_kernels_that_a_lattice_cannot_carry_are_refused(
    options: dict, shape: tuple, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        build(continuous(**options), shape, 0)


def test_a_lattice_too_coarse_is_refused_when_it_is_asked_for() -> None:
    field = build(continuous(support=0.2), (1, 11, 11, 1), 0)
    with pytest.raises(InputError, match=r"needs sides of 11 or more, found 10"):
        field.resampled((1, 10, 20, 1))


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (torch.zeros(3, 1), "expected 2 numbers each, found 1"),
        (torch.zeros(0, 2), "expected points, found none"),
        (torch.full((3, 2), 1.1), r"expected numbers in \[-1, 1\], found others"),
        (torch.full((3, 2), torch.nan), r"expected numbers in \[-1, 1\], found others"),
    ],
)
def test_points_outside_are_refused(points: Tensor, said: str) -> None:
    field = build(continuous(), SHAPES["picture"], 0)
    with pytest.raises(InputError, match=said):
        field.at(points)


def test_a_point_without_neighbours_is_refused() -> None:
    field, corner = build(continuous(), (1, 9, 9, 1), 0), torch.full((1, 2), 0.9)
    lone = Nodes(corner.double(), torch.full((1, 2), 0.25).double())
    with pytest.raises(InputError, match="found 1 points without"):
        Reader(field, -corner, lone)


def test_fixed_taps_refuse_points() -> None:
    field = build(stencil(), SHAPES["picture"], 0)
    with pytest.raises(InputError, match="found oinr_stencil, which paints lattices only"):
        field.at(torch.zeros(3, 2))


def test_sizes_grow_one_channel_at_a_time() -> None:
    options = OinrContinuous(architecture="oinr_continuous")
    counts = [options.scaled(size).parameters((1, 48, 48, 3)) for size in range(1, 60)]
    assert counts == sorted(set(counts))
