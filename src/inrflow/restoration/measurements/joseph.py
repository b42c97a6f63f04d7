"""Line integrals through a picture as a sparse matrix (Joseph, 1982).

A ray is followed along the axis that it is nearer to, one pixel a step; between the two pixels
beside it the picture is interpolated linearly. Places are scikit-image's: the picture turns about
its pixel (side // 2, side // 2), which the middle detector (detectors // 2) sees at every angle.
"""

import numpy as np
from jaxtyping import Float64
from scipy.sparse import csr_matrix

Entries = tuple[np.ndarray, np.ndarray, np.ndarray]


def rays(
    side: int, degrees: Float64[np.ndarray, " angle"], detectors: int, circle: bool
) -> csr_matrix:
    """Return the matrix from pixels (y, x) to rays (angle, detector), float32, px.

    Args:
        side: px along a side of the square picture.
        degrees: angle of each projection.
        detectors: rays of a projection, 1 px apart.
        circle: whether pixels outside the inscribed disc are left out.
    """
    found = [_of_angle(side, angle, detectors) for angle in np.deg2rad(degrees)]
    counts = [len(weights) for _, _, weights in found]
    ray, pixel, weight = (np.concatenate(parts) for parts in zip(*found, strict=True))
    ray += np.repeat(np.arange(len(degrees), dtype=np.int32) * np.int32(detectors), counts)
    if circle:
        weight *= inscribed(side).ravel()[pixel]
    shape = (len(degrees) * detectors, side * side)
    matrix = csr_matrix((weight, (ray, pixel)), shape)
    matrix.eliminate_zeros()
    return matrix


def inscribed(side: int) -> np.ndarray:
    """Return where the disc lies of which scikit-image's `radon` says `circle`, (y, x)."""
    from_middle = np.arange(side) - side // 2
    return from_middle[:, None] ** 2 + from_middle**2 <= (side // 2) ** 2


def _of_angle(side: int, angle: float, detectors: int) -> Entries:
    """Return the detectors, pixels and weights of one projection."""
    cosine, sine = np.cos(angle), np.sin(angle)
    offset = (np.arange(detectors) - detectors // 2)[:, None]
    steps = np.arange(side) - side // 2
    upright = bool(abs(cosine) >= abs(sine))  # the ray crosses each row once, or else each column
    if upright:
        across, length = offset / cosine + steps * sine / cosine, 1 / abs(cosine)
    else:
        across, length = -offset / sine + steps * cosine / sine, 1 / abs(sine)
    below = np.floor(across).astype(np.int64)
    share = across - below
    first = _weighted(below + side // 2, (1 - share) * length, side, upright)
    second = _weighted(below + side // 2 + 1, share * length, side, upright)
    ray, pixel, weight = (np.concatenate(pair) for pair in zip(first, second, strict=True))
    return ray, pixel, weight


def _weighted(place: np.ndarray, weight: np.ndarray, side: int, upright: bool) -> Entries:
    """Return those (detector, step) whose pixel lies in the picture."""
    ray, step = np.nonzero((place >= 0) & (place < side) & (weight > 0))
    there = place[ray, step]
    pixel = step * side + there if upright else there * side + step
    entries = weight[ray, step].astype(np.float32)
    return ray.astype(np.int32), pixel.astype(np.int32), entries
