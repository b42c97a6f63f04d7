"""Sizes and shapes of the segments of one label map."""

import numpy as np
from jaxtyping import Float64, Int32
from scipy.ndimage import find_objects


def sizes(
    labels: Int32[np.ndarray, "y x"],
) -> tuple[Int32[np.ndarray, " segment"], Float64[np.ndarray, " segment"]]:
    """Return the ids of the segments, without void, and their shares of the picture."""
    ids, counts = np.unique(labels, return_counts=True)
    return ids[ids != 0], counts[ids != 0] / labels.size


def compactness(labels: Int32[np.ndarray, "y x"]) -> Float64[np.ndarray, " segment"]:
    """Return 4 pi area / perimeter^2 of each segment: pi / 4 for a square, less for the ragged.

    The perimeter counts the edges of pixels towards other segments and the picture's border.
    """
    ids, places = np.unique(labels, return_inverse=True)
    padded = np.pad(places.reshape(labels.shape), 1, constant_values=-1)
    inner, edges = padded[1:-1, 1:-1], np.zeros(len(ids))
    for away in (padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]):
        edges += np.bincount(inner[inner != away], minlength=len(ids))
    areas = np.bincount(inner.ravel(), minlength=len(ids))
    return (4 * np.pi * areas / edges**2)[ids != 0]


def elongation(labels: Int32[np.ndarray, "y x"]) -> Float64[np.ndarray, " segment"]:
    """Return |ln(width / height)| of each segment's bounding box: 0 for a square one."""
    ids, places = np.unique(labels, return_inverse=True)
    boxes = find_objects(places.reshape(labels.shape) + 1)
    spans = np.array([[side.stop - side.start for side in box] for box in boxes], dtype=float)
    return np.abs(np.log(spans[:, 1] / spans[:, 0]))[ids != 0]
