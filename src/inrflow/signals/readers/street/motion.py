"""Exact motion of the segments and what of it stays visible."""

import numpy as np
from jaxtyping import Bool, Float32, Int32, Num

from inrflow.config.readers.street import Street
from inrflow.signals.readers.street.layers import Layer, Pose, inward, outward
from inrflow.signals.readers.street.pixels import blocks

Points = Num[np.ndarray, "n 2"]


def displacement(
    layers: list[Layer], labels: Int32[np.ndarray, "y x"], now: float, then: float
) -> Float32[np.ndarray, "y x 2"]:
    """Displacement (dy, dx) in px of each px's segment between two times."""
    result = np.zeros((*labels.shape, 2), np.float32)
    for label, layer in enumerate(layers, 1):
        if layer.path is not None and (places := np.argwhere(labels == label)).size:
            moved = carry(layer.pose(now), layer.pose(then), places, labels.shape)
            result[labels == label] = moved - places
    return result


def carry(start: Pose, finish: Pose, places: Points, size: tuple[int, int]) -> Points:
    """Where points (y, x), in px from the first px's centre, are taken by a change of pose."""
    units = np.array([1.0, 2.0]) / size
    y, x = ((places + 0.5) * units).T
    return np.stack(outward(finish, *inward(start, y, x)), -1) / units - 0.5


def visible(
    options: Street,
    layers: list[Layer],
    samples: tuple[Int32[np.ndarray, "v h"], Int32[np.ndarray, "v h"]],
    labels: Int32[np.ndarray, "y x"],
    times: tuple[float, float],
) -> Bool[np.ndarray, "y x"]:
    """Where most of a px's segment is seen again, by the samples of this and the next frame.

    The samples of the px's own segment are carried along; a sample is seen again if the nearest
    sample of the next frame has the same label.
    """
    here, there = samples
    kept = here == there
    for label, layer in enumerate(layers, 1):
        if layer.path is not None:
            places = np.argwhere(here == label)
            moved = carry(*map(layer.pose, times), places, here.shape)
            kept[tuple(places.T)] = look(there, moved) == label
    step = options.supersample
    own = here == labels.repeat(step, 0).repeat(step, 1)
    return 2 * blocks(own & kept, step).sum((1, 3)) > blocks(own, step).sum((1, 3))


def look(labels: Int32[np.ndarray, "y x"], places: Points) -> Int32[np.ndarray, " n"]:
    """Labels nearest to points (y, x) in px; 0 outside the picture."""
    nearest = np.rint(places).astype(int)
    within = ((nearest >= 0) & (nearest < labels.shape)).all(-1)
    nearest = np.where(within[:, None], nearest, 0)
    return np.where(within, labels[tuple(nearest.T)], 0)


def inside(flow: Float32[np.ndarray, "y x 2"]) -> Bool[np.ndarray, "y x"]:
    """Where the carried px centre stays in the picture."""
    size = np.array(flow.shape[:2])
    places = np.moveaxis(np.indices(flow.shape[:2]), 0, -1) + flow
    return ((places >= -0.5) & (places < size - 0.5)).all(-1)
