"""One picture of a `.npy` file of several: the same values, or one line."""

from pathlib import Path

import numpy as np
import pytest

from inrflow.config.readers.image import Image
from inrflow.errors import InputError
from inrflow.signals.readers.image import read
from laws.fields import noise


def taken(path: Path, index: int, channels: str = "rgb") -> np.ndarray:
    return read(Image(reader="image", path=str(path), index=index, channels=channels)).values


@pytest.mark.parametrize("dtype", [np.float32, np.uint8, np.uint16])
def test_the_numbered_picture_is_read(dtype: type, tmp_path: Path) -> None:
    stack = noise(3, 4, 5, 3)
    top = 1 if dtype is np.float32 else np.iinfo(dtype).max
    stored = (stack * top).astype(dtype)
    np.save(tmp_path / "a.npy", stored)
    np.save(tmp_path / "grey.npy", stored[..., 0])
    found = taken(tmp_path / "a.npy", 2)
    np.testing.assert_allclose(found, stored[2:3].astype(np.float32) / top, rtol=1e-6)
    grey = taken(tmp_path / "grey.npy", 1, "grey")
    np.testing.assert_allclose(grey, stored[1:2, ..., :1].astype(np.float32) / top, rtol=1e-6)
    assert taken(tmp_path / "grey.npy", 1).shape == (1, 4, 5, 3)


def test_the_bundled_faces_are_read() -> None:
    assert taken(Path("wheel:skimage/data/lfw_subset.npy"), 99, "grey").shape == (1, 25, 25, 1)


@pytest.mark.parametrize(
    ("stack", "index", "said"),
    [
        (np.zeros((3, 4, 5)), 3, "expected an index below 3, found 3"),
        (np.full((3, 4, 5), 2.0), 0, r"expected values in \[0, 1\], found others in picture 0"),
        (np.full((3, 4, 5), np.nan), 0, r"expected values in \[0, 1\]"),
        (np.zeros((4, 5)), 0, r"axes \(picture, y, x\).*found float64 of shape \(4, 5\)"),
        (np.zeros((2, 4, 5, 7)), 0, r"axes \(picture, y, x\)"),
        (np.zeros((2, 4, 5), np.int64), 0, "found int64"),
    ],
)
def test_what_holds_no_such_picture(
    stack: np.ndarray, index: int, said: str, tmp_path: Path
) -> None:
    np.save(tmp_path / "a.npy", stack)
    with pytest.raises(InputError, match=said):
        taken(tmp_path / "a.npy", index)


def test_what_is_no_array(tmp_path: Path) -> None:
    (tmp_path / "a.npy").write_bytes(b"no array")
    with pytest.raises(InputError, match=r"a\.npy: expected a \.npy file, could not read it"):
        taken(tmp_path / "a.npy", 0)
