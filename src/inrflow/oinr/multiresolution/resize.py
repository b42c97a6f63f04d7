"""A picture on another lattice, by one filter, its samples where they are asked to be."""

from math import ceil

import numpy as np
from jaxtyping import Float32
from PIL import Image

from inrflow.signals.framing import FILTERS

SUPPORT = 3  # of the widest filter, in samples of the coarser lattice
Picture = Float32[np.ndarray, "1 _ _ channel"]  # of any size


def resized(picture: Picture, sides: tuple[int, int], method: str, lattice: str) -> Picture:
    """Return a picture on a coarser or a finer lattice, clipped to [0, 1].

    Pillow widens its filters by the factor where a picture gets smaller, so that what the coarser
    lattice cannot hold is damped first.

    Args:
        picture: signal units.
        sides: (height, width) asked for, samples.
        method: name of a filter; see `inrflow.signals.framing`.
        lattice: `half-pixel`: samples in the middle of equal parts of the picture; `corners`: the
            first and the last where the picture's own are. The picture goes on mirrored there.
    """
    if picture.shape[1:3] == sides:
        return picture
    boxes = [(0.0, float(side)) for side in picture.shape[1:3]]
    padded, size = picture[0], sides[::-1]
    if lattice == "corners":
        wider = [_widened(*both) for both in zip(picture.shape[1:3], sides, strict=True)]
        boxes = [box for _, box in wider]
        padded = np.pad(padded, [*((more, more) for more, _ in wider), (0, 0)], mode="reflect")
    (top, bottom), (left, right) = boxes
    channels = [
        Image.fromarray(np.ascontiguousarray(channel)).resize(
            size, FILTERS[method], box=(left, top, right, bottom)
        )
        for channel in np.moveaxis(padded, -1, 0)
    ]
    return np.stack([np.asarray(one) for one in channels], axis=-1)[None].clip(0, 1)


def _widened(side: int, wanted: int) -> tuple[int, tuple[float, float]]:
    """Return by how much an axis is padded, and its part from which samples are taken.

    Pillow takes samples in the middle of equal parts, half a step from the part's ends.
    """
    step = (side - 1) / max(wanted - 1, 1)
    more = ceil(SUPPORT * max(step, 1)) + 1
    begin = more + 0.5 - step / 2
    return more, (begin, begin + wanted * step)
