"""Tomography: filtered back-projection, and the simultaneous algebraic technique (SART).

Both are scikit-image's. Without the true picture, the filter and the number of iterations are
those that tell best what is measured at angles that are held out.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from time import perf_counter

import numpy as np
import torch
from jaxtyping import Bool
from scipy.ndimage import shift
from skimage.transform import iradon, iradon_sart

from inrflow.restoration.classical.restored import Restored, best, timed
from inrflow.restoration.held_out import held_out
from inrflow.restoration.measurements.operator import Measured, Picture
from inrflow.restoration.measurements.tomography import Projection

FILTERS = ["ramp", "shepp-logan", "cosine", "hamming", "hann"]
ITERATIONS = 16  # at most
MARGIN = 2  # detectors that see nothing: scikit-image's rays end 1 px before its disc does
USUAL = 2  # iterations of SART, as scikit-image's gallery has them
Angles = Bool[np.ndarray, " angle"]


def reconstructed(
    operator: Projection, measured: Measured, truth: Picture, seed: int
) -> list[Restored]:
    """Return the ramp filter and two iterations, and the blind and oracle choices of each."""
    everything = np.ones(len(measured), dtype=bool)
    back = partial(back_projected, operator, measured, everything)
    filters = [timed("fbp", back, filter=name) for name in FILTERS]
    iterated = list(_counted(operator, measured, everything))
    unseen = held_out(operator, seed=seed)[:, 0, 0]
    blind = []
    for found, tries in (
        (filters, lambda: (back_projected(operator, measured, ~unseen, name) for name in FILTERS)),
        (iterated, lambda: islice(iterations(operator, measured, ~unseen), ITERATIONS)),
    ):
        start = perf_counter()
        errors = [misfit(operator, picture, measured, unseen) for picture in tries()]
        chosen = found[int(np.argmin(errors))]
        spent = perf_counter() - start + chosen.seconds
        blind.append(replace(chosen, choice="blind", seconds=spent))
    oracles = [best(filters, truth), best(iterated, truth)]
    return [filters[0], blind[0], oracles[0], iterated[USUAL - 1], blind[1], oracles[1]]


def back_projected(
    operator: Projection,
    measured: Measured,
    angles: Angles,
    filter: str,
) -> Picture:
    """Return the filtered back-projection of some angles.

    Args:
        operator: how it was measured.
        measured: the sinogram.
        angles: which of its angles are used.
        filter: scikit-image's name.
    """
    make = partial(
        iradon,
        theta=operator.degrees[angles],
        filter_name=filter,
        output_size=operator.shape[0],
        circle=operator.options.circle,
    )
    planes = [make(plane) for plane in _planes(operator, measured, angles)]
    return operator.finished(np.stack(planes, axis=-1).astype(np.float32))


def iterations(operator: Projection, measured: Measured, angles: Angles) -> Iterator[Picture]:
    """Yield the picture after each iteration of SART over some angles, without end."""
    degrees = operator.degrees[angles]
    planes = [np.pad(plane, ((MARGIN,), (0,))) for plane in _planes(operator, measured, angles)]
    inner = [_middle(len(plane), operator.shape[0]) for plane in planes]
    pictures: list[np.ndarray | None] = [None] * len(planes)
    while True:
        pairs = zip(planes, pictures, strict=True)
        pictures = [iradon_sart(plane, degrees, image=image) for plane, image in pairs]
        cut = [image[part, part] for image, part in zip(pictures, inner, strict=True)]
        yield operator.finished(np.stack(cut, axis=-1).astype(np.float32))


def misfit(operator: Projection, picture: Picture, measured: Measured, angles: Angles) -> float:
    """Return the mean squared error of a picture's sinogram at some angles."""
    with torch.no_grad():
        told = operator.measure(torch.from_numpy(picture)).numpy()
    return float(np.square(told - measured)[angles].mean())


def _counted(operator: Projection, measured: Measured, angles: Angles) -> Iterator[Restored]:
    start = perf_counter()
    made = islice(iterations(operator, measured, angles), ITERATIONS)
    for count, picture in enumerate(made, 1):
        spent = perf_counter() - start
        yield Restored("sart", "fixed", picture, {"iterations": count}, spent)


def _planes(operator: Projection, measured: Measured, angles: Angles) -> list[np.ndarray]:
    """Return each channel's sinogram as `radon` would give it: (detector, angle), float64."""
    ahead = operator.ahead[angles]
    rows = measured[angles].astype(np.float64)
    rows = rows[:, ::-1] if operator.mirrored else rows
    if ahead.any():
        rows = np.stack([shift(row, (-by, 0)) for row, by in zip(rows, ahead, strict=True)])
    return [np.ascontiguousarray(rows[..., channel].T) for channel in range(rows.shape[2])]


def _middle(detectors: int, side: int) -> slice:
    """Return where the picture lies in the square that the detectors see."""
    first = detectors // 2 - side // 2
    return slice(first, first + side)
