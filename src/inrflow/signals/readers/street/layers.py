"""What a scene is made of: layers of painted parts that move as one rigid or scaled body.

The scene is 1 unit high and 2 units wide: y runs down from 0 to 1, x to the right from 0 to 2.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Float32, Float64
from scipy import ndimage
from skimage import data

from inrflow.signals.readers.street.shapes import Coordinates, Shape

BLUR = 2.5
"""Standard deviation, in texture px, that takes detail too fine for a small network away."""

Color = tuple[float, float, float]


def hue(value: float, saturation: float, brightness: float) -> Color:
    """RGB colour in [0, 1] of a hue in turns."""
    return colorsys.hsv_to_rgb(value % 1, saturation, brightness)


@lru_cache
def texture(name: str) -> Float32[np.ndarray, "y x channel"]:
    """One of scikit-image's bundled pictures, divided by its mean colour and slightly blurred."""
    picture = np.atleast_3d(getattr(data, name)()).astype(np.float32)
    picture = ndimage.gaussian_filter(picture, (BLUR, BLUR, 0), mode="mirror")
    picture /= picture.mean((0, 1))
    picture.setflags(write=False)
    return picture


def shade(
    part: Part, y: Float64[np.ndarray, " n"], x: Float64[np.ndarray, " n"], contrast: float
) -> Float32[np.ndarray, "n 3"]:
    """Colours in [0, 1] of a part at local points, in scene units."""
    picture = texture(part.texture)
    places = np.stack([y, x]) * part.density + np.array(part.offset)[:, None]
    grain = [
        ndimage.map_coordinates(picture[..., channel], places, order=1, mode="mirror")
        for channel in range(picture.shape[2])
    ]
    plain = np.array(part.color) + np.array(part.slope) * y[:, None]
    return np.clip(plain * (1 + contrast * (np.stack(grain, -1) - 1)), 0, 1).astype(np.float32)


def outward(pose: Pose, y: Coordinates, x: Coordinates) -> tuple[Coordinates, Coordinates]:
    """Scene coordinates of local points."""
    cosine, sine = np.cos(pose.angle), np.sin(pose.angle)
    y, x = y * pose.scale_y, x * pose.scale_x
    return pose.y + cosine * y + sine * x, pose.x - sine * y + cosine * x


def inward(pose: Pose, y: Coordinates, x: Coordinates) -> tuple[Coordinates, Coordinates]:
    """Local coordinates of scene points: the inverse of `outward`."""
    cosine, sine = np.cos(pose.angle), np.sin(pose.angle)
    y, x = y - pose.y, x - pose.x
    return (cosine * y - sine * x) / pose.scale_y, (sine * y + cosine * x) / pose.scale_x


@dataclass(frozen=True)
class Pose:
    """Where a layer is: the place of its local origin, its turn in rad, and its scale.

    A negative `scale_x` faces left.
    """

    y: float = 0.0
    x: float = 0.0
    scale_y: float = 1.0
    scale_x: float = 1.0
    angle: float = 0.0


@dataclass(frozen=True)
class Part:
    """A painted shape.

    `color` is that of local y = 0 and `slope` its change per scene unit of y; `offset` is the
    texture's px at the local origin and `density` its px per scene unit.
    """

    shape: Shape
    color: Color
    texture: str = "moon"
    offset: tuple[float, float] = (0.0, 0.0)
    slope: Color = (0.0, 0.0, 0.0)
    density: float = 256.0


@dataclass(frozen=True)
class Layer:
    """One segment: its parts from back to front, their bounds and its trajectory.

    `bounds` is (top, bottom, left, right) in local units. Without `path` the layer is static;
    without `depth` it stands on the ground at its pose's y, and what stands lower is in front.
    """

    category: str
    parts: tuple[Part, ...]
    bounds: tuple[float, float, float, float]
    path: Callable[[float], Pose] | None = None
    depth: float | None = None

    def pose(self, u: float) -> Pose:
        """Pose at the time `u`, from 0 (first frame) to 1 (last frame)."""
        return self.path(u) if self.path else Pose()
