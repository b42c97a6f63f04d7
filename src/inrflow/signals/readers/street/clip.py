"""A made street: a procedural panoptic video with exact segments and flow.

The scene is 1 unit high and 2 units wide and is stretched to the picture. The camera is static;
every event is a function of the time from 0 (first frame) to 1 (last frame). Textures are dimmed
to a share of their contrast and everything is drawn with several samples per px, so that small
networks can fit the clip: an easier signal than a camera's, by design.
"""

from collections import Counter
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float32, Int32

from inrflow.config.readers.street import Street
from inrflow.signals.readers.street.motion import displacement, inside, visible
from inrflow.signals.readers.street.pixels import majority, mean
from inrflow.signals.readers.street.render import draw, scene, time

__all__ = ["flow", "frames", "segments"]

DISPLAY = {
    "sky": (70, 130, 180),
    "building": (110, 90, 80),
    "tree": (30, 110, 50),
    "grass": (150, 220, 90),
    "road": (128, 64, 128),
    "pavement": (230, 160, 210),
    "pole": (190, 190, 190),
    "bus 1": (250, 170, 30),
    "car 1": (20, 40, 200),
    "car 2": (90, 160, 255),
    "person 1": (220, 20, 60),
    "person 2": (255, 120, 120),
    "dog 1": (120, 60, 10),
    "bicycle 1": (0, 200, 190),
    "balloon 1": (255, 250, 80),
    "balloon 2": (255, 90, 230),
}
"""Colours of the segments in label maps, by name."""


def frames(options: Street) -> Float32[np.ndarray, "frame y x 3"]:
    """RGB frames in [0, 1]."""
    canvases = draw(options, scene(options.seed), color=True)
    return np.stack([mean(canvas.colors, options.supersample) for canvas in canvases])


def segments(options: Street) -> tuple[Int32[np.ndarray, "frame y x"], list[dict]]:
    """Segment ids of all px, and the segment table.

    Returns:
        Ids from 1, most frequent among a px's samples; no px is void.
        One dict per segment, visible or not: `id`, `category`, `name`, `thing`, `color` (RGB,
        0 to 255, for display).
    """
    canvases = draw(options, scene(options.seed), color=False)
    labels = np.stack([majority(canvas.labels, options.supersample) for canvas in canvases])
    return labels, table(options)


def table(options: Street) -> list[dict]:
    """The segment table, in the order of the ids."""
    rows, count = [], Counter()
    for label, layer in enumerate(scene(options.seed), 1):
        thing = layer.path is not None
        count[layer.category] += 1
        name = f"{layer.category} {count[layer.category]}" if thing else layer.category
        row = {"id": label, "category": layer.category, "name": name, "thing": thing}
        rows.append(row | {"color": list(DISPLAY[name])})
    return rows


def flow(
    options: Street,
) -> tuple[Float32[np.ndarray, "frame y x 2"], Bool[np.ndarray, "frame y x"]]:
    """Exact flow to the next frame and where it can be followed.

    Returns:
        Displacement (dy, dx), in px of the output, of the material point seen at each px's
        centre; zero for stuff and in the last frame.
        Validity: False in the last frame, where the point leaves the picture, and where the
        larger part of what the px shows of its segment is hidden in the next frame.
    """
    layers, shape = scene(options.seed), (options.frames, options.height, options.width)
    motion, valid = np.zeros((*shape, 2), np.float32), np.zeros(shape, bool)
    samples = (canvas.labels for canvas in draw(options, layers, color=False))
    for frame, (here, there) in enumerate(pairwise(samples)):
        times = time(options, frame), time(options, frame + 1)
        labels = majority(here, options.supersample)
        motion[frame] = displacement(layers, labels, *times)
        valid[frame] = visible(options, layers, (here, there), labels, times)
        valid[frame] &= inside(motion[frame])
    return motion, valid
