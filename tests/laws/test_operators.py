"""Fast contributions equal their definition, for every operator."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from inrflow.fields.linear import MemberLinear
from inrflow.tracing.operators import by_definition, contributions

CLOSE = {"rtol": 1e-4, "atol": 1e-5}
few = st.integers(1, 5)
quick = settings(max_examples=40, deadline=None, database=None)


# kind, seed, inputs, outputs, kernel, height, width
kinds = st.sampled_from(["convolution", "linear"])
sizes = (st.integers(0, 1000), few, few, st.sampled_from([1, 3, 5]), few, few)
cases = st.tuples(kinds, *sizes)


def make(case: tuple) -> tuple[nn.Module, torch.Tensor, int]:
    """An operator, its input, and the axis that counts neurons."""
    kind, seed, inputs, outputs, kernel, height, width = case
    torch.manual_seed(seed)
    if kind == "convolution":
        affine = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2)
        return affine, torch.randn(1, inputs, height, width), 1
    affine = MemberLinear(1, inputs, outputs)
    affine.initialise([torch.Generator().manual_seed(seed)])
    return affine, torch.randn(1, height * width, inputs), 2


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
