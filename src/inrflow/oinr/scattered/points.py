"""Points of a signal's domain, and its values there."""

from dataclasses import dataclass
from math import prod
from typing import Literal

import numpy as np
import torch
from jaxtyping import Float32
from scipy.interpolate import RegularGridInterpolator

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.oinr.scattered import coarser
from inrflow.errors import InputError
from inrflow.fields.initialise import generator
from inrflow.fields.lattice import coordinates_at
from inrflow.signals.signal import Signal

STREAM = {"fitted": (0, 6), "held out": (0, 7)}  # of the seed, apart from weights and noise
FEWEST = 8  # points


@dataclass(frozen=True)
class Points:
    """Places and what the signal has there.

    Attributes:
        places: coordinates, each axis in [-1, 1].
        values: signal units.
    """

    places: Float32[np.ndarray, "point axis"]
    values: Float32[np.ndarray, "point channel"]


def drawn(
    signal: Signal,
    share: float,
    positions: Literal["random", "jittered", "samples"],
    seed: int,
    role: Literal["fitted", "held out"],
) -> Points:
    """Return points by chance, with the signal's values, interpolated linearly between samples.

    Args:
        signal: known on its lattice.
        share: how many, as a share of the number of its samples; about, for `jittered`.
        positions: see `inrflow.config.oinr.scattered`.
        seed: of the places.
        role: what they are for: those held out are others than those that are fitted.

    Raises:
        InputError: fewer points than 8.
    """
    source, shape = generator(seed, *STREAM[role]), signal.shape
    axes, samples = len(axes_of(shape)), shape[0] * shape[1] * shape[2]
    count = round(share * samples)
    if count < FEWEST:
        raise InputError(
            f"oinr.scattered.shares: expected {FEWEST} points or more, found {share} of {samples} "
            "samples"
        )
    if positions == "random":
        places = torch.rand(count, axes, generator=source) * 2 - 1
    elif positions == "jittered":
        places = _jittered(coarser(shape, share), source)
    else:
        places = coordinates_at(torch.randperm(samples, generator=source)[:count], shape)
    return at(signal, places.numpy())


def _jittered(shape: Shape, source: torch.Generator) -> torch.Tensor:
    """Return a point in each of equal boxes."""
    sides = [shape[axis] for axis in axes_of(shape)]
    boxes = torch.cartesian_prod(*map(torch.arange, sides)).reshape(prod(sides), len(sides))
    inside = torch.rand(boxes.shape, generator=source)
    return (boxes + inside) / torch.tensor(sides) * 2 - 1


def whole(signal: Signal) -> Points:
    """Return all samples of the lattice, row-major."""
    count = signal.shape[0] * signal.shape[1] * signal.shape[2]
    places = coordinates_at(torch.arange(count), signal.shape)
    return Points(places.numpy(), signal.values.reshape(count, -1))


def at(signal: Signal, places: Float32[np.ndarray, "point axis"]) -> Points:
    """Return a signal's values at places, interpolated linearly between its samples."""
    sides = [signal.shape[axis] for axis in axes_of(signal.shape)]
    grid = [np.linspace(-1, 1, side) for side in sides]
    values = signal.values.reshape(*sides, signal.shape[3]).astype(np.float64)
    found = RegularGridInterpolator(grid, values)(places.clip(-1, 1))
    return Points(places, found.astype(np.float32))
