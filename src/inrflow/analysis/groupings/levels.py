"""Levels of luminance: where a picture is near black, where bright."""

import numpy as np
from jaxtyping import Float, Int32
from skimage.color import rgb2gray

EDGES = (0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8)  # luminance, in 0..1; the first level is near black
NAMES = [f"{low:g}-{high:g}" for low, high in zip((0.0, *EDGES), (*EDGES, 1.0), strict=True)]


def of(picture: Float[np.ndarray, "y x 3"]) -> Int32[np.ndarray, "y x"]:
    """Return the level of each pixel, 0 the darkest."""
    return np.digitize(rgb2gray(picture), EDGES).astype(np.int32)
