"""`Restored`: a picture that a classical method made of a measurement."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Literal

import numpy as np

from inrflow.measures.psnr import psnr
from inrflow.restoration.measurements.operator import Picture

Settings = dict[str, float | int | str]


@dataclass(frozen=True)
class Restored:
    """A restored picture.

    Attributes:
        method: its name in tables.
        choice: how its settings came about. `fixed`: the usual ones; `blind`: chosen from the
            measurement alone; `oracle`: those that come closest to the true picture.
        picture: not clamped.
        settings: name -> value.
        seconds: wall time of the restoration, and with `blind` of the choice too.
    """

    method: str
    choice: Literal["fixed", "blind", "oracle"]
    picture: Picture
    settings: Settings = field(default_factory=dict)
    seconds: float = 0.0


def timed(method: str, make: Callable[..., Picture], **settings: float | int | str) -> Restored:
    """Return what a method makes with the usual settings, and how long it takes."""
    start = perf_counter()
    picture = make(**settings)
    return Restored(method, "fixed", picture, settings, perf_counter() - start)


def best(candidates: Iterable[Restored], truth: Picture) -> Restored:
    """Return the oracle's choice: the highest PSNR of the clamped picture."""
    closest = max(candidates, key=lambda one: decibels(truth, one.picture))
    return replace(closest, choice="oracle")


def decibels(truth: Picture, picture: Picture) -> float:
    """Return the PSNR of a clamped picture, dB."""
    return float(psnr(truth[None], np.clip(picture, 0, 1)[None])[0])
