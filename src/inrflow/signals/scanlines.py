"""Which samples of a lattice lie inside a closed surface.

The surface is cut by the plane of each slice into closed polygons, these by each row into
crossings, and along the row the crossings are counted with their direction: the winding number.
An end of an edge counts as below where it lies on the plane or row, for every face alike, and each
cut of an edge is computed once for all its faces; so no crossing is lost or counted twice, wherever
vertices fall, and memory grows with the crossings, not with samples times faces.
"""

from typing import NamedTuple

import numpy as np
import trimesh
from jaxtyping import Bool, Float64, Int8, Int32, Int64


class Cuts(NamedTuple):
    """Directed pieces of polygons in one plane: from `start` to `end`, each (x, y)."""

    start: Float64[np.ndarray, "piece 2"]
    end: Float64[np.ndarray, "piece 2"]


def inside(
    mesh: trimesh.Trimesh,
    x: Float64[np.ndarray, " x"],
    y: Float64[np.ndarray, " y"],
    z: Float64[np.ndarray, " z"],
) -> Bool[np.ndarray, "z y x"]:
    """Return which samples (ascending places along each axis) the surface winds around."""
    heights = np.sort(mesh.triangles[..., 2], axis=1)
    taken = np.empty((len(z), len(y), len(x)), bool)
    for number, place in enumerate(z):
        crossed = np.flatnonzero((heights[:, 0] <= place) & (place < heights[:, 2]))
        taken[number] = winding(cut(mesh, crossed, float(place)), x, y) != 0
    return taken


def cut(mesh: trimesh.Trimesh, faces: Int64[np.ndarray, " face"], place: float) -> Cuts:
    """Return where faces cross the plane z = `place`, one piece a face, turned as the face is."""
    corners = mesh.faces[faces]
    above = mesh.vertices[corners][..., 2] > place
    # going round a crossed face, exactly one edge goes up through the plane and one comes down
    following = np.roll(above, -1, axis=1)
    up, down = np.argmax(~above & following, axis=1), np.argmax(above & ~following, axis=1)
    rows = np.arange(len(faces))
    ends = (
        _meet(mesh, corners[rows, place_], corners[rows, (place_ + 1) % 3], place)
        for place_ in (up, down)
    )
    return Cuts(*ends)


def _meet(
    mesh: trimesh.Trimesh,
    first: Int64[np.ndarray, " edge"],
    second: Int64[np.ndarray, " edge"],
    place: float,
) -> Float64[np.ndarray, "edge 2"]:
    """Return (x, y) of edges at z = `place`; the same bits whichever way an edge is walked."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    a, b = np.asarray(mesh.vertices[low]), np.asarray(mesh.vertices[high])
    share = (place - a[:, 2]) / (b[:, 2] - a[:, 2])
    return a[:, :2] + share[:, None] * (b[:, :2] - a[:, :2])


def winding(
    cuts: Cuts, x: Float64[np.ndarray, " x"], y: Float64[np.ndarray, " y"]
) -> Int32[np.ndarray, "y x"]:
    """Return how often the polygons turn around each sample of a slice."""
    piece, row, sign = _crossings(cuts, y)
    a, b = cuts.start[piece], cuts.end[piece]
    share = (y[row] - a[:, 1]) / (b[:, 1] - a[:, 1])
    at = a[:, 0] + share * (b[:, 0] - a[:, 0])
    turns = np.zeros((len(y), len(x) + 1), np.int32)
    # a crossing is felt by all samples to its right
    np.add.at(turns, (row, np.searchsorted(x, at)), sign)
    return np.cumsum(turns[:, :-1], axis=1, dtype=np.int32)


def _crossings(
    cuts: Cuts, y: Float64[np.ndarray, " y"]
) -> tuple[Int64[np.ndarray, " n"], Int64[np.ndarray, " n"], Int8[np.ndarray, " n"]]:
    """Return (piece, row, direction) of every crossing of a piece with a row."""
    first, last = (np.searchsorted(y, ends[:, 1]) for ends in (cuts.start, cuts.end))
    low, count = np.minimum(first, last), np.abs(last - first)
    piece = np.repeat(np.arange(len(low)), count)
    step = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    sign = np.where(last > first, 1, -1).astype(np.int8)
    return piece, low[piece] + step, sign[piece]
