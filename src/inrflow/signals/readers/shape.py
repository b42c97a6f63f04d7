"""The reader `shape`: analytic solids, sampled exactly.

Each solid is a test of points within the unit ball, `inside(points) -> bool`. Samples lie on the
lattice that fields know: both ends of [-1, 1] along each axis of the cube.
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Bool, Float64
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from inrflow.config.readers.shape import Shape
from inrflow.signals.signal import Signal
from inrflow.signals.solid import occupancy

Options = Shape
Points = Float64[np.ndarray, "point 3"]
Inside = Bool[np.ndarray, " point"]

TORUS = (0.68, 0.32)  # radius of its circle and of its tube; their sum is 1
GYROID = (7.0, 0.45)  # waves, radians per unit; half thickness of the wall, value of the gyroid
KNOT = (0.18, 2000)  # radius of the tube; balls along the trefoil whose union it is


def read(options: Shape) -> Signal:
    """Sample the solid, slice by slice."""
    axis = np.linspace(-1, 1, options.side)
    turn = Rotation.random(rng=np.random.default_rng(options.seed))
    inside = SOLIDS[options.solid]()
    y, x = np.meshgrid(axis, axis, indexing="ij")
    taken = np.empty((options.side,) * 3, bool)
    for number, z in enumerate(axis):
        points = np.stack([x, y, np.full_like(x, z)], axis=-1).reshape(-1, 3)
        taken[number] = inside(turn.apply(points) * options.margin).reshape(x.shape)
    pitch = 2 / (options.side - 1)
    names = ("reader", "solid", "margin", "seed")
    source = {name: getattr(options, name) for name in names}
    return occupancy(taken, [-1.0] * 3, [pitch] * 3, source)


def sphere() -> Callable[[Points], Inside]:
    """Return the test of the unit ball."""
    return lambda points: (points**2).sum(axis=1) <= 1


def torus() -> Callable[[Points], Inside]:
    """Return the test of a torus about the z axis."""
    circle, tube = TORUS
    return lambda p: (np.hypot(p[:, 0], p[:, 1]) - circle) ** 2 + p[:, 2] ** 2 <= tube**2


def gyroid() -> Callable[[Points], Inside]:
    """Return the test of the wall about a gyroid, |sin x cos y + sin y cos z + sin z cos x| small.

    Its two sides are tunnels that never meet.
    """
    waves, half = GYROID

    def inside(points: Points) -> Inside:
        sines, cosines = np.sin(waves * points), np.cos(waves * points)
        level = (sines * np.roll(cosines, -1, axis=1)).sum(axis=1)
        return (np.abs(level) <= half) & ((points**2).sum(axis=1) <= 1)

    return inside


def knot() -> Callable[[Points], Inside]:
    """Return the test of a trefoil's tube: the union of balls along the curve."""
    radius, balls = KNOT
    angle = np.linspace(0, 2 * np.pi, balls, endpoint=False)
    distance = 2 + np.cos(3 * angle)  # of the curve from its axis, in its own unit
    curve = [distance * np.cos(2 * angle), distance * np.sin(2 * angle), np.sin(3 * angle)]
    tree = cKDTree(np.stack(curve, axis=1) * (1 - radius) / 3)
    return lambda points: tree.query(points, distance_upper_bound=radius)[0] < np.inf


SOLIDS: dict[str, Callable[[], Callable[[Points], Inside]]] = {
    "sphere": sphere,
    "torus": torus,
    "gyroid": gyroid,
    "knot": knot,
}
