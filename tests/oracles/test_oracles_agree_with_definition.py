"""The oracles keep the sums that their definitions promise, on tiny networks."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from . import xinc_analysis, xinc_maps

TINY_NERV = [
    {"fc": (2, 3), "strides": (3, 2, 2)},
    {"fc": (3, 2), "strides": (2, 3)},
    {"fc": (2, 2), "strides": (2, 2, 1, 2)},
]


def tiny_nerv(case, t=7 / 30):
    """Weights, settings and layer inputs of a small network."""
    weights, settings = xinc_maps.nerv_random(
        3, fc_dim=5, reduce=1.2, lower_width=3, levels=6, **case
    )
    return weights, settings, xinc_maps.nerv_forward(weights, settings, t)


def test_parameter_counts():
    """Both released sizes: the Fourier matrix is not counted, the NeRV head is."""
    assert xinc_maps.ffn_parameter_count(xinc_maps.ffn_random(0)) == 32_971
    weights, settings = xinc_maps.nerv_random(0)
    assert xinc_maps.nerv_parameter_count(weights) == 978_557
    assert settings["widths"] == (37, 31, 26, 22)


def test_ffn_coordinates_are_row_major_and_jointly_normalised():
    """The longer side spans [-1, 1]; the shorter one stops where its pixels stop."""
    coords = xinc_maps.ffn_coordinates(128, 256)
    assert coords.shape == (128 * 256, 2)
    expected = torch.tensor([[-1, -1], [-1, -1 + 2 / 255], [-1 + 2 * 127 / 255, 1]])
    torch.testing.assert_close(coords[[0, 1, -1]], expected)


def test_ffn_contributions_sum_to_the_preactivation_and_the_output():
    """Summed over inputs, contributions give W x + b at every layer."""
    state = xinc_maps.ffn_random(1, size=6)
    weights = [state[f"net.{layer}.linear.weight"] for layer in range(3)]
    biases = [state[f"net.{layer}.linear.bias"] for layer in range(3)]
    coords = xinc_maps.ffn_coordinates(4, 7)
    features = xinc_maps.ffn_features(coords, state["positional_encoding.B"])
    inputs, output = xinc_maps.ffn_forward(features, weights, biases)
    for x, weight, bias in zip(inputs, weights, biases, strict=True):
        contributions = xinc_maps.ffn_contribution_tensor(x, weight, bias)
        torch.testing.assert_close(contributions.sum(dim=0).T, F.linear(x, weight, bias))
    rgb = xinc_maps.ffn_layer_maps(state, 4, 7)["layer3_rgb"]
    torch.testing.assert_close(rgb.sum(dim=0).reshape(3, -1).T, output)


def test_ffn_maps_are_rank_one_in_the_column_sums():
    """A map is act(x_i * colsum_i + sum(b) / n), so summing before ReLU kills whole inputs."""
    state = xinc_maps.ffn_random(2, size=6)
    weights = [state[f"net.{layer}.linear.weight"] for layer in range(3)]
    biases = [state[f"net.{layer}.linear.bias"] for layer in range(3)]
    coords = xinc_maps.ffn_coordinates(4, 7)
    features = xinc_maps.ffn_features(coords, state["positional_encoding.B"])
    inputs, _ = xinc_maps.ffn_forward(features, weights, biases)
    maps = xinc_maps.ffn_layer_maps(state, 4, 7)
    for layer, activation in enumerate([torch.relu, torch.relu, lambda value: value]):
        share = biases[layer].sum() / inputs[layer].shape[1]
        expected = activation(inputs[layer] * weights[layer].sum(dim=0) + share)
        actual = maps[f"layer{layer + 1}"]
        torch.testing.assert_close(actual.reshape(len(actual), -1).T, expected)


@pytest.mark.parametrize("case", TINY_NERV)
def test_nerv_head_maps_sum_to_the_picture(case):
    """Summed over inputs, head maps give the picture before the output map."""
    weights, settings, inputs = tiny_nerv(case)
    maps = xinc_maps.nerv_head_maps(weights, settings, inputs)
    torch.testing.assert_close(maps.sum(dim=0), inputs["picture"])


@pytest.mark.parametrize("case", TINY_NERV)
def test_nerv_block_maps_sum_to_the_next_input(case):
    """GELU of the sum over inputs and over the lattice positions is the next layer's input."""
    weights, settings, inputs = tiny_nerv(case)
    blocks = len(settings["strides"])
    for block, stride in enumerate(settings["strides"], start=1):
        traced = xinc_maps.nerv_block_maps(weights, settings, inputs, block)
        before = traced["before_gelu"]
        height, width = before.shape[-2:]
        summed = before.sum(dim=0).reshape(-1, stride**2, height, width).sum(dim=1)
        following = inputs["head" if block == blocks else f"block{block + 1}"]
        torch.testing.assert_close(F.gelu(summed), following)
        assert traced["maps"].shape == before.shape[:2] + inputs["picture"].shape[-2:]


