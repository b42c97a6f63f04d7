"""Drawing of the layers at the samples, from back to front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, Float64, Int32

from inrflow.config.readers.street import Street
from inrflow.signals.readers.street import stuff, things
from inrflow.signals.readers.street.layers import Layer, Pose, inward, outward, shade

KINDS = (
    stuff.sky,
    stuff.building,
    stuff.tree,
    stuff.grass,
    stuff.road,
    stuff.pavement,
    stuff.pole,
)


def scene(seed: int) -> list[Layer]:
    """All layers of a clip: the stuff, then the things; a segment's id is its place from 1."""
    still, moving = (np.random.default_rng([seed, stream]) for stream in range(2))
    layers = [kind(still) for kind in KINDS]
    layers += things.traffic(moving) + things.walkers(moving)
    return [*layers, things.cyclist(moving), *things.balloons(moving)]


def time(options: Street, frame: int) -> float:
    """Time of a frame, from 0 (first) to 1 (last)."""
    return frame / max(options.frames - 1, 1)


def draw(options: Street, layers: list[Layer], color: bool) -> Iterator[Canvas]:
    """The samples of each frame in turn; without `color` only their labels."""
    size = options.height * options.supersample, options.width * options.supersample
    contrast = options.contrast if color else None
    still = {
        label: stamp(layer, Pose(), size, contrast)
        for label, layer in enumerate(layers, 1)
        if layer.path is None
    }
    for frame in range(options.frames):
        u = time(options, frame)
        stamps = {
            label: still.get(label) or stamp(layer, layer.pose(u), size, contrast)
            for label, layer in enumerate(layers, 1)
        }
        yield stack(stamps, order(layers, u), size, color)


def order(layers: list[Layer], u: float) -> list[int]:
    """Segment ids from back to front at a time."""
    depths = [layer.pose(u).y if layer.depth is None else layer.depth for layer in layers]
    return [int(index) + 1 for index in np.argsort(depths, kind="stable")]


def stack(
    stamps: dict[int, Stamp], labels: list[int], size: tuple[int, int], color: bool
) -> Canvas:
    """Stamps laid over one another in the order of `labels`."""
    canvas = Canvas(np.zeros(size, np.int32), np.zeros((*size, 3), np.float32) if color else None)
    for label in labels:
        place = stamps[label]
        canvas.labels[place.window][place.inside] = label
        if canvas.colors is not None:
            np.copyto(canvas.colors[place.window], place.colors, where=place.inside[..., None])
    return canvas


def stamp(layer: Layer, pose: Pose, size: tuple[int, int], contrast: float | None) -> Stamp:
    """A layer drawn at a pose, within the window of samples that it can reach."""
    window = reach(layer, pose, size)
    y, x = (centres(size)[axis][window[axis]] for axis in range(2))
    y, x = inward(pose, y[:, None], x[None, :])
    inside = np.zeros(y.shape, bool)
    colors = np.zeros((*y.shape, 3), np.float32) if contrast is not None else None
    for part in layer.parts:
        covered = part.shape(y, x)
        inside |= covered
        if colors is not None:
            colors[covered] = shade(part, y[covered], x[covered], contrast)
    return Stamp(window, inside, colors)


def reach(layer: Layer, pose: Pose, size: tuple[int, int]) -> tuple[slice, slice]:
    """Rows and columns of the samples within a layer's bounds."""
    top, bottom, left, right = layer.bounds
    y, x = np.array([top, top, bottom, bottom], float), np.array([left, right] * 2, float)
    corners = outward(pose, y, x)
    spans = []
    for places, count, extent in zip(corners, size, (1, 2), strict=True):
        ends = places.min() * count / extent, places.max() * count / extent + 1
        spans.append(slice(*(int(np.clip(np.floor(end), 0, count)) for end in ends)))
    return tuple(spans)


def centres(
    size: tuple[int, int],
) -> tuple[Float64[np.ndarray, " y"], Float64[np.ndarray, " x"]]:
    """Scene coordinates of the rows' and the columns' centres."""
    return (np.arange(size[0]) + 0.5) / size[0], (np.arange(size[1]) + 0.5) * 2 / size[1]


@dataclass(frozen=True)
class Stamp:
    """A window of the samples, which of them a layer covers, and their colours in [0, 1]."""

    window: tuple[slice, slice]
    inside: Bool[np.ndarray, "y x"]
    colors: Float32[np.ndarray, "y x 3"] | None


@dataclass(frozen=True)
class Canvas:
    """Segment ids and colours in [0, 1] of one frame's samples."""

    labels: Int32[np.ndarray, "y x"]
    colors: Float32[np.ndarray, "y x 3"] | None
