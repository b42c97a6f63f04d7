"""A sum of hills and plane waves over the plane, with its exact derivatives."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from inrflow.signals.signal import Signal

Points = Float64[np.ndarray, "*place 2"]
NARROWEST, WIDEST = 0.12, 0.45  # standard deviations of hills, in coordinates


@dataclass(frozen=True)
class Sum:
    """Sum of a exp(-|p - c|^2 / 2 s^2) and of b sin(k p + phase), p = (y, x) in [-1, 1].

    Attributes:
        heights: a of each hill; negative ones are hollows.
        centres: c.
        sizes: s.
        amplitudes: b of each wave.
        vectors: k, radians per unit of the coordinates.
        phases: of each wave, radians.
    """

    heights: Float64[np.ndarray, " hill"]
    centres: Float64[np.ndarray, "hill 2"]
    sizes: Float64[np.ndarray, " hill"]
    amplitudes: Float64[np.ndarray, " wave"]
    vectors: Float64[np.ndarray, "wave 2"]
    phases: Float64[np.ndarray, " wave"]

    @classmethod
    def drawn(cls, hills: int, waves: int, highest: float, seed: int) -> "Sum":
        """Draw one from a seed; arguments as in the reader `formula`."""
        rng = np.random.default_rng(seed)
        sign = np.where(np.arange(hills) % 2, -1.0, 1.0)
        heights, centres = sign * rng.uniform(0.5, 1, hills), rng.uniform(-0.8, 0.8, (hills, 2))
        sizes = rng.uniform(NARROWEST, WIDEST, hills)
        turns = np.geomspace(min(1.0, highest), highest, waves) if waves > 1 else [highest] * waves
        angle, phases = rng.uniform(0, 2 * np.pi, (2, waves))
        # a turn across the picture is pi radians a unit: the picture is two units wide
        vectors = np.pi * np.asarray(turns)[:, None] * np.stack([np.sin(angle), np.cos(angle)], 1)
        # the faster the smaller, so that no wave alone makes the derivatives
        return cls(heights, centres, sizes, 0.3 / np.sqrt(turns), vectors, phases)

    def at(
        self, points: Points
    ) -> tuple[
        Float64[np.ndarray, "*place"],
        Float64[np.ndarray, "*place 2"],
        Float64[np.ndarray, "*place 2 2"],
    ]:
        """Return value, gradient and Hessian at points, per unit of the coordinates."""
        away = points[..., None, :] - self.centres
        scaled = away / self.sizes[:, None] ** 2
        hill = self.heights * np.exp(-0.5 * (away * scaled).sum(-1))
        phase = points @ self.vectors.T + self.phases
        wave, slope = self.amplitudes * np.sin(phase), self.amplitudes * np.cos(phase)
        value = hill.sum(-1) + wave.sum(-1)
        first = slope @ self.vectors - (hill[..., None] * scaled).sum(-2)
        second = np.einsum("...h,...ha,...hb->...ab", hill, scaled, scaled)
        second -= np.einsum("...h,h,ab->...ab", hill, self.sizes**-2, np.eye(2))
        second -= np.einsum("...w,wa,wb->...ab", wave, self.vectors, self.vectors)
        return value, first, second


def lattice(height: int, width: int) -> Float64[np.ndarray, "y x 2"]:
    """Return the coordinates (y, x) of a picture's samples: both axes span [-1, 1]."""
    along = np.linspace(-1, 1, height), np.linspace(-1, 1, width)
    return np.stack(np.meshgrid(*along, indexing="ij"), axis=-1)


def exact(
    signal: Signal,
) -> tuple[Float64[np.ndarray, "y x 2"], Float64[np.ndarray, "y x 2 2"]] | None:
    """Return gradient and Hessian of a picture in signal units per sample; None: not a formula's.

    Args:
        signal: any; its source tells whether the reader `formula` made it.
    """
    if signal.source.get("reader") != "formula":
        return None
    told = {key: signal.source[key] for key in ("hills", "waves", "highest", "seed")}
    sides = signal.shape[1:3]
    _, first, second = Sum.drawn(**told).at(lattice(*sides))
    steps = np.array([2 / (side - 1) for side in sides])
    unit = signal.value_range[1] - signal.value_range[0]
    return first * steps / unit, second * np.outer(steps, steps) / unit
