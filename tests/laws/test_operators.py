"""Fast contributions equal their definition, for every operator."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from inrflow.fields.activations import identity, sine
from inrflow.fields.layer import Layer
from inrflow.fields.linear import MemberLinear
from inrflow.fields.resolve import build
from inrflow.fields.tied_linear import TiedLinear
from inrflow.tracing.operators import at_slice, by_definition, contributions
from laws.fields import oinr

CLOSE = {"rtol": 1e-4, "atol": 1e-5}
few = st.integers(1, 5)
quick = settings(max_examples=40, deadline=None, database=None)


CONVOLUTIONS = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
# kind, seed, inputs, outputs, kernel, height, width
kinds = st.sampled_from([*CONVOLUTIONS, "linear", "tied"])
sizes = (st.integers(0, 1000), few, few, st.sampled_from([1, 3, 5]), few, few)
cases = st.tuples(kinds, *sizes)


def make(case: tuple) -> tuple[nn.Module, torch.Tensor, int]:
    """An operator, its input, and the axis that counts neurons."""
    kind, seed, inputs, outputs, kernel, height, width = case
    torch.manual_seed(seed)
    if kind in CONVOLUTIONS:
        affine = CONVOLUTIONS[kind](inputs, outputs, kernel, padding=kernel // 2)
        return affine, torch.randn(1, inputs, *(height, width, 2)[:kind]), 1
    sets = 2 if kind == "tied" else 1
    affine = TiedLinear(2, inputs, outputs, 2) if sets == 2 else MemberLinear(2, inputs, outputs)
    affine.initialise([torch.Generator().manual_seed(seed + member) for member in range(2)])
    return affine, torch.randn(2, height * width, sets * inputs), 2


def literal(affine: nn.Module, neurons: torch.Tensor, axis: int) -> torch.Tensor:
    """C_i = A(x masked to i) - A(0) + A(0) / n, written once more."""
    nothing, count = affine(torch.zeros_like(neurons)), neurons.shape[axis]
    masks = torch.eye(count)
    shape = [count if place == axis else 1 for place in range(neurons.ndim)]
    made = [affine(neurons * mask.reshape(shape)) - nothing + nothing / count for mask in masks]
    return torch.stack(made)


@given(cases)
@quick
@torch.no_grad()
def test_an_operator_is_taken_apart_as_defined(case: tuple) -> None:
    affine, neurons, axis = make(case)
    wanted = literal(affine, neurons, axis)
    torch.testing.assert_close(contributions(affine, neurons), wanted, **CLOSE)


@given(cases)
@quick
@torch.no_grad()
def test_contributions_sum_to_the_mixture(case: tuple) -> None:
    affine, neurons, _ = make(case)
    total = contributions(affine, neurons).sum(0)
    torch.testing.assert_close(total, affine(neurons), **CLOSE)


@given(cases, st.integers(0, 4), st.integers(1, 5))
@quick
@torch.no_grad()
def test_some_inputs_are_that_part_of_all(case: tuple, first: int, count: int) -> None:
    affine, neurons, axis = make(case)
    inputs = neurons.shape[axis]
    some = slice(min(first, inputs - 1), min(first + count, inputs))
    torch.testing.assert_close(
        contributions(affine, neurons, some), contributions(affine, neurons)[some]
    )


@pytest.mark.parametrize(
    "options",
    [
        {"kernel_size": 3},
        {"kernel_size": (3, 1), "padding": (1, 0)},
        {"kernel_size": (2, 4), "padding": (1, 2)},
        {"kernel_size": 3, "padding": 1, "stride": 2},
        {"kernel_size": 3, "padding": 2, "dilation": 2},
        {"kernel_size": 3, "padding": "same"},
        {"kernel_size": 3, "padding": 1, "padding_mode": "circular"},
        {"kernel_size": 3, "padding": 1, "groups": 2},
        {"kernel_size": 3, "padding": 1, "bias": False},
    ],
    ids=str,
)
@torch.no_grad()
def test_any_convolution_is_taken_apart_as_defined(options: dict) -> None:
    torch.manual_seed(0)
    affine, neurons = nn.Conv2d(4, 6, **options), torch.randn(1, 4, 7, 6)
    made = contributions(affine, neurons)
    torch.testing.assert_close(made, literal(affine, neurons, 1), **CLOSE)
    torch.testing.assert_close(contributions(affine, neurons, slice(1, 3)), made[1:3])


PADDINGS = ["zeros", "replicate", "reflect", "circular"]


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("axes", CONVOLUTIONS)
@torch.no_grad()
def test_convolutions_of_any_axes_are_taken_apart_as_defined(axes: int, padding: str) -> None:
    torch.manual_seed(0)
    options = {"padding": 1, "padding_mode": padding, "bias": padding != "reflect"}
    affine, neurons = CONVOLUTIONS[axes](3, 4, 3, **options), torch.randn(1, 3, 4, 5, 3)
    neurons = neurons[(..., *[0] * (3 - axes))]
    made = contributions(affine, neurons)
    torch.testing.assert_close(made, literal(affine, neurons, 1), **CLOSE)
    torch.testing.assert_close(contributions(affine, neurons, slice(1, 3)), made[1:3])


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("axes", [2, 3])
@torch.no_grad()
def test_a_slice_is_that_slice_of_the_whole(axes: int, padding: str) -> None:
    torch.manual_seed(0)
    affine = CONVOLUTIONS[axes](2, 3, 5, padding=2, padding_mode=padding)
    neurons = torch.randn(1, 2, 4, 5, 3)[(..., *[0] * (3 - axes))]
    whole, parts = affine(neurons), contributions(affine, neurons)
    for place in range(4):
        one, slab = at_slice(affine, neurons, place)
        torch.testing.assert_close(one(slab)[:, :, 0], whole[:, :, place], **CLOSE)
        found = contributions(one, slab)[:, :, :, 0]
        torch.testing.assert_close(found, parts[:, :, :, place], **CLOSE)


@torch.no_grad()
def test_an_operator_of_single_taps_is_the_pointwise_network() -> None:
    """Convolutions with Dirac kernels see one sample at a time (O-INR Eq. 5)."""
    operator = build(oinr(4, 3, kernel=1, bias=True), (3, 4, 5, 2), 0)
    neurons = operator.encode(operator.inputs).flatten(2).mT
    for step in operator.walk(operator.inputs):
        linear = MemberLinear(1, step.neurons.shape[1], step.mixture.shape[1])
        linear.weight.copy_(step.stage.affine.weight.flatten(1).T[None])
        linear.bias.copy_(step.stage.affine.bias[None, None])
        alone = contributions(linear, neurons).mT
        made = contributions(step.stage.affine, step.neurons).flatten(3)
        torch.testing.assert_close(alone, made, **CLOSE)
        bend = sine if step.stage.activation == "sine" else identity
        neurons = Layer(linear, bend, **step.stage.numbers({}))(neurons, {})
        torch.testing.assert_close(neurons.mT, step.output.flatten(2), **CLOSE)
    painted = torch.stack([operator.decode(frame) for frame in range(3)])
    torch.testing.assert_close(neurons[0].reshape(3, 4, 5, 2), painted, **CLOSE)


@pytest.mark.parametrize(
    ("affine", "shape"),
    [
        (nn.Linear(4, 3), (2, 4)),
        (nn.ConvTranspose2d(4, 2, 3, stride=2), (1, 4, 3, 5)),
        (nn.Sequential(nn.Conv2d(4, 3, 3), nn.AvgPool2d(2)), (1, 4, 6, 6)),
    ],
    ids=["linear", "transposed", "chain"],
)
@torch.no_grad()
def test_an_operator_without_a_fast_version_goes_by_the_definition(
    affine: nn.Module, shape: tuple
) -> None:
    neurons = torch.randn(*shape, generator=torch.Generator().manual_seed(0))
    made = contributions(affine, neurons)
    torch.testing.assert_close(made, literal(affine, neurons, 1), **CLOSE)
    torch.testing.assert_close(made, torch.stack(list(by_definition(affine, neurons, 1))))
    torch.testing.assert_close(contributions(affine, neurons, slice(1, 3)), made[1:3])
    torch.testing.assert_close(made.sum(0), affine(neurons), **CLOSE)
