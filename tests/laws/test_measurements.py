"""Laws of the measurements that pictures are restored from."""

import numpy as np
import pytest
import torch
from skimage.transform import radon

from inrflow.config.restoration.measurements import (
    Downsampling,
    Measurement,
    Photon,
    Tomography,
)
from inrflow.restoration.held_out import held_out
from inrflow.restoration.measurements.build import build
from inrflow.restoration.measurements.tomography import Projection

SHAPE = (32, 32, 2)
ALL = [
    Photon(kind="photon"),
    Downsampling(kind="downsampling", factor=4),
    Downsampling(kind="downsampling", factor=4, protocol="centres"),
    Downsampling(kind="downsampling", factor=4, protocol="released"),
    Tomography(kind="tomography", angles=7),
    Tomography(kind="tomography", angles=7, circle=False),
    Tomography(kind="tomography", angles=7, projector="released"),
]
RNG = np.random.default_rng(0)


def blob(side: int, width: float, place: tuple[float, float]) -> np.ndarray:
    """Return exp(-r^2 / (2 width^2)) about (y, x), px from the middle pixel."""
    steps = np.arange(side) - side // 2
    squares = (steps[:, None] - place[0]) ** 2 + (steps - place[1]) ** 2
    return np.exp(-squares / (2 * width**2))


def offsets(operator: Projection, place: tuple[float, float]) -> np.ndarray:
    """Return how far each ray passes from (y, x), px, (angle, detector)."""
    angle, detectors = np.deg2rad(operator.degrees)[:, None], operator.measured_shape[1]
    middle = place[1] * np.cos(angle) - place[0] * np.sin(angle)
    return np.arange(detectors) - detectors // 2 - middle


def disc(side: int, radius: float, place: tuple[float, float] = (0, 0)) -> np.ndarray:
    """Return the share of each pixel that lies in a disc about (y, x), px from the middle pixel."""
    fine = (np.arange(side * 8) + 0.5) / 8 - 0.5 - side // 2
    inside = (fine[:, None] - place[0]) ** 2 + (fine - place[1]) ** 2 <= radius**2
    return inside.reshape(side, 8, side, 8).mean((1, 3))


