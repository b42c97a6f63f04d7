"""The moving things of the street and their trajectories."""

from collections.abc import Callable

import numpy as np

from inrflow.signals.readers.street import figures
from inrflow.signals.readers.street.layers import Layer, Pose, hue

Path = Callable[[float], Pose]


def traffic(rng: np.random.Generator) -> list[Layer]:
    """A bus in the far lane; a coloured and a near-black car that meet it in the near lane."""
    way, value = rng.choice([-1, 1]), rng.uniform()
    start, finish, gap = rng.uniform(0.3, 0.45), rng.uniform(0.35, 0.5), rng.uniform(0.68, 0.8)
    length = rng.uniform(1.1, 1.5)
    bright = figures.car(hue(value, 0.75, 0.8), *figures.DAY)
    black = figures.car((0.03, 0.03, 0.034), *figures.NIGHT)
    near = [
        stroll(rng, (0.79, 1 + way * (lead - 0.3)), (0.79, 1 + way * (lead - 0.3 + length)))
        for lead in (0.0, -gap)
    ]
    far = stroll(rng, (0.69, 1 + way * start), (0.69, 1 - way * finish), 0.97)
    large = figures.bus(rng, value + rng.uniform(0.2, 0.8))
    return [
        Layer("bus", large, (-0.36, 0.01, -0.38, 0.38), far),
        Layer("car", bright, (-0.2, 0.01, -0.23, 0.23), near[0]),
        Layer("car", black, (-0.2, 0.01, -0.23, 0.23), near[1]),
    ]


def walkers(rng: np.random.Generator) -> list[Layer]:
    """Two people who pass each other on the pavement, and a dog that crosses the road."""
    way, value, bounds = rng.choice([-1, 1]), rng.uniform(), (-0.36, 0.01, -0.1, 0.1)
    middle = rng.uniform(0.7, 1.3)
    reach = rng.uniform(0.25, 0.5, 4) * np.array([-1, 1, 1, -1]) * way + middle
    paths = [
        stroll(rng, (0.97, reach[0]), (0.97, reach[1]), 1.0, 0.006),
        stroll(rng, (0.89, reach[2]), (0.89, reach[3]), 0.88, 0.006),
    ]
    people = [
        Layer("person", figures.person(rng, value + 0.4 * index), bounds, path)
        for index, path in enumerate(paths)
    ]
    ends = [(0.93, rng.uniform(0.4, 1.6)), (0.6, rng.uniform(0.4, 1.6))]
    crossing = stroll(rng, *ends[:: rng.choice([-1, 1])], 1.05, 0.004)
    fur = figures.dog(rng, rng.uniform(0.04, 0.1))
    return [*people, Layer("dog", fur, (-0.16, 0.01, -0.13, 0.13), crossing)]


def balloons(rng: np.random.Generator) -> list[Layer]:
    """A near balloon that floats up and grows, and a small far one behind the houses."""
    value, side = rng.uniform(), rng.choice([-1, 1])
    low, high = (0.47, 1 + side * rng.uniform(0.3, 0.75)), (0.36, 1 + side * rng.uniform(0.1, 0.75))
    away = [(y, 1 - side * rng.uniform(0.2, 0.85)) for y in (0.17, 0.14)]
    bounds = (-0.36, 0.01, -0.13, 0.13)
    return [
        Layer("balloon", figures.balloon(rng, value), bounds, float_up(rng, low, high, 0.85), 0.53),
        Layer(
            "balloon", figures.balloon(rng, value + 0.5), bounds, float_up(rng, *away, 0.33), 0.05
        ),
    ]


def cyclist(rng: np.random.Generator) -> Layer:
    """A cyclist who leaves the picture, turns round out of sight and returns."""
    side, turn, speed = rng.choice([-1, 1]), rng.uniform(0.42, 0.58), rng.uniform(1.3, 1.7)
    scale, absent = rng.uniform(0.95, 1.05), rng.uniform(0.11, 0.15)
    edge, half = 1 + side, 0.17

    def path(u: float) -> Pose:
        beyond = half + speed * (absent - abs(u - turn))
        facing = side if u < turn else -side
        return Pose(0.835, edge + side * beyond, scale, scale * facing)

    parts = figures.bicycle(rng.uniform(), rng.uniform())
    return Layer("bicycle", parts, (-0.37, 0.01, -0.16, 0.16), path)


def stroll(
    rng: np.random.Generator,
    start: tuple[float, float],
    finish: tuple[float, float],
    scale: float = 1.0,
    bob: float = 0.0,
) -> Path:
    """A way from `start` to `finish` ((y, x), scene units) at a changing speed, facing ahead.

    `bob` is the height, in scene units, of the rise and fall of four pairs of steps.
    """
    scale, change = scale * rng.uniform(0.96, 1.06), rng.uniform(-0.3, 0.3)
    facing = 1 if finish[1] >= start[1] else -1

    def path(u: float) -> Pose:
        share = u + change * np.sin(2 * np.pi * u) / (2 * np.pi)
        y, x = (a + (b - a) * share for a, b in zip(start, finish, strict=True))
        return Pose(y + bob * np.sin(8 * np.pi * u), x, scale, scale * facing)

    return path


def float_up(
    rng: np.random.Generator, start: tuple[float, float], finish: tuple[float, float], scale: float
) -> Path:
    """A straight way from `start` to `finish` with growth of a tenth and a gentle sway."""
    phase, scale = rng.uniform(0, 2 * np.pi), scale * rng.uniform(0.95, 1.05)

    def path(u: float) -> Pose:
        size = scale * (1 + 0.1 * u)
        y, x = (a + (b - a) * u for a, b in zip(start, finish, strict=True))
        return Pose(y, x, size, size, 0.08 * np.sin(2 * np.pi * u + phase))

    return path
