"""Sounds, volumes and solids: read exactly, in their own units."""

import dataclasses
from pathlib import Path
from typing import Any

import imageio.v3 as imageio
import nibabel
import numpy as np
import pytest
import trimesh
from scipy.io import wavfile

from inrflow.config.check import check
from inrflow.config.root import Config
from inrflow.signals.export import export
from inrflow.signals.signal import Signal
from laws.fields import noise
from laws.films import read
from laws.waves import write_pcm

SOLIDS = ("sphere", "torus", "gyroid", "knot")


def places(signal: Signal) -> np.ndarray:
    """Where the samples of a volume lie, (z, y, x) in row-major order, as (x, y, z)."""
    indices = np.indices(signal.shape[:3])[::-1].reshape(3, -1)
    affine = np.array(signal.source["affine"])
    return (affine[:3, :3] @ indices + affine[:3, 3:]).T


def scan(path: Path, shape: tuple[int, ...] = (4, 5, 6)) -> Path:
    """A NIfTI of intensities 100 to 300 whose axes are stored as (left, up, front)."""
    stored = 100 + 200 * noise(*shape).astype(np.float64)
    stored.flat[:2] = 100, 300
    affine = np.array([[-2.0, 0, 0, 9], [0, 0, 1.5, -7], [0, 3.0, 0, 4], [0, 0, 0, 1]])
    nibabel.save(nibabel.Nifti1Image(stored, affine), path)
    return path


def test_a_signal_keeps_what_its_lattice_stands_for(tmp_path: Path) -> None:
    lattice = {"kind": "volume", "value_range": (-3.5, 7.0), "spacing": (2.0, 1.0, 0.1)}
    signal = Signal(noise(2, 3, 4, 1), np.arange(2.0), {"a": [1]}, **lattice, units=("mm",) * 3)
    signal.write(tmp_path / "a.safetensors")
    found = Signal.read(tmp_path / "a.safetensors")
    for field in dataclasses.fields(Signal):
        wanted = getattr(signal, field.name)
        np.testing.assert_array_equal(getattr(found, field.name), wanted)
    assert type(found.spacing) is tuple and type(found.value_range) is tuple
    np.testing.assert_allclose(found.physical, -3.5 + 10.5 * signal.values, rtol=1e-6)
    assert Signal(signal.values, signal.time, {}).kind == "video"


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
def test_a_ramp_of_integers_is_read_exactly(bits: int, tmp_path: Path) -> None:
    half = 2 ** (bits - 1)
    ramp = np.linspace(-half, half - 1, 33).round().astype(np.int64)
    signal = read("audio", path=str(write_pcm(tmp_path / "a.wav", ramp[:, None], bits, 8000)))
    assert signal.kind == "audio" and signal.shape == (1, 1, 33, 1)
    assert signal.source["rate"] == 8000 and signal.source["peak"] == 1
    assert (signal.spacing, signal.units) == ((1, 1, 1 / 8000), ("", "", "s"))
    wanted = ((ramp / half + 1) / 2).astype(np.float32)
    np.testing.assert_array_equal(signal.values[0, 0, :, 0], wanted)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_numbers_beyond_full_scale_are_divided_by_the_largest(kind: type, tmp_path: Path) -> None:
    wavfile.write(tmp_path / "a.wav", 44100, np.array([0, 1, -4, 2], kind))
    signal = read("audio", path=str(tmp_path / "a.wav"))
    np.testing.assert_array_equal(signal.physical[0, 0, :, 0], [0, 0.25, -1, 0.5])
    assert signal.source["peak"] == 4


def test_stereo_is_averaged_or_kept(tmp_path: Path) -> None:
    both = np.array([[8, 0], [-4, -12], [2, 2]]) * 1000
    path = str(write_pcm(tmp_path / "a.wav", both, 16, 8000))
    mean, kept = read("audio", path=path), read("audio", path=path, channels="keep")
    np.testing.assert_allclose(mean.physical[0, 0, :, 0], [0.5, -1, 0.25], atol=1e-7)
    np.testing.assert_allclose(kept.physical[0, 0], both / 12000, atol=1e-7)


def test_seconds_are_chosen_by_their_nearest_samples(tmp_path: Path) -> None:
    ramp = np.arange(1, 101)[:, None]
    path = str(write_pcm(tmp_path / "a.wav", ramp, 16, 10))
    found = read("audio", path=path, start=2.04, stop=5).physical[0, 0, :, 0]
    np.testing.assert_allclose(found, np.arange(21, 51) / 50, atol=1e-6)


