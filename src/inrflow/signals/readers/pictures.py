"""Decoding of still images."""

from pathlib import Path

import imageio.v3 as imageio
import numpy as np
from jaxtyping import Float32, Int32
from PIL import Image
from skimage.color import rgb2gray

from inrflow.config.readers.files import SUFFIXES
from inrflow.errors import InputError

CHANNELS = ((1,), (2,), (3,), (4,))
TOPS = {np.dtype(np.uint8): 255, np.dtype(np.uint16): 65535, np.dtype(np.bool_): 1}


def load(path: Path) -> np.ndarray:
    """Return an image file as it is stored.

    Raises:
        InputError: the file cannot be decoded.
    """
    try:
        return np.asarray(imageio.imread(path))
    except Exception as error:  # decoders raise whatever they like
        reason = " ".join(str(error).split())[:120]
        raise InputError(f"{path}: expected an image, could not decode it ({reason})") from None


def load_rgb(path: Path) -> Float32[np.ndarray, "y x 3"]:
    """Return an image as RGB in [0, 1]; see `load_scaled` and `rgb_of`."""
    return rgb_of(load_scaled(path))


def rgb_of(values: Float32[np.ndarray, "y x channel"]) -> Float32[np.ndarray, "y x 3"]:
    """Return a picture's colours; grey is repeated, an alpha channel is left out."""
    colours = _colours(values)
    return np.repeat(colours, 3, axis=-1) if colours.shape[-1] == 1 else colours


def grey_of(values: Float32[np.ndarray, "y x channel"]) -> Float32[np.ndarray, "y x 1"]:
    """Return a picture as one channel: grey as it is, colours weighed, alpha left out.

    The weights are scikit-image's (0.2125, 0.7154, 0.0721).
    """
    colours = _colours(values)
    return colours if colours.shape[-1] == 1 else rgb2gray(colours)[..., None].astype(np.float32)


def load_scaled(path: Path) -> Float32[np.ndarray, "y x channel"]:
    """Return an image in [0, 1].

    Raises:
        InputError: not an 8 or 16 bit image of 1 to 4 channels.
    """
    picture = load(path)
    if picture.dtype not in TOPS or (picture.shape[2:] or (1,)) not in CHANNELS:
        raise InputError(
            f"{path}: expected an 8 or 16 bit image, found {picture.dtype} of shape {picture.shape}"
        )
    return _scaled(picture)


def load_numbered(path: Path, index: int) -> Float32[np.ndarray, "y x channel"]:
    """Return one picture of a `.npy` file of several, in [0, 1].

    Args:
        path: the file; axes (picture, y, x) or (picture, y, x, channel); 8 or 16 bit, or floating
            point in [0, 1].
        index: number of the picture.

    Raises:
        InputError: no such file, other axes or numbers, too few pictures, values beyond [0, 1].
    """
    try:
        every = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        reason = " ".join(str(error).split())[:120]
        raise InputError(f"{path}: expected a .npy file, could not read it ({reason})") from None
    known = every.dtype in TOPS or every.dtype.kind == "f"
    if not known or every.ndim not in (3, 4) or (every.shape[3:] or (1,)) not in CHANNELS:
        raise InputError(
            f"{path}: expected pictures of axes (picture, y, x) or (picture, y, x, channel), found "
            f"{every.dtype} of shape {every.shape}"
        )
    if index >= len(every):
        raise InputError(f"{path}: expected an index below {len(every)}, found {index}")
    picture = _scaled(every[index])
    if not (picture.min() >= 0 and picture.max() <= 1):
        raise InputError(f"{path}: expected values in [0, 1], found others in picture {index}")
    return picture


def _scaled(picture: np.ndarray) -> Float32[np.ndarray, "y x channel"]:
    """Return a picture in floating point, its channels last; integers by their largest."""
    values = picture.astype(np.float32) / np.float32(TOPS.get(picture.dtype, 1))
    return values.reshape(*picture.shape[:2], -1)


def _colours(values: Float32[np.ndarray, "y x channel"]) -> Float32[np.ndarray, "y x colour"]:
    """Return the 1 or 3 colours of a picture, less alpha."""
    return values[..., : 1 if values.shape[-1] <= 2 else 3]


def load_ids(path: Path, encoding: str) -> Int32[np.ndarray, "y x"]:
    """Return an image of segment ids.

    Args:
        path: the file.
        encoding: `ids`: one channel, or a palette whose indices are the ids; `rgb`:
            id = R + 256 G + 65536 B, as COCO panoptic has it.

    Raises:
        InputError: not integers, other channels, or ids that 32 bit cannot hold.
    """
    ids = load(path)
    if encoding == "rgb":
        if ids.dtype != np.uint8 or ids.shape[2:] not in ((3,), (4,)):
            raise InputError(
                f"{path}: expected ids as 8 bit RGB, found {ids.dtype} of shape {ids.shape}"
            )
        return ids[..., :3].astype(np.int32) @ np.array([1, 256, 65536], np.int32)
    if ids.ndim == 3 and path.suffix.lower() == ".png":
        with Image.open(path) as picture:  # the colours of a palette are decoration
            ids = np.asarray(picture) if picture.mode == "P" else ids
    if ids.ndim != 2 or ids.dtype.kind not in "uib":
        raise InputError(
            f"{path}: expected one channel of integer ids, found {ids.dtype} of shape {ids.shape}"
        )
    if ids.min(initial=0) < 0 or ids.max(initial=0) > np.iinfo(np.int32).max:
        raise InputError(
            f"{path}: expected ids from 0 to 2147483647, found {ids.min()} to {ids.max()}"
        )
    return ids.astype(np.int32)


def size_of(path: Path) -> tuple[int, int]:
    """Return (height, width) in px from an image's header, or of the whole where it tells none.

    Raises:
        InputError: the file cannot be decoded.
    """
    try:
        with Image.open(path) as picture:
            return picture.height, picture.width
    except OSError:
        return load(path).shape[:2]


def list_images(folder: Path) -> list[Path]:
    """Return the image files of a folder in the order of their names.

    Raises:
        InputError: not a folder, or no image in it.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: expected a folder of images, found none there")
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES)
    if not files:
        raise InputError(
            f"{folder}: expected images ({', '.join(s[1:] for s in SUFFIXES)}), found none"
        )
    return files
