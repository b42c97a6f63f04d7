"""The lift is zero-stuffing, box means and nearest upsampling, at any window of it."""

import numpy as np
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from inrflow.tracing.lift import Lift
from inrflow.tracing.stencil import box_of_nearest, box_of_stuffed

quick = settings(max_examples=40, deadline=None, database=None)
sides = st.integers(1, 6)
kernels = st.sampled_from([1, 3, 5])
shapes = st.tuples(kernels, kernels)  # rows, columns
strides = st.lists(st.integers(1, 3), min_size=1, max_size=3)
lifts = st.tuples(st.tuples(sides, sides), strides, shapes, st.integers(0, 2**31))
fractions = st.tuples(*[st.floats(0, 1, allow_subnormal=False)] * 4)


def make(case: tuple) -> tuple[Lift, torch.Tensor, np.ndarray]:
    """A lift, one random map for each phase twice over, and their outputs."""
    lattice, strides, kernel, seed = case
    count = 2 * strides[0] ** 2
    maps = torch.randn(count, *lattice, generator=torch.Generator().manual_seed(seed))
    return Lift.of_block(lattice, strides, [kernel] * len(strides)), maps, np.arange(count)


def by_torch(maps: torch.Tensor, strides: list[int], kernel: tuple[int, int], bend) -> torch.Tensor:
    """The same steps, each on a dense picture."""
    square = strides[0] ** 2
    stuffed = torch.zeros(len(maps), 1, *(side * strides[0] for side in maps.shape[1:]))
    for index, one in enumerate(maps):
        down, across = divmod(index % square, strides[0])
        stuffed[index, 0, down :: strides[0], across :: strides[0]] = one
    around = (kernel[0] // 2, kernel[1] // 2)
    picture = F.avg_pool2d(stuffed, kernel, 1, around, count_include_pad=True)
    for stride in strides[1:]:
        picture = bend(F.interpolate(picture, scale_factor=stride, mode="nearest"))
        picture = F.avg_pool2d(picture, kernel, 1, around, count_include_pad=True)
    return picture[:, 0]


@given(lifts)
@quick
def test_a_linear_lift_is_stuffing_means_and_upsampling(case: tuple) -> None:
    lift, maps, outputs = make(case)
    wanted = by_torch(maps, case[1], case[2], lambda z: z)
    torch.testing.assert_close(lift(maps, outputs, lambda z: z), wanted, rtol=1e-5, atol=1e-6)


@given(lifts)
@quick
def test_activations_stand_between_the_steps(case: tuple) -> None:
    lift, maps, outputs = make(case)
    wanted = by_torch(maps, case[1], case[2], F.gelu)
    torch.testing.assert_close(lift(maps, outputs, F.gelu), wanted, rtol=1e-5, atol=1e-6)


@given(lifts, fractions)
@quick
def test_the_lift_of_a_window_is_the_window_of_the_lift(case: tuple, fraction: tuple) -> None:
    lift, maps, outputs = make(case)
    whole = lift(maps, outputs, F.gelu)
    ends = [sorted(round(f * side) for f in pair) for side, pair in zip(
        whole.shape[1:], (fraction[:2], fraction[2:]), strict=True)]  # fmt: skip
    rows, columns = (
        slice(min(low, side - 1), max(high, min(low, side - 1) + 1))
        for (low, high), side in zip(ends, whole.shape[1:], strict=True)
    )
    part, native_rows, native_columns = lift.window(rows, columns)
    found = part(maps[:, native_rows, native_columns].contiguous(), outputs, F.gelu)
    torch.testing.assert_close(found, whole[:, rows, columns], rtol=1e-5, atol=1e-6)


@given(lifts)
@quick
def test_a_pixel_needs_few_native_samples(case: tuple) -> None:
    lift, maps, _ = make(case)
    _, rows, columns = lift.window(slice(0, 1), slice(0, 1))
    reach = [1 + kernel // 2 * len(case[1]) for kernel in case[2]]
    assert rows.stop - rows.start <= min(reach[0], maps.shape[1])
    assert columns.stop - columns.start <= min(reach[1], maps.shape[2])


@given(sides, st.integers(1, 4), kernels)
@quick
def test_weights_sum_to_the_part_of_the_box_inside_the_picture(
    coarse: int, stride: int, kernel: int
) -> None:
    fine = np.ones(coarse * stride)
    inside = np.convolve(fine, np.ones(kernel), "full")[kernel // 2 :][: len(fine)] / kernel
    near, stuffed = (make(coarse, stride, kernel) for make in (box_of_nearest, box_of_stuffed))
    np.testing.assert_allclose(near.weights.sum(1)[0], inside, rtol=1e-5)
    np.testing.assert_allclose(stuffed.weights.sum((0, 1)), inside, rtol=1e-5)