def test_a_slower_rate_folds_nothing_back(tmp_path: Path) -> None:
    time = np.arange(4000) / 8000
    low, high = (np.sin(2 * np.pi * hertz * time) for hertz in (100, 3000))
    wavfile.write(tmp_path / "a.wav", 8000, (low + high) / 2)
    signal = read("audio", path=str(tmp_path / "a.wav"), every=4)
    assert signal.shape == (1, 1, 1000, 1) and signal.spacing[2] == 1 / 2000
    assert signal.source["every"] == 4 and "resample_poly" in signal.source["filter"]
    spectrum = np.abs(np.fft.rfft(signal.physical[0, 0, :, 0]))
    assert spectrum.argmax() == 50  # 100 Hz in steps of 2 Hz
    assert spectrum[490:].max() < 0.05 * spectrum.max()  # 3000 Hz would be seen at 1000 Hz


@pytest.mark.parametrize("suffix", [".nii", ".nii.gz"])
def test_a_scan_comes_back_with_its_intensities_and_its_place(suffix: str, tmp_path: Path) -> None:
    path = scan(tmp_path / f"a{suffix}")
    signal = read("volume", path=str(path))
    assert signal.kind == "volume" and signal.shape == (5, 6, 4, 1)
    assert (signal.spacing, signal.units) == ((3.0, 1.5, 2.0), ("mm",) * 3)
    assert signal.value_range == (100, 300) and signal.source["clipped"] == 0
    export(signal, tmp_path / f"b{suffix}")
    wanted = nibabel.as_closest_canonical(nibabel.load(path))
    found = nibabel.load(tmp_path / f"b{suffix}")
    np.testing.assert_allclose(found.get_fdata(), wanted.get_fdata(), rtol=1e-5)
    np.testing.assert_array_equal(found.affine, wanted.affine)
    assert found.header.get_zooms() == (2.0, 1.5, 3.0)
    assert found.header.get_xyzt_units()[0] == "mm"


def test_a_crop_of_a_scan_stays_where_it_was(tmp_path: Path) -> None:
    path = str(scan(tmp_path / "a.nii", (6, 8, 9)))
    whole = read("volume", path=path)
    part = read("volume", path=path, crop={"z": [1, 8], "x": [2, 6]}, every=3, range=[100, 300])
    np.testing.assert_allclose(part.values, whole.values[1:8:3, ::3, 2:6:3], atol=1e-6)
    assert part.spacing == (9.0, 4.5, 6.0)
    wanted = places(whole).reshape(*whole.shape[:3], 3)[1:8:3, ::3, 2:6:3]
    np.testing.assert_allclose(places(part).reshape(wanted.shape), wanted)


def test_arrays_are_volumes_of_any_channels(tmp_path: Path) -> None:
    values = np.arange(120).reshape(3, 4, 5, 2)
    np.save(tmp_path / "a.npy", values)
    signal = read("volume", path=str(tmp_path / "a.npy"), spacing=[3, 2, 1])
    assert signal.spacing == (3, 2, 1) and signal.value_range == (0, 119)
    np.testing.assert_allclose(signal.physical, values, atol=1e-4)
    np.save(tmp_path / "b.npy", values[..., 0])
    options: dict[str, Any] = {"path": str(tmp_path / "b.npy")}
    signal = read("volume", **options)
    assert signal.shape == (3, 4, 5, 1) and signal.units == ("voxel",) * 3
    clipped = read("volume", **options, percentiles=[10, 90])
    assert clipped.source["clipped"] == 12 and clipped.values.min() == 0
    low, high = clipped.value_range
    np.testing.assert_allclose(clipped.physical, values[..., :1].clip(low, high), rtol=1e-6)


@pytest.mark.parametrize("solid", SOLIDS)
def test_solids_stay_within_the_ball_that_the_margin_leaves(solid: str) -> None:
    signal = read("shape", solid=solid, side=25, margin=1.25)
    assert signal.shape == (25, 25, 25, 1) and set(np.unique(signal.values)) == {0, 1}
    np.testing.assert_allclose(places(signal)[[0, -1]], [[-1] * 3, [1] * 3], atol=1e-12)
    radius = np.linalg.norm(places(signal), axis=1)[signal.values.reshape(-1) == 1]
    assert 0.6 / 1.25 < radius.max() <= 1 / 1.25
    turned = read("shape", solid=solid, side=25, margin=1.25, seed=1)
    assert (solid == "sphere") == (turned.values == signal.values).all()


