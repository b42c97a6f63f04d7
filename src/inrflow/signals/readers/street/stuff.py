"""The static stuff of the street, from back to front."""

from functools import partial
from itertools import pairwise

import numpy as np

from inrflow.signals.readers.street.layers import Layer, Part, hue
from inrflow.signals.readers.street.shapes import Shape, box, capsule, disc, panes

VERGE, ROAD, PAVEMENT = 0.47, 0.555, 0.81
"""Upper edges of the grounds, in scene units."""


def sky(rng: np.random.Generator) -> Layer:
    """A blue sky that pales towards the houses."""
    top = hue(rng.uniform(0.54, 0.62), rng.uniform(0.4, 0.6), rng.uniform(0.72, 0.85))
    slope = tuple(
        (level - start) / 0.5 for start, level in zip(top, (0.93, 0.9, 0.86), strict=True)
    )
    part = Part(box(0, 0.6, 0, 2), top, "gravel", offset(rng), slope, density=80.0)
    return Layer("sky", (part,), (0, 0.6, 0, 2), depth=0.0)


def building(rng: np.random.Generator) -> Layer:
    """A row of brick houses of different heights and hues."""
    edges = np.r_[0, np.cumsum(rng.uniform(0.7, 1.3, rng.integers(4, 7)))]
    edges = 2 * edges / edges[-1]
    houses = [house(rng, *pair) for pair in pairwise(edges)]
    return Layer("building", sum(houses, ()), (0, 0.55, 0, 2), depth=0.1)


def house(rng: np.random.Generator, left: float, right: float) -> tuple[Part, ...]:
    """Wall, roof and windows of one house."""
    top, place = rng.uniform(0.16, 0.33), offset(rng)
    wall = hue(rng.uniform(-0.02, 0.13), rng.uniform(0.25, 0.55), rng.uniform(0.5, 0.75))
    roof = tuple(0.6 * level for level in wall)
    columns, rows = max(2, round((right - left) / 0.13)), max(1, round((VERGE - top) / 0.13))
    windows = panes(top + 0.03, VERGE, left + 0.01, right - 0.01, rows, columns, 0.52)
    return (
        Part(box(top, 0.55, left, right), wall, "brick", place),
        Part(box(top, top + 0.03, left, right), roof, "brick", place),
        Part(windows, hue(0.58, 0.3, 0.35), "moon", place),
    )


def grass(rng: np.random.Generator) -> Layer:
    """The verge between houses and road."""
    color = hue(rng.uniform(0.22, 0.32), rng.uniform(0.5, 0.65), rng.uniform(0.45, 0.6))
    return ground("grass", 0.12, rng, color, "grass", box(VERGE, ROAD, 0, 2))


def road(rng: np.random.Generator) -> Layer:
    """Wet asphalt, near black, with a dim dashed line between its two lanes."""
    base = ground("road", 0.13, rng, hue(0.6, 0.2, 0.05), "gravel", box(ROAD, PAVEMENT, 0, 2))
    middle, phase = 0.71, rng.uniform(0, 0.4)
    dashes = [
        Part(box(middle, middle + 0.012, start, start + 0.16), (0.3, 0.3, 0.27), "gravel")
        for start in phase + 0.4 * np.arange(-1, 5)
    ]
    return Layer(base.category, base.parts + tuple(dashes), base.bounds, depth=base.depth)


def pavement(rng: np.random.Generator) -> Layer:
    """The pavement in front, with its kerb."""
    color = hue(rng.uniform(0.05, 0.13), rng.uniform(0.06, 0.16), rng.uniform(0.58, 0.7))
    base = ground("pavement", 0.14, rng, color, "gravel", box(PAVEMENT, 1.01, 0, 2))
    kerb = Part(box(PAVEMENT, PAVEMENT + 0.018, 0, 2), tuple(0.75 * level for level in color))
    return Layer(base.category, (*base.parts, kerb), base.bounds, depth=base.depth)


def ground(
    category: str,
    depth: float,
    rng: np.random.Generator,
    color: tuple[float, float, float],
    texture: str,
    shape: Shape,
) -> Layer:
    """One textured strip of ground."""
    part = Part(shape, color, texture, offset(rng))
    return Layer(category, (part,), (VERGE, 1.01, 0, 2), depth=depth)


def tree(rng: np.random.Generator) -> Layer:
    """Trees on the verge; together one segment, as is the custom for stuff."""
    parts = []
    for third in rng.permutation(3)[:2]:
        place, x = offset(rng), (third + rng.uniform(0.25, 0.75)) * 2 / 3
        color = hue(rng.uniform(0.24, 0.36), rng.uniform(0.5, 0.7), rng.uniform(0.3, 0.42))
        leaf = partial(Part, color=color, texture="grass", offset=place)
        parts += [Part(capsule(0.3, x, 0.53, x, 0.018), (0.3, 0.21, 0.14), "brick", place)]
        parts += [leaf(disc(0.35, x + side, 0.075)) for side in (-0.06, 0.06)]
        parts += [leaf(disc(0.28, x, 0.095))]
    return Layer("tree", tuple(parts), (0.1, 0.6, 0, 2), depth=0.5)


def pole(rng: np.random.Generator) -> Layer:
    """A street lamp at the kerb, in front of the traffic."""
    x, side = rng.uniform(0.25, 1.75), rng.choice([-1, 1])
    post, color = capsule(0.2, x, 0.83, x, 0.014), (0.4, 0.43, 0.42)
    arm, lamp = (
        capsule(0.2, x, 0.19, x + 0.1 * side, 0.012),
        disc(0.2, x + 0.11 * side, 0.018, 0.04),
    )
    parts = (Part(post, color), Part(arm, color), Part(lamp, (0.9, 0.85, 0.65)))
    return Layer("pole", parts, (0.1, 0.85, x - 0.2, x + 0.2), depth=0.815)


def offset(rng: np.random.Generator) -> tuple[float, float]:
    """A random place in a texture, in texture px."""
    return tuple(rng.uniform(0, 512, 2))
