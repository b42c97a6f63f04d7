"""What the moving things look like, each standing on its local origin and facing right."""

from functools import partial

import numpy as np

from inrflow.signals.readers.street.layers import Color, Part, hue
from inrflow.signals.readers.street.shapes import box, capsule, convex, disc, panes, ring
from inrflow.signals.readers.street.stuff import offset

Parts = tuple[Part, ...]

POSTERS = (("coffee", 130, 100), ("astronaut", 40, 20), ("chelsea", 60, 30))
"""Pictures for the side of a bus, with the row and column in px where the poster begins."""

PAPER = (0.55, 0.52, 0.48)
TYRE, RIM, GLASS = (0.05, 0.05, 0.055), (0.6, 0.6, 0.62), (0.24, 0.32, 0.4)
SKIN, HAIR = (0.82, 0.62, 0.5), (0.25, 0.16, 0.1)
DAY = (GLASS, TYRE, RIM, (0.95, 0.9, 0.7))
NIGHT = ((0.06, 0.066, 0.074), (0.012, 0.012, 0.012), (0.05, 0.05, 0.05), (0.12, 0.12, 0.1))
"""Glass, tyres, rims and lamp of an ordinary and of a near-black car."""


def car(color: Color, glass: Color, tyre: Color, rim: Color, lamp: Color) -> Parts:
    """A car of 0.44 by 0.185 scene units."""
    cabin = convex((-0.12, -0.16), (-0.185, -0.105), (-0.185, 0.05), (-0.12, 0.13))
    rear = convex((-0.12, -0.13), (-0.17, -0.095), (-0.17, -0.035), (-0.12, -0.035))
    front = convex((-0.12, -0.01), (-0.17, -0.01), (-0.17, 0.04), (-0.12, 0.095))
    wheels = [disc(-0.042, x, 0.042) for x in (-0.13, 0.13)]
    hubs = [disc(-0.042, x, 0.02) for x in (-0.13, 0.13)]
    return (
        Part(cabin, color),
        Part(box(-0.13, -0.035, -0.22, 0.22, 0.03), color),
        *(Part(shape, glass) for shape in (rear, front)),
        Part(disc(-0.095, 0.2, 0.014, 0.018), lamp),
        *(Part(shape, tyre) for shape in wheels),
        *(Part(shape, rim) for shape in hubs),
    )


def bus(rng: np.random.Generator, value: float) -> Parts:
    """A bus of 0.74 by 0.35 scene units with a picture on its side."""
    body, stripe = hue(value, 0.65, 0.8), hue(value + 0.02, 0.75, 0.55)
    picture, top, left = POSTERS[rng.integers(len(POSTERS))]
    corner = top + 0.18 * 1500, left + 0.15 * 1500
    poster = Part(box(-0.18, -0.085, -0.15, 0.12), PAPER, picture, corner, density=1500.0)
    wheels = [disc(-0.052, x, 0.052) for x in (-0.23, 0.21)]
    hubs = [disc(-0.052, x, 0.024) for x in (-0.23, 0.21)]
    return (
        Part(box(-0.35, -0.04, -0.37, 0.37, 0.03), body),
        Part(box(-0.075, -0.04, -0.36, 0.36, 0.01), stripe),
        Part(panes(-0.315, -0.195, -0.355, 0.255, 1, 5, 0.8), GLASS),
        Part(box(-0.305, -0.07, 0.27, 0.345), GLASS),
        poster,
        *(Part(shape, TYRE) for shape in wheels),
        *(Part(shape, RIM) for shape in hubs),
    )


def person(rng: np.random.Generator, value: float) -> Parts:
    """A walking person, 0.34 scene units high."""
    coat, trousers = hue(value, 0.6, 0.75), hue(rng.uniform(0.55, 0.7), 0.5, 0.3)
    leg = partial(Part, color=trousers, texture="brick")
    return (
        leg(capsule(-0.16, -0.005, -0.018, -0.05, 0.019)),
        leg(capsule(-0.16, 0.005, -0.018, 0.045, 0.019)),
        Part(capsule(-0.235, 0, -0.165, 0, 0.042), coat, "brick", offset(rng)),
        Part(capsule(-0.245, 0, -0.165, 0.05, 0.017), tuple(0.8 * level for level in coat)),
        Part(disc(-0.313, -0.004, 0.034), HAIR),
        Part(disc(-0.303, 0.007, 0.029), SKIN),
    )


def dog(rng: np.random.Generator, value: float) -> Parts:
    """A dog of 0.22 by 0.14 scene units."""
    fur = hue(value, 0.5, 0.68)
    paint = partial(Part, color=fur, texture="chelsea", offset=offset(rng))
    dark = partial(Part, color=tuple(0.6 * level for level in fur))
    return (
        *(dark(capsule(-0.06, x, -0.012, x, 0.012)) for x in (-0.045, 0.055)),
        *(paint(capsule(-0.06, x, -0.012, x, 0.012)) for x in (-0.065, 0.035)),
        paint(capsule(-0.08, -0.065, -0.13, -0.1, 0.011)),
        paint(capsule(-0.07, -0.045, -0.07, 0.035, 0.031)),
        paint(disc(-0.105, 0.07, 0.031)),
        paint(capsule(-0.095, 0.08, -0.092, 0.105, 0.014)),
        dark(disc(-0.112, 0.056, 0.02, 0.012)),
    )


def balloon(rng: np.random.Generator, value: float) -> Parts:
    """A striped hot-air balloon of 0.24 by 0.35 scene units."""
    outer, inner = hue(value, 0.65, 0.85), hue(value + rng.uniform(0.12, 0.4), 0.5, 0.92)
    return (
        Part(convex((-0.16, -0.1), (-0.16, 0.1), (-0.05, 0.025), (-0.05, -0.025)), outer),
        Part(disc(-0.23, 0, 0.12), outer, "moon", offset(rng)),
        Part(disc(-0.215, 0, 0.135, 0.075), inner),
        Part(disc(-0.215, 0, 0.135, 0.03), outer),
        Part(box(-0.055, 0, -0.028, 0.028, 0.008), (0.4, 0.27, 0.15), "brick"),
    )


def bicycle(value: float, shirt: float) -> Parts:
    """A bicycle with its rider, 0.3 by 0.34 scene units."""
    frame = partial(Part, color=hue(value, 0.6, 0.7))
    leg, coat = (0.2, 0.22, 0.32), hue(shirt, 0.6, 0.85)
    return (
        *(Part(ring(-0.065, x, 0.065, 0.043), (0.12, 0.12, 0.13)) for x in (-0.09, 0.09)),
        frame(capsule(-0.065, -0.09, -0.14, -0.045, 0.011)),
        frame(capsule(-0.06, 0, -0.14, 0.06, 0.011)),
        frame(capsule(-0.065, 0.09, -0.17, 0.065, 0.011)),
        Part(capsule(-0.19, -0.045, -0.12, 0.03, 0.021), leg),
        Part(capsule(-0.12, 0.03, -0.045, 0, 0.017), leg),
        Part(capsule(-0.2, -0.04, -0.26, 0.01, 0.034), coat, "brick"),
        Part(capsule(-0.25, 0.015, -0.175, 0.07, 0.014), coat),
        Part(disc(-0.318, 0.03, 0.032), SKIN),
        Part(disc(-0.328, 0.026, 0.03, 0.034), hue(value, 0.6, 0.55)),
    )
