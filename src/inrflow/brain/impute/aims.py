"""What a field is fitted to, and how its slices become those of the volume.

Slices between slabs are imputed, and slabs may be thick: all is told by slices' numbers, and a slab
by the numbers and weights of the slices that it is the mean of.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Int64

from inrflow.brain.slices import Slices
from inrflow.errors import InputError
from inrflow.signals.between import between

Slabs = Float32[np.ndarray, "slab row column"]
Volume = Float32[np.ndarray, "slice row column"]


@dataclass(frozen=True)
class Aim:
    """What a field is fitted to.

    The volume is `base + scale * field`, and slab s of the aim is the sum of the field's slices
    `frames[s]` times `weights[s]`.

    Attributes:
        wanted: values of the slabs.
        frames: numbers of each slab's slices.
        weights: of these slices.
        base: what the volume has without the field.
        scale: of each slice.
    """

    wanted: Slabs
    frames: Int64[np.ndarray, "slab part"]
    weights: Float32[np.ndarray, "slab part"]
    base: Volume
    scale: Float32[np.ndarray, " all"]

    def volume(self, field: Volume) -> Volume:
        """Return the whole volume, from the slices that a field paints; not clamped."""
        return self.base + self.scale[:, None, None] * field


def whole(measured: Slabs, slices: Slices) -> Aim:
    """Return the aim of a field that paints the volume itself: each slab is its slices' mean."""
    frames = numbers_of(slices)
    weights = np.full(frames.shape, 1 / frames.shape[1], np.float32)
    base = np.zeros((slices.count, *measured.shape[1:]), np.float32)
    return Aim(measured, frames, weights, base, np.ones(slices.count, np.float32))


def over_linear(measured: Slabs, slices: Slices) -> Aim:
    """Return the aim of a field that paints what linear interpolation lacks.

    Between neighbours at a and b, a line lacks - f'' (t - a)(b - t) / 2 at t, to second order. So
    the volume is the line plus (t - a)(b - t) / g^2 times the field, g being the distance of slabs:
    nothing is added where slabs were measured. What the field has to paint, - f'' g^2 / 2, is
    learnt by leaving inner slabs out in turn: on the line from the slab before to the one after,
    the factor is 1, where between neighbours it is 1/4 at most. So the error at the doubled
    distance is scaled to the single one as smooth volumes have it; edges have it otherwise.
    Before the first slab and after the last the volume is as they are.

    Raises:
        InputError: fewer than three slabs, none of which lies between others.
    """
    centres = slices.centres
    if len(centres) < 3:
        raise InputError(
            f"over: expected three or more slabs for what linear interpolation lacks, found "
            f"{len(centres)}"
        )
    before, inner, after = centres[:-2, None], measured[1:-1], centres[2:, None]
    frames, gap = numbers_of(slices)[1:-1], float(np.diff(centres).min())
    weights = (frames - before) * (after - frames) / (gap**2 * frames.shape[1])
    share = ((centres[1:-1, None] - before) / (after - before))[:, :, None]
    missing = inner - ((1 - share) * measured[:-2] + share * measured[2:])
    return Aim(
        missing.astype("f4"),
        frames,
        weights.astype("f4"),
        between("linear", measured, centres, np.arange(slices.count)),
        _bubbles(centres, slices.count, gap),
    )


def numbers_of(slices: Slices) -> Int64[np.ndarray, "slab part"]:
    """Return the numbers of each slab's slices."""
    return np.array([range(*slab) for slab in slices.slabs], np.int64)


def _bubbles(centres: np.ndarray, count: int, gap: float) -> Float32[np.ndarray, " all"]:
    """Return (t - a)(b - t) / g^2 of every slice between its neighbours; 0 beyond them."""
    places = np.arange(count).clip(centres[0], centres[-1])
    first = (np.searchsorted(centres, places, side="right") - 1).clip(0, len(centres) - 2)
    found = (places - centres[first]) * (centres[first + 1] - places) / gap**2
    return found.astype("f4")
