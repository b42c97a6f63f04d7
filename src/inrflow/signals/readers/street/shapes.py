"""Analytic shapes in continuous local coordinates: y down, x forward, in scene units."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Bool, Float64

Coordinates = Float64[np.ndarray, "*#n"]
Shape = Callable[[Coordinates, Coordinates], Bool[np.ndarray, "*n"]]


def disc(y: float, x: float, high: float, wide: float | None = None) -> Shape:
    """Axis-aligned ellipse of radii `high` and `wide` (a circle without `wide`)."""
    wide = high if wide is None else wide
    return lambda v, h: ((v - y) / high) ** 2 + ((h - x) / wide) ** 2 <= 1


def ring(y: float, x: float, outer: float, inner: float) -> Shape:
    """Annulus between two radii."""

    def inside(v: Coordinates, h: Coordinates) -> Bool[np.ndarray, "*n"]:
        squared = (v - y) ** 2 + (h - x) ** 2
        return (squared <= outer**2) & (squared >= inner**2)

    return inside


def box(top: float, bottom: float, left: float, right: float, corner: float = 0.0) -> Shape:
    """Rectangle with corners rounded to the radius `corner`; the lower edges are left out."""
    middle_y, middle_x = (top + bottom) / 2, (left + right) / 2
    half_y, half_x = (bottom - top) / 2 - corner, (right - left) / 2 - corner

    def sharp(v: Coordinates, h: Coordinates) -> Bool[np.ndarray, "*n"]:
        return (v >= top) & (v < bottom) & (h >= left) & (h < right)

    def rounded(v: Coordinates, h: Coordinates) -> Bool[np.ndarray, "*n"]:
        over_y = np.maximum(np.abs(v - middle_y) - half_y, 0)
        over_x = np.maximum(np.abs(h - middle_x) - half_x, 0)
        return over_y**2 + over_x**2 <= corner**2

    return rounded if corner else sharp


def panes(
    top: float, bottom: float, left: float, right: float, rows: int, columns: int, share: float
) -> Shape:
    """Regular grid of rectangles that fill `share` of each cell along both axes."""
    frame = box(top, bottom, left, right)

    def inside(v: Coordinates, h: Coordinates) -> Bool[np.ndarray, "*n"]:
        cell_y = (v - top) / (bottom - top) * rows % 1 - 0.5
        cell_x = (h - left) / (right - left) * columns % 1 - 0.5
        return frame(v, h) & (2 * np.maximum(np.abs(cell_y), np.abs(cell_x)) <= share)

    return inside


def capsule(y0: float, x0: float, y1: float, x1: float, radius: float) -> Shape:
    """All points within `radius` of the line from (y0, x0) to (y1, x1)."""
    along_y, along_x = y1 - y0, x1 - x0
    squared = along_y**2 + along_x**2

    def inside(v: Coordinates, h: Coordinates) -> Bool[np.ndarray, "*n"]:
        share = np.clip(((v - y0) * along_y + (h - x0) * along_x) / squared, 0, 1)
        return (v - y0 - share * along_y) ** 2 + (h - x0 - share * along_x) ** 2 <= radius**2

    return inside


def convex(*corners: tuple[float, float]) -> Shape:
    """Convex polygon of (y, x) corners that run clockwise as seen in the picture."""

    def inside(v: Coordinates, h: Coordinates) -> Bool[np.ndarray, "*n"]:
        result = np.ones(np.broadcast_shapes(v.shape, h.shape), bool)
        for (y0, x0), (y1, x1) in zip(corners, corners[1:] + corners[:1], strict=True):
            result &= (x1 - x0) * (v - y0) >= (y1 - y0) * (h - x0)
        return result

    return inside