@pytest.mark.parametrize("options", ALL, ids=str)
def test_a_measurement_is_linear_and_has_its_adjoint(options: Measurement) -> None:
    operator = build(options, SHAPE).double()
    first, second = (torch.from_numpy(RNG.normal(size=operator.painted_shape)) for _ in range(2))
    told = torch.from_numpy(RNG.normal(size=operator.measured_shape))
    sum_of = operator.measure(first) + 3 * operator.measure(second)
    assert operator.measure(first).shape == operator.measured_shape
    torch.testing.assert_close(operator.measure(first + 3 * second), sum_of)
    left, right = (operator.measure(first) * told).sum(), (first * operator.adjoint(told)).sum()
    torch.testing.assert_close(left, right, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize("options", ALL, ids=str)
def test_the_gradient_of_a_measurement_is_its_adjoint(options: Measurement) -> None:
    operator = build(options, SHAPE)
    values = torch.rand(operator.painted_shape, requires_grad=True)
    weights = torch.rand(operator.measured_shape)
    (operator.measure(values) * weights).sum().backward()
    torch.testing.assert_close(values.grad, operator.adjoint(weights))


@pytest.mark.parametrize("options", ALL, ids=str)
def test_a_glimpse_of_a_constant_picture_is_the_picture(options: Measurement) -> None:
    operator = build(options, SHAPE)
    constant = torch.full(operator.painted_shape, 0.3)
    seen = operator.glimpse(operator.measure(constant))
    torch.testing.assert_close(seen[seen != 0], torch.full_like(seen[seen != 0], 0.3))
    assert (seen != 0).float().mean() > 0.7  # of the square, at least what the disc holds


@pytest.mark.parametrize("options", ALL, ids=str)
def test_a_seed_fixes_the_measurement_and_what_is_held_out(options: Measurement) -> None:
    operator = build(options, SHAPE)
    truth = operator.prepared(RNG.random(SHAPE, dtype=np.float32))
    np.testing.assert_array_equal(operator.simulate(truth, 3), operator.simulate(truth, 3))
    held = held_out(operator, 0.25, 3)
    assert held.shape == operator.measured_shape == operator.simulate(truth, 3).shape
    np.testing.assert_array_equal(held, held_out(operator, 0.25, 3))
    units = held.reshape(-1, int(np.prod(operator.measured_shape[operator.unit :])))
    assert (units.all(1) == units.any(1)).all()  # whole pixels, whole angles
    assert units.any(1).sum() == round(0.25 * len(units))


def test_photon_noise_has_the_mean_and_the_variance_that_it_says() -> None:
    options = Photon(kind="photon", photons=40, readout=2, normalised=False)
    truth = np.repeat(np.float32([0.0, 0.25, 1.0]), 20_000).reshape(3, 20_000, 1)
    operator = build(options, truth.shape)
    measured = operator.simulate(truth, 0)
    expected = np.array([0.0, 0.25, 1.0]) / 40 + (2 / 40) ** 2
    np.testing.assert_allclose(operator.variance(truth)[:, 0, 0], expected, rtol=1e-6)
    np.testing.assert_allclose(measured.mean((1, 2)), [0.0, 0.25, 1.0], atol=0.005)
    np.testing.assert_allclose(measured.var((1, 2)), expected, rtol=0.05)
    assert measured.min() < 0  # nothing is clipped
    assert measured.max() > 1


def test_photons_see_a_picture_stretched_to_its_range() -> None:
    picture = np.float32(0.2 + 0.5 * RNG.random((8, 8, 1)))
    stretched = build(Photon(kind="photon"), (8, 8, 1)).prepared(picture)
    assert (stretched.min(), stretched.max()) == (0, 1)
    np.testing.assert_allclose(np.ptp(picture) * stretched + picture.min(), picture, atol=1e-6)


def test_a_measured_pixel_is_the_mean_of_its_square() -> None:
    truth = RNG.random((6, 9, 1), dtype=np.float32)
    measured = build(Downsampling(kind="downsampling", factor=3), truth.shape).simulate(truth, 0)
    np.testing.assert_allclose(measured[1, 2, 0], truth[3:6, 6:9].mean(), rtol=1e-6)


def test_protocols_measure_the_same_and_paint_different_lattices() -> None:
    truth = RNG.random(SHAPE, dtype=np.float32)
    area, centres, released = (build(options, SHAPE) for options in ALL[1:4])
    for other in (centres, released):
        np.testing.assert_array_equal(other.simulate(truth, 0), area.simulate(truth, 0))
        assert other.painted_shape == area.measured_shape
        assert other.shape == area.shape == area.painted_shape
    assert (area.half_pixel, centres.half_pixel, released.half_pixel) == (True, True, False)


@pytest.mark.parametrize("side", [32, 33])
@pytest.mark.parametrize("circle", [True, False])
def test_the_projector_agrees_with_scikit_image(side: int, circle: bool) -> None:
    operator = build(Tomography(kind="tomography", angles=9, circle=circle), (side, side, 1))
    picture = np.float32(blob(side, 3, (2, -4)) + disc(side, 6))[..., None]
    truth = operator.prepared(picture)
    expected = radon(truth[..., 0], operator.degrees, circle=circle).T
    found = operator.simulate(truth, 0)[..., 0]
    assert found.shape == expected.shape
    assert np.linalg.norm(found - expected) < 0.02 * np.linalg.norm(expected)


def test_the_released_projector_is_scikit_images_turned_the_other_way() -> None:
    options = Tomography(kind="tomography", angles=9, projector="released", endpoint=True)
    operator = build(options, (33, 33, 1))  # an odd side: both turn about the middle pixel
    truth = operator.prepared(np.float32(blob(33, 3, (2, -4)))[..., None])
    found = operator.simulate(truth, 0)[..., 0]
    np.testing.assert_allclose(found, radon(truth[..., 0], -np.linspace(0, 180, 9)).T, atol=2e-5)
    mirrored = radon(truth[..., 0], operator.degrees).T[:, ::-1]
    np.testing.assert_allclose(found, mirrored, atol=2e-5)


def test_line_integrals_of_a_blob_are_those_of_its_formula() -> None:
    operator = build(Tomography(kind="tomography", angles=12), (48, 48, 1)).double()
    place = (4.3, -6.6)
    values = torch.from_numpy(blob(48, 3.0, place))[..., None]
    found = operator.measure(values)[..., 0].numpy()
    expected = np.sqrt(2 * np.pi) * 3 * np.exp(-(offsets(operator, place) ** 2) / (2 * 3**2))
    assert np.abs(found - expected).max() < 0.01 * expected.max()


def test_line_integrals_of_a_disc_come_closer_as_pixels_become_smaller() -> None:
    errors = []
    for side in (17, 65):
        operator = build(Tomography(kind="tomography", angles=20), (side, side, 1)).double()
        radius, place = side / 4, (side / 12, -side / 21)
        values = torch.from_numpy(disc(side, radius, place))[..., None]
        chords = 2 * np.sqrt(np.clip(radius**2 - offsets(operator, place) ** 2, 0, None))
        found = operator.measure(values)[..., 0].numpy()
        errors.append(np.linalg.norm(found - chords) / np.linalg.norm(chords))
    assert errors[1] < 0.02
    assert errors[1] < errors[0] / 2


def test_half_a_turn_leaves_out_its_end_unless_told() -> None:
    whole = build(Tomography(kind="tomography", angles=4, endpoint=True), (8, 8, 1))
    np.testing.assert_allclose(whole.degrees, [0, 60, 120, 180])
    np.testing.assert_allclose(
        build(Tomography(kind="tomography", angles=4), (8, 8, 1)).degrees, [0, 45, 90, 135]
    )
    # 180 degrees are the rays of 0 again: of a picture about the middle pixel the very numbers
    sums = whole.measure(torch.from_numpy(np.float32(blob(8, 1, (0, 0))))[..., None])
    torch.testing.assert_close(sums[0, 1:], sums[-1, 1:].flip(0), rtol=1e-4, atol=1e-5)


def test_noise_of_a_sinogram_is_the_share_that_is_asked_for() -> None:
    truth = np.float32(blob(32, 4, (0, 0)))[..., None]
    clean, noisy = (
        build(Tomography(kind="tomography", angles=40, noise=noise), (32, 32, 1)).simulate(truth, 0)
        for noise in (0.0, 0.1)
    )
    np.testing.assert_allclose((noisy - clean).std(), 0.1 * clean.max(), rtol=0.1)
