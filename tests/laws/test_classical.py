"""Laws of the classical references of `restoration`."""

import numpy as np
import pytest

from inrflow.config.restoration.measurements import Downsampling, Photon, Tomography
from inrflow.restoration.classical.references import references
from inrflow.restoration.classical.restored import Restored, decibels
from inrflow.restoration.classical.risk import risk
from inrflow.restoration.measurements.build import build
from inrflow.restoration.measurements.operator import Operator
from laws.test_measurements import blob, disc

SIDE = 32
SOFT = np.float32(0.2 + 0.6 * blob(SIDE, 6, (2, -3)) + 0.2 * disc(SIDE, 9))[..., None]


def restored(operator: Operator, picture: np.ndarray) -> tuple[np.ndarray, dict[tuple, Restored]]:
    """Return the truth, and the references by (method, choice)."""
    truth = operator.prepared(picture)
    rows = references(operator, operator.simulate(truth, 0), truth, 0)
    return truth, {(row.method, row.choice): row for row in rows}


def refuse_an_oracle_beaten(truth: np.ndarray, rows: dict[tuple, Restored]) -> None:
    """Assert that no choice comes closer than the oracle's, and that pictures have the shape."""
    for (method, _), row in rows.items():
        assert row.picture.shape == truth.shape
        assert row.picture.dtype == np.float32
        if (method, "oracle") in rows:
            oracle = rows[method, "oracle"]
            assert decibels(truth, row.picture) <= decibels(truth, oracle.picture)


@pytest.mark.parametrize("channels", [1, 3])
def test_denoisers_gain_on_noise_and_choose_nearly_as_the_oracle(channels: int) -> None:
    operator = build(Photon(kind="photon"), (SIDE, SIDE, channels))
    truth, rows = restored(operator, np.repeat(SOFT, channels, axis=2))
    noisy = decibels(truth, rows["measured", "fixed"].picture)
    refuse_an_oracle_beaten(truth, rows)
    for method in ("gaussian", "nl-means", "total-variation"):
        blind, oracle = (
            decibels(truth, rows[method, choice].picture) for choice in ("blind", "oracle")
        )
        assert blind > noisy + 4
        assert blind > oracle - 1


def test_the_estimated_risk_is_the_error_of_linear_smoothing() -> None:
    rng, sd = np.random.default_rng(0), 0.1
    truth = np.float32(np.tile(SOFT, (4, 4, 1)))
    noisy = (truth + sd * rng.normal(size=truth.shape)).astype(np.float32)
    variance = np.full_like(noisy, sd**2)
    for weight in (0.0, 0.4, 0.8):

        def smooth(picture: np.ndarray, weight: float = weight) -> np.ndarray:
            beside = (np.roll(picture, 1, 0) + np.roll(picture, -1, 0)) / 2
            return (1 - weight) * picture + weight * beside

        made = smooth(noisy)
        expected = float(np.square(made - truth).mean())
        np.testing.assert_allclose(risk(smooth, noisy, made, variance, 0), expected, atol=4e-4)


@pytest.mark.parametrize("protocol", ["area", "centres", "released"])
def test_enlarging_keeps_a_ramp_where_it_is(protocol: str) -> None:
    ramp = np.float32(np.linspace(0.1, 0.9, SIDE))[None, :, None].repeat(SIDE, 0)
    operator = build(
        Downsampling(kind="downsampling", factor=4, protocol=protocol), (SIDE, SIDE, 1)
    )
    truth, rows = restored(operator, ramp)
    inner = slice(12, -12)  # beyond the widest kernel's reach of the border
    for method in ("bilinear", "bicubic", "lanczos"):
        found = rows[method, "fixed"].picture
        np.testing.assert_allclose(found[inner, inner], truth[inner, inner], atol=2e-3)
    assert (("bicubic-aligned", "fixed") in rows) == (protocol == "released")
    if protocol == "released":  # its ends are those of the small picture, 1.5 px from the truth's
        found = rows["bicubic-aligned", "fixed"].picture
        assert found[0, 0, 0] == pytest.approx(truth[0, :4].mean(), abs=1e-5)


@pytest.mark.parametrize(
    "options",
    [
        Tomography(kind="tomography", angles=40),
        Tomography(kind="tomography", angles=40, circle=False),
        Tomography(kind="tomography", angles=40, projector="released", endpoint=True),
    ],
    ids=str,
)
def test_reconstructions_find_the_picture_again(options: Tomography) -> None:
    operator = build(options, (SIDE, SIDE, 1))
    picture = np.float32(blob(SIDE, 4, (3, -4)))[..., None]
    truth, rows = restored(operator, picture)
    refuse_an_oracle_beaten(truth, rows)
    assert decibels(truth, rows["fbp", "fixed"].picture) > 35
    assert decibels(truth, rows["sart", "blind"].picture) > 35


def test_sart_sees_what_lies_at_the_rim_of_the_disc() -> None:
    operator = build(Tomography(kind="tomography", angles=40), (SIDE, SIDE, 1))
    truth, rows = restored(operator, np.full((SIDE, SIDE, 1), 0.8, np.float32))
    assert decibels(truth, rows["sart", "fixed"].picture) > 20
