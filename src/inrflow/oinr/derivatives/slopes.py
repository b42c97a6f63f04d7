"""Derivatives of a picture per sample: by differences, by Sobel filters, as a formula has them."""

import numpy as np
from jaxtyping import Float, Float64
from scipy.ndimage import sobel

from inrflow.signals.formula import exact
from inrflow.signals.signal import Signal

Picture = Float[np.ndarray, "y x channel"]
Maps = dict[str, Float64[np.ndarray, "y x channel part"]]  # by the names of `QUANTITIES`
QUANTITIES = ("gradient", "dyy", "dyx", "dxx", "laplacian")
SOBEL = 8.0  # times a slope per sample: weights 1, 2, 1 over a distance of 2


def maps_of(first: list[np.ndarray], second: dict[str, np.ndarray]) -> Maps:
    """Return the maps of a gradient (y, x) and of a Hessian's entries and their sum.

    Args:
        first: derivatives along y and x, shape (y, x, channel).
        second: `dyy`, `dyx`, `dxx`, each of that shape.
    """
    found = {"gradient": np.stack(first, axis=-1).astype(np.float64)}
    found |= {name: second[name][..., None].astype(np.float64) for name in QUANTITIES[1:4]}
    return found | {"laplacian": found["dyy"] + found["dxx"]}


def by_differences(picture: Picture) -> Maps:
    """Return central differences; beyond the border the last sample is repeated."""
    p = np.pad(picture.astype(np.float64), ((1, 1), (1, 1), (0, 0)), mode="edge")
    up, down, left, right = p[:-2, 1:-1], p[2:, 1:-1], p[1:-1, :-2], p[1:-1, 2:]
    middle = p[1:-1, 1:-1]
    mixed = (p[2:, 2:] - p[2:, :-2] - p[:-2, 2:] + p[:-2, :-2]) / 4
    second = {"dyy": down - 2 * middle + up, "dyx": mixed, "dxx": right - 2 * middle + left}
    return maps_of([(down - up) / 2, (right - left) / 2], second)


def by_sobel(picture: Picture) -> Maps:
    """Return Sobel filters, twice for second derivatives; beyond the border samples repeat."""
    values = picture.astype(np.float64)
    first = [_filtered(values, axis) for axis in (0, 1)]
    pairs = (("dyy", 0, 0), ("dyx", 0, 1), ("dxx", 1, 1))
    return maps_of(first, {name: _filtered(first[a], b) for name, a, b in pairs})


def by_formula(signal: Signal) -> Maps | None:
    """Return the exact derivatives of a picture of the reader `formula`; None: another reader."""
    known = exact(signal)
    if known is None:
        return None
    gradient, hessian = known
    entries = {"dyy": (0, 0), "dyx": (0, 1), "dxx": (1, 1)}
    second = {name: hessian[..., a, b][..., None] for name, (a, b) in entries.items()}
    return maps_of([gradient[..., axis][..., None] for axis in (0, 1)], second)


def _filtered(values: Picture, axis: int) -> Picture:
    """Return the slope along y or x of each channel alone: SciPy would smooth across channels."""
    channels = [sobel(values[..., c], axis, mode="nearest") for c in range(values.shape[2])]
    return np.stack(channels, axis=-1) / SOBEL
