"""Pictures and sinograms that cannot be restored from: one clear line each."""

import re
from pathlib import Path

import numpy as np
import pytest

from inrflow.config.restoration.measurements import Downsampling, Photon, Tomography
from inrflow.errors import InputError
from inrflow.restoration.held_out import held_out
from inrflow.restoration.measurements.build import build
from inrflow.restoration.measurements.sinogram import check_sinogram, read_sinogram

DEGREES = np.linspace(0.0, 180.0, 6, endpoint=False)


def test_a_saturated_picture_is_refused_unless_told() -> None:
    picture = np.clip(np.random.default_rng(0).random((10, 10, 1), dtype=np.float32) * 1.5, 0, 1)
    share = float((picture == 1).mean())
    assert share > 0.2
    line = (
        f"photon: expected at most 0.1 of the samples at the largest value, found {share:.3f}: "
        "the picture is saturated; `saturated` sets the share"
    )
    with pytest.raises(InputError, match=re.escape(line)):
        build(Photon(kind="photon"), (10, 10, 1)).prepared(picture)
    allowed = build(Photon(kind="photon", saturated=0.5), (10, 10, 1)).prepared(picture)
    np.testing.assert_array_equal(allowed == 1, picture == 1)


def test_an_empty_picture_is_refused() -> None:
    with pytest.raises(InputError, match=r"photon: expected a picture, found the one value 0.5"):
        build(Photon(kind="photon"), (4, 4, 1)).prepared(np.full((4, 4, 1), 0.5, np.float32))
    with pytest.raises(InputError, match=r"tomography: expected a picture, found nothing but 0"):
        build(Tomography(kind="tomography", angles=2), (8, 8, 1)).prepared(
            np.zeros((8, 8, 1), np.float32)
        )


def test_sides_that_do_not_fit_are_refused() -> None:
    line = "downsampling.factor: expected a divisor of the sides 9 x 8 px, found 4"
    with pytest.raises(InputError, match=re.escape(line)):
        build(Downsampling(kind="downsampling"), (9, 8, 3))
    with pytest.raises(InputError, match=r"tomography: expected a square picture, found 9 x 8 px"):
        build(Tomography(kind="tomography"), (9, 8, 1))
    with pytest.raises(InputError, match=r"held_out: expected two measurements or more, found 1"):
        held_out(build(Tomography(kind="tomography", angles=1), (8, 8, 1)))


@pytest.mark.parametrize(
    ("shape", "line"),
    [
        ((5, 8, 1), "sinogram: expected 6 angles x 8 detectors, found 5 x 8"),
        ((8, 6, 1), "sinogram: expected 6 angles x 8 detectors, found 8 x 6; it may be turned"),
        ((6, 8, 3), "sinogram: expected 1 channels, found 3"),
    ],
)
def test_a_sinogram_of_other_angles_is_refused(shape: tuple[int, int, int], line: str) -> None:
    with pytest.raises(InputError, match=re.escape(line)):
        check_sinogram(np.zeros(shape, np.float32), 6, 8)


def test_a_sinogram_that_is_not_finite_is_refused() -> None:
    with pytest.raises(InputError, match=r"sinogram: expected finite values, found others"):
        check_sinogram(np.full((6, 8, 1), np.nan, np.float32), 6, 8)


def test_a_file_without_a_sinogram_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "measured.npz"
    for written in (b"", b"text", b"PK\x03\x04 cut off"):
        path.write_bytes(written)
        with pytest.raises(InputError, match=r"measured.npz: expected an npy file, or an npz"):
            read_sinogram(path, DEGREES)
    np.savez(path, other=np.zeros((6, 8)))
    with pytest.raises(InputError, match=r"expected arrays 'sinogram' and.* found \['other'\]"):
        read_sinogram(path, DEGREES)
    # angles under another name would not be looked at
    np.savez(path, sinogram=np.zeros((6, 8)), theta=DEGREES)
    with pytest.raises(InputError, match=r"found \['sinogram', 'theta'\]"):
        read_sinogram(path, DEGREES)
    np.savez(path, sinogram=np.zeros(8))
    with pytest.raises(InputError, match=r"expected numbers \(angle, detector\), found float64"):
        read_sinogram(path, DEGREES)
    np.savez(path, sinogram=np.zeros((6, 8)), degrees=np.full(6, np.nan))
    with pytest.raises(InputError, match="row 0 at 0, found it at nan"):
        read_sinogram(path, DEGREES)
    np.savez(path, sinogram=np.zeros((6, 8)), degrees=np.full(6, "zero"))
    with pytest.raises(InputError, match="degrees: expected numbers, found <U4"):
        read_sinogram(path, DEGREES)
    np.savez(path, sinogram=np.zeros((6, 8)), degrees=np.linspace(0, 180, 6))
    line = "expected 6 angles from 0 to 150 degrees, row 1 at 30, found it at 36"
    with pytest.raises(InputError, match=re.escape(line)):
        read_sinogram(path, DEGREES)
    np.savez(path, sinogram=np.zeros((6, 8)), degrees=DEGREES[::-1])
    with pytest.raises(InputError, match=re.escape("row 0 at 0, found it at 150")):
        read_sinogram(path, DEGREES)
    np.savez(path, sinogram=np.zeros((6, 8)), degrees=DEGREES[:5])
    with pytest.raises(InputError, match=r"found 5 angles from 0 to 120 degrees"):
        read_sinogram(path, DEGREES)


def test_a_sinogram_from_a_file_takes_the_place_of_a_simulated_one(tmp_path: Path) -> None:
    path = tmp_path / "measured.npy"
    options = Tomography(kind="tomography", angles=6, sinogram=str(path))
    operator, truth = build(options, (8, 8, 1)), np.ones((8, 8, 1), np.float32)
    with pytest.raises(InputError, match=r"measured.npy: expected a file or folder"):
        operator.simulate(truth, 0)
    np.save(path, np.arange(48.0).reshape(6, 8))
    np.testing.assert_array_equal(operator.simulate(truth, 0).ravel(), np.arange(48.0))
    np.save(path, np.zeros((7, 8)))
    with pytest.raises(InputError, match=r"sinogram: expected 6 angles x 8 detectors, found 7 x 8"):
        operator.simulate(truth, 0)