@pytest.mark.parametrize("case", TINY_NERV)
def test_nerv_block_tensors_are_zero_off_their_lattice(case):
    """Output c * s^2 + dy * s + dx is its low-resolution map at (dy + s y, dx + s x), else 0."""
    weights, settings, inputs = tiny_nerv(case)
    for block, stride in enumerate(settings["strides"], start=1):
        weight, bias = weights[f"block{block}.weight"], weights[f"block{block}.bias"]
        before = xinc_maps.nerv_block_maps(weights, settings, inputs, block)["before_gelu"]
        coarse = xinc_maps.per_input_channel_conv(inputs[f"block{block}"], weight, bias)
        expected = torch.zeros_like(before)
        for o in range(weight.shape[0]):
            dy, dx = divmod(o % stride**2, stride)
            expected[:, o, dy::stride, dx::stride] = coarse[:, o]
        torch.testing.assert_close(before, expected, rtol=0, atol=0)


def test_box_filter_keeps_mass_inside_and_upsampling_multiplies_it():
    """The box filter keeps a map's mass away from borders and darkens them."""
    inside = torch.zeros(1, 1, 6, 6)
    inside[0, 0, 1:-1, 1:-1] = torch.rand(4, 4, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(xinc_maps.box_filter(inside, 3).sum(), inside.sum())
    upsampled = xinc_maps.nearest_upsample(inside, 2)
    torch.testing.assert_close(upsampled.sum(), 4 * inside.sum())
    corner = xinc_maps.box_filter(torch.ones(1, 1, 5, 5), 3)[0, 0, 0, 0]
    torch.testing.assert_close(corner, torch.tensor(4 / 9))


@pytest.mark.parametrize(
    "masks",
    [
        xinc_analysis.interleaved_gridcell_masks(8, 12, 2, 3),
        xinc_analysis.rectangular_gridcell_masks(8, 12, 2, 3),
        xinc_analysis.rectangular_gridcell_masks(8, 12, 3, 5),
    ],
)
def test_deltas_weighted_by_area_cancel_over_a_partition(masks):
    """Over regions which tile the picture, sum_R A_R * delta_R = 0; a dead neuron has NaN."""
    assert (masks.sum(axis=0) == 1).all()
    maps = np.random.default_rng(0).normal(size=(4, 8, 12))
    maps[2] = 0
    values = xinc_analysis.deltas(maps, masks, absolute=False)
    areas = masks.sum(axis=(1, 2))
    np.testing.assert_allclose((values * areas)[[0, 1, 3]].sum(axis=1), 0, atol=1e-9)
    assert np.isnan(values[2]).all()
    absolute = xinc_analysis.deltas(maps, masks, absolute=True)
    np.testing.assert_array_equal(absolute, np.abs(values))
    variance, std = xinc_analysis.dispersion(values)
    np.testing.assert_allclose(variance, values.var(axis=1, ddof=1))
    np.testing.assert_allclose(std**2, variance)


def test_area_threshold_leaves_the_share_below_it():
    """What exceeds the threshold holds less than 1 - share of the total, with it at least that."""
    maps = np.random.default_rng(1).normal(size=(3, 5, 7))
    magnitudes = np.abs(maps)
    for share in (0.1, 0.5, 0.9):
        threshold = xinc_analysis.area_threshold(maps, share)
        wanted = (1 - share) * magnitudes.sum()
        assert magnitudes[magnitudes > threshold].sum() < wanted
        assert magnitudes[magnitudes >= threshold].sum() >= wanted
        heat = xinc_analysis.neurons_per_pixel(maps, threshold)
        np.testing.assert_allclose(heat.sum() * 3, (magnitudes > threshold).sum())


def test_pixels_per_neuron_counts_shares_above_the_mean():
    """Equal neurons hold exactly 1/N nowhere more; a single strong one holds every pixel."""
    maps = np.ones((4, 2, 3))
    np.testing.assert_array_equal(xinc_analysis.pixels_per_neuron(maps), 0)
    maps[1] = -2
    np.testing.assert_array_equal(xinc_analysis.pixels_per_neuron(maps), [0, 6, 0, 0])


def test_released_gabor_bank_is_a_wrapped_quarter_of_the_intended_one():
    """Where the float response is in range, the released one is its truncation."""
    image = np.random.default_rng(2).integers(0, 256, size=(24, 32, 3), dtype=np.uint8)
    released = xinc_analysis.released_gabor_features(image)
    intended = xinc_analysis.intended_gabor_features(image)
    assert released.shape == (24, 32, 6) and released.dtype == np.uint8
    assert intended.shape == (24, 32, 24)
    wrapped = np.trunc(intended[..., :6]).astype(np.int64) % 256
    np.testing.assert_array_equal(released, wrapped)