@pytest.mark.parametrize(
    ("solid", "volume"),
    [("sphere", 4 / 3 * np.pi), ("torus", 2 * np.pi**2 * 0.68 * 0.32**2)],
)
def test_solids_have_the_volume_of_their_formula(solid: str, volume: float) -> None:
    signal = read("shape", solid=solid, side=60, margin=1.0)
    assert signal.values.sum() * np.prod(signal.spacing) == pytest.approx(volume, rel=0.01)


@pytest.mark.parametrize("suffix", ["stl", "ply"])
def test_a_convex_mesh_holds_what_lies_behind_all_its_faces(suffix: str, tmp_path: Path) -> None:
    mesh = trimesh.creation.icosphere(subdivisions=2)
    mesh.apply_transform(trimesh.transformations.rotation_matrix(1.0, [1, 2, 3]))
    mesh.apply_scale([30.0, 20.0, 10.0])
    mesh.apply_translation([5.0, -3.0, 100.0])
    mesh.export(tmp_path / f"a.{suffix}")
    mesh = trimesh.load_mesh(tmp_path / f"a.{suffix}")
    signal = read("mesh", path=str(tmp_path / f"a.{suffix}"), side=20)
    assert signal.shape == (20, 20, 20, 1)
    assert signal.spacing[0] * 19 == pytest.approx(1.02 * mesh.extents.max())
    normals = mesh.face_normals
    behind = places(signal) @ normals.T < (normals * mesh.triangles[:, 0]).sum(axis=1)
    np.testing.assert_array_equal(signal.values.reshape(-1) == 1, behind.all(axis=1))


def test_meshes_with_holes_and_overlaps_whose_corners_lie_on_samples(tmp_path: Path) -> None:
    """A cube with a cubic hollow and another cube that overlaps it, all on whole numbers."""
    outer, hollow, other = (trimesh.creation.box((side,) * 3) for side in (4.0, 2.0, 2.0))
    hollow.invert()
    other.apply_translation([2.0, 2.0, 2.0])
    trimesh.util.concatenate([outer, hollow, other]).export(tmp_path / "a.ply")
    options = {"pitch": 0.5, "margin": 1.0, "box": "tight"}
    signal = read("mesh", path=str(tmp_path / "a.ply"), **options)
    at = places(signal)
    assert signal.shape == (11, 11, 11, 1) and at.min() == -2 and at.max() == 3

    def within(low: float, high: float) -> np.ndarray:  # a sample on a face is right of it
        return ((at >= low) & (at < high)).all(axis=1)

    wanted = (within(-2, 2) & ~within(-1, 1)) | within(1, 3)
    np.testing.assert_array_equal(signal.values.reshape(-1) == 1, wanted)


def test_grey_pictures_stay_as_they_are_and_colours_are_weighed(tmp_path: Path) -> None:
    camera = read("image", path="skimage:camera", channels="grey")
    assert camera.shape == (1, 512, 512, 1) and camera.kind == "image"
    np.testing.assert_array_equal(
        camera.values, read("image", path="skimage:camera").values[..., :1]
    )
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    imageio.imwrite(tmp_path / "a.png", colours)
    grey = read("image", path=str(tmp_path / "a.png"), channels="grey")
    np.testing.assert_allclose(grey.values.ravel(), [0.2125, 0.7154, 0.0721, 1], atol=1e-6)


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        ({"reader": "melody", "rate": 5000, "seconds": 1.5}, (1, 1, 7500, 1)),
        ({"reader": "shape", "side": 9}, (9, 9, 9, 1)),
        ({"reader": "mesh", "path": "a.stl", "side": 9}, (9, 9, 9, 1)),
        ({"reader": "mesh", "path": "a.stl", "pitch": 1}, None),
        ({"reader": "audio", "path": "a.wav"}, None),
        ({"reader": "volume", "path": "a.nii.gz", "crop": {"z": [0, 3]}}, None),
        (
            {"reader": "image", "path": "a", "channels": "grey", "crop": {"height": 2, "width": 3}},
            (1, 2, 3, 1),
        ),
    ],
    ids=str,
)
def test_a_configuration_knows_the_readers(options: dict[str, Any], shape: Any) -> None:
    whole = {"signals": {"a": options}, "fields": {}, "seeds": [0], "xinc": {"signals": []}}
    reader = check(Config, whole).signals["a"]
    assert reader.shape() == shape and not reader.has_segments
    assert reader.depends_on("frames") == ([options["path"]] if "path" in options else [])
