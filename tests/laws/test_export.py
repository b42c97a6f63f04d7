"""Signals as files that others read: what is written is what was there, to the rounding stated."""

from pathlib import Path

import nibabel
import numpy as np
import pytest
from scipy.io import wavfile

from inrflow.signals.export import export
from inrflow.signals.signal import Signal
from laws.fields import noise
from laws.films import read


def test_a_sound_is_exported_bit_by_bit(tmp_path: Path) -> None:
    wavfile.write(tmp_path / "a.wav", 11025, np.stack([noise(50), -noise(50, seed=1)], axis=1))
    signal = read("audio", path=str(tmp_path / "a.wav"), channels="keep")
    export(signal, tmp_path / "b.wav")
    rate, samples = wavfile.read(tmp_path / "b.wav")
    assert rate == 11025 and samples.dtype == np.float32
    np.testing.assert_array_equal(samples, signal.physical[0, 0])
    again = read("audio", path=str(tmp_path / "b.wav"), channels="keep")
    np.testing.assert_array_equal(again.physical, signal.physical)


@pytest.mark.parametrize("channels", [1, 3])
def test_a_picture_is_exported_within_half_a_level(channels: int, tmp_path: Path) -> None:
    signal = Signal(noise(1, 5, 7, channels), np.zeros(1), {}, "image")
    export(signal, tmp_path / "a.png")
    options = {"channels": "grey" if channels == 1 else "rgb"}
    found = read("image", path=str(tmp_path / "a.png"), **options)
    assert np.abs(found.values - signal.values).max() <= 0.5 / 255 + 1e-6
    export(found, tmp_path / "b.png")
    np.testing.assert_array_equal(
        read("image", path=str(tmp_path / "b.png"), **options).values, found.values
    )


@pytest.mark.parametrize("channels", [1, 3])
def test_a_film_of_odd_sides_is_exported_within_two_levels(channels: int, tmp_path: Path) -> None:
    signal = Signal(noise(4, 17, 31, channels), np.arange(4.0), {"rate": 12.5})
    export(signal, tmp_path / "a.mp4")
    found = read("video", path=str(tmp_path / "a.mp4"))
    assert found.shape == (4, 17, 31, 3) and found.source["rate"] == 12.5
    assert np.abs(found.values * 255 - np.rint(signal.values * 255)).max() < 2.001


def test_arrays_are_exported_as_physical_values(tmp_path: Path) -> None:
    signal = read("melody", rate=4000, seconds=0.25)
    export(signal, tmp_path / "a.npy")
    found = np.load(tmp_path / "a.npy")
    assert found.dtype == np.float32 and found.shape == (1, 1, 1000, 1)
    np.testing.assert_array_equal(found, signal.physical)


def test_equal_volumes_are_equal_bytes_and_lie_at_their_spacing(tmp_path: Path) -> None:
    lattice = {"kind": "volume", "spacing": (3.0, 2.0, 1.0), "units": ("mm",) * 3}
    signal = Signal(noise(2, 3, 4, 1), np.arange(2.0), {}, **lattice)
    for name in ("a", "b"):
        export(signal, tmp_path / f"{name}.nii.gz")
    assert (tmp_path / "a.nii.gz").read_bytes() == (tmp_path / "b.nii.gz").read_bytes()
    found = nibabel.load(tmp_path / "a.nii.gz")
    np.testing.assert_array_equal(found.affine, np.diag([1.0, 2.0, 3.0, 1.0]))
    np.testing.assert_array_equal(found.get_fdata().transpose(2, 1, 0), signal.values[..., 0])
