"""Crop and resize of pictures and of masks."""

import numpy as np
from jaxtyping import Float32, Int32
from PIL import Image

from inrflow.config.readers.framing import Crop, Resize
from inrflow.errors import InputError

FILTERS = {
    "area": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
    "nearest": Image.Resampling.NEAREST,
}


def frame_picture(
    picture: Float32[np.ndarray, "y0 x0 channel"], crop: Crop | None, resize: Resize | None
) -> Float32[np.ndarray, "y x channel"]:
    """Crop, then resize a picture in floating point; overshoot is clipped to [0, 1]."""
    picture = cut(picture, crop)
    if resize is None:
        return picture
    size = (resize.width, resize.height)
    channels = [
        np.asarray(Image.fromarray(picture[..., c]).resize(size, FILTERS[resize.filter]))
        for c in range(picture.shape[-1])
    ]
    return np.clip(np.stack(channels, axis=-1), 0.0, 1.0)


def frame_labels(
    labels: Int32[np.ndarray, "y0 x0"], crop: Crop | None, resize: Resize | None
) -> Int32[np.ndarray, "y x"]:
    """Crop, then resize labels by the nearest sample (row = floor(target row x scale))."""
    labels = cut(labels, crop)
    if resize is None:
        return labels
    rows = np.arange(resize.height) * labels.shape[0] // resize.height
    columns = np.arange(resize.width) * labels.shape[1] // resize.width
    return labels[np.ix_(rows, columns)]


def cut(picture: np.ndarray, crop: Crop | None) -> np.ndarray:
    """Return the window of a picture; a missing corner centres it.

    Raises:
        InputError: the window does not fit.
    """
    if crop is None:
        return picture
    height, width = picture.shape[:2]
    top = (height - crop.height) // 2 if crop.top is None else crop.top
    left = (width - crop.width) // 2 if crop.left is None else crop.left
    if min(top, left) < 0 or top + crop.height > height or left + crop.width > width:
        raise InputError(
            f"crop: expected a window inside {height}x{width} px, "
            f"found {crop.height}x{crop.width} px at row {top}, column {left}"
        )
    return np.ascontiguousarray(picture[top : top + crop.height, left : left + crop.width])
