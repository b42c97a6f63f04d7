"""Sounds, volumes and meshes that cannot be read, and files that a signal does not fit, end in one
line that names them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
import trimesh
from scipy.io import wavfile

from inrflow.errors import InputError
from inrflow.signals.export import export
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays
from laws.fields import noise
from laws.films import read
from laws.waves import write_pcm

Run = Callable[..., str]


@pytest.fixture
def read_badly(refuse: Run, tmp_path: Path) -> Callable[..., str]:
    """Read a file of tmp_path by a reader that must refuse it."""

    def run(reader: str, name: str, **options: Any) -> str:
        params = {"reader": reader, "path": str(tmp_path / name), **options}
        line = refuse("frames", params, frames=tmp_path / "out" / "frames.safetensors")
        assert name in line or "expected either" in line or "ascending" in line
        return line

    return run


@pytest.mark.parametrize(
    ("samples", "said"),
    [
        (np.array([0, np.nan, 1], np.float32), "expected finite samples, found 1"),
        (np.array([0, np.inf, -np.inf]), "expected finite samples, found 2"),
        (np.zeros(0, np.int16), "expected sound, found 0 samples"),
        (np.zeros((0, 2), np.float32), "expected sound, found 0 samples"),
        (np.zeros(9, np.int16), "found silence: all samples are 0"),
        (np.full(9, 128, np.uint8), "found silence"),
        (np.array([[1, -1], [2, -2]], np.int16), "found silence"),
    ],
    ids=["nan", "infinite", "empty", "empty stereo", "silent", "silent 8 bit", "silent mean"],
)
def test_samples_that_are_no_sound(
    samples: np.ndarray, said: str, read_badly: Run, tmp_path: Path
) -> None:
    wavfile.write(tmp_path / "a.wav", 8000, samples)
    assert said in read_badly("audio", "a.wav")


@pytest.mark.parametrize("kind", ["text", "nothing", "torn", "header", "missing", "rate"])
def test_a_file_that_is_no_wav(kind: str, read_badly: Run, tmp_path: Path) -> None:
    path = write_pcm(tmp_path / "a.wav", np.arange(99)[:, None], 16, 8000)
    whole = path.read_bytes()
    contents = {"text": b"no sound " * 9, "nothing": b"", "torn": whole[:120], "header": whole[:30]}
    path.write_bytes(contents.get(kind, whole))
    if kind == "missing":
        path.unlink()
    if kind == "rate":
        path.write_bytes(whole[:24] + bytes(8) + whole[32:])
    line = read_badly("audio", "a.wav")
    assert "expected a wav file" in line or "found nothing there" in line or "0 Hz" in line


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"stop": 2.5}, "expected seconds within 0..2, found the range 0..2.5"),
        ({"start": 2}, "found the range 2..the end"),
        ({"start": 1, "stop": 1}, "found the range 1..1"),
        ({"channels": "left"}, "channels"),
        ({"every": 0}, "every"),
    ],
    ids=str,
)
def test_seconds_that_a_sound_does_not_have(
    options: dict, said: str, refuse: Run, tmp_path: Path
) -> None:
    path = write_pcm(tmp_path / "a.wav", np.ones((20, 1), int), 16, 10)
    params = {"reader": "audio", "path": str(path), **options}
    assert said in refuse("frames", params, frames=tmp_path / "out.safetensors")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.array([[[0, np.inf], [1, np.nan]]]), "expected finite values, found 2"),
        (np.ones((4, 5)), "axes (z, y, x) or (z, y, x, channel), found float64 of shape (4, 5)"),
        (np.ones((1, 2, 3, 4, 5)), "found float64 of shape (1, 2, 3, 4, 5)"),
        (np.ones((2, 2, 2)), "expected values that differ, found 1"),
        (np.ones((2, 2, 2), complex), "found complex128"),
        (np.array([[[None]]]), "could not read it"),
        (np.ones((0, 2, 2)), "expected a crop within 0..0 along z"),
    ],
    ids=["infinite", "flat", "five axes", "constant", "complex", "objects", "empty"],
)
def test_arrays_that_are_no_volume(
    values: np.ndarray, said: str, read_badly: Run, tmp_path: Path
) -> None:
    np.save(tmp_path / "a.npy", values, allow_pickle=True)
    assert said in read_badly("volume", "a.npy")


@pytest.mark.parametrize("kind", ["infinite", "four axes", "torn", "text", "spacing"])
@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_scans_that_are_no_volume(kind: str, name: str, read_badly: Run, tmp_path: Path) -> None:
    values = noise(*((4, 5, 6, 2) if kind == "four axes" else (4, 5, 6)))
    values.flat[3] = np.inf if kind == "infinite" else 0
    nibabel.save(nibabel.Nifti1Image(values, np.eye(4)), tmp_path / name)
    if kind in ("torn", "text"):
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole[:-60] if kind == "torn" else b"no scan " * 99)
    said = {"infinite": "found 1 that are NaN or infinite", "four axes": "expected 3 axes, found"}
    options = {"spacing": [1, 1, 1]} if kind == "spacing" else {}
    assert said.get(kind, "expected") in read_badly("volume", name, **options)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"crop": {"z": [0, 3]}}, "expected a crop within 0..2 along z, found 0..3"),
        ({"crop": {"x": [1, 1]}}, "along x, found 1..1"),
        ({"range": [1, 1]}, "expected two ascending numbers, found [1.0, 1.0]"),
        ({"percentiles": [-1, 100]}, "expected 0 to 100"),
        ({"spacing": [1, 0, 1]}, "spacing"),
    ],
    ids=str,
)
def test_parts_that_a_volume_does_not_have(
    options: dict, said: str, refuse: Run, tmp_path: Path
) -> None:
    np.save(tmp_path / "a.npy", noise(2, 3, 4))
    params = {"reader": "volume", "path": str(tmp_path / "a.npy"), **options}
    assert said in refuse("frames", params, frames=tmp_path / "out.safetensors")


def test_a_volume_of_another_format(read_badly: Run, tmp_path: Path) -> None:
    (tmp_path / "a.mha").touch()
    assert "expected a volume ending in .npy, .nii, .nii.gz" in read_badly("volume", "a.mha")


@pytest.mark.parametrize("kind", ["open", "turned", "flat", "text", "torn", "format"])
def test_meshes_that_enclose_nothing(kind: str, read_badly: Run, tmp_path: Path) -> None:
    mesh = trimesh.creation.icosphere(subdivisions=1)
    if kind == "open":
        mesh.update_faces(np.arange(len(mesh.faces)) != 5)
    if kind == "turned":
        mesh.faces = np.concatenate([mesh.faces[:1, ::-1], mesh.faces[1:]])
    if kind == "flat":
        mesh.apply_scale([1, 1, 0])
    path = tmp_path / ("a.xyzzy" if kind == "format" else "a.ply")
    mesh.export(path, file_type="ply")
    if kind in ("text", "torn"):
        path.write_bytes(path.read_bytes()[:-200] if kind == "torn" else b"no mesh")
    said = {
        "open": "expected a watertight mesh, found 3 open edges",
        "turned": "expected faces that all turn outwards",
        "flat": "expected a solid",
    }
    assert said.get(kind, "could not read it") in read_badly("mesh", path.name, side=9)


@pytest.mark.parametrize("options", [{}, {"side": 9, "pitch": 1.0}], ids=str)
def test_a_mesh_without_one_resolution(options: dict, read_badly: Run, tmp_path: Path) -> None:
    trimesh.creation.box().export(tmp_path / "a.stl")
    assert "expected either side or pitch" in read_badly("mesh", "a.stl", **options)


def test_a_mesh_at_a_pitch_far_too_fine(read_badly: Run, tmp_path: Path) -> None:
    trimesh.creation.box().export(tmp_path / "a.stl")
    line = read_badly("mesh", "a.stl", pitch=1e-4)
    assert "expected at most 1024 samples a side, found 10201" in line


@pytest.mark.parametrize(
    ("kind", "shape", "name", "said"),
    [
        ("video", (2, 4, 4, 3), "a.png", "expected one frame of 1 or 3 channels, found kind video"),
        ("volume", (2, 4, 4, 1), "a.png", "2 frames of 4x4, 1 channels"),
        ("audio", (1, 1, 9, 1), "a.png", "found kind audio"),
        ("image", (1, 4, 4, 2), "a.png", "2 channels"),
        ("image", (1, 4, 4, 3), "a.wav", "expected sound, found kind image"),
        ("audio", (1, 1, 9, 1), "a.wav", "expected a whole number of samples per s, found 0.5"),
        ("image", (1, 4, 4, 3), "a.mp4", "expected video of 1 or 3 channels, found kind image"),
        ("video", (2, 4, 4, 2), "a.mp4", "2 channels"),
        ("video", (2, 4, 4, 3), "a.nii", "expected a volume of one channel, found kind video"),
        ("volume", (2, 4, 4, 3), "a.nii.gz", "3 channels"),
        ("image", (1, 4, 4, 3), "a.pmg", "expected a suffix that names a format, found '.pmg'"),
        ("image", (1, 4, 4, 3), "a", "found none"),
        ("volume", (2, 4, 4, 1), "a.gz", "found '.gz'"),
    ],
    ids=str,
)
def test_a_file_that_a_signal_does_not_fit(
    kind: str, shape: tuple[int, ...], name: str, said: str, tmp_path: Path
) -> None:
    signal = Signal(noise(*shape), np.arange(shape[0], dtype=float), {}, kind, spacing=(2.0,) * 3)
    with pytest.raises(InputError) as caught:
        export(signal, tmp_path / name)
    line = str(caught.value)
    assert said in line and str(tmp_path / name) in line and "\n" not in line
    assert not list(tmp_path.iterdir())


def test_frames_of_an_older_file(tmp_path: Path) -> None:
    arrays = {"values": noise(1, 2, 2, 3), "time": np.zeros(1)}
    write_arrays(tmp_path / "a.safetensors", "frames", arrays, {"source": {}})
    with pytest.raises(InputError, match=r"a\.safetensors: expected frames with their kind"):
        Signal.read(tmp_path / "a.safetensors")


def test_a_folder_of_many_sizes_is_not_resized_to_one(refuse: Run, tmp_path: Path) -> None:
    for number, side in enumerate((5, 6)):
        picture = Signal(noise(1, side, 7, 3), np.zeros(1), {}, "image")
        (tmp_path / "folder").mkdir(exist_ok=True)
        export(picture, tmp_path / "folder" / f"{number}.png")
    params = {"reader": "frames", "path": str(tmp_path / "folder")}
    params |= {"resize": {"height": 4, "width": 4}}
    line = refuse("frames", params, frames=tmp_path / "out.safetensors")
    assert "1.png: expected 5x7 px like 0.png, found 6x7 px" in line
    whole = read("frames", path=params["path"], stop=1)
    assert whole.shape == (1, 5, 7, 3)
