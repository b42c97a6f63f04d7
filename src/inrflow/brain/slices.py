"""The noun of this station: which slices of a volume a clinical scan has measured."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float32, Float64

from inrflow.config.brain.drop import Axis, Drop
from inrflow.errors import InputError
from inrflow.io.atomic import write_text

# axes of (x, y, z) as (slice, row, column); coronal as released
ORDERS: dict[str, tuple[int, int, int]] = {
    "sagittal": (0, 2, 1),
    "coronal": (1, 2, 0),
    "axial": (2, 1, 0),
}


@dataclass(frozen=True)
class Slices:
    """Slabs of slices along an axis; each is measured as the mean of its slices.

    Attributes:
        axis: direction across the slices.
        count: slices of the whole volume.
        slabs: (first, one past the last) slice of each, ascending.
    """

    axis: Axis
    count: int
    slabs: list[tuple[int, int]]

    @property
    def centres(self) -> Float64[np.ndarray, " slab"]:
        """Where slabs lie, slices: whole where they are thin or of odd thickness."""
        return np.array([(first + stop - 1) / 2 for first, stop in self.slabs])

    @property
    def weights(self) -> Float32[np.ndarray, "slab slice"]:
        """Return how much of a slice each slab holds: rows sum to 1."""
        found = np.zeros((len(self.slabs), self.count), np.float32)
        for row, (first, stop) in zip(found, self.slabs, strict=True):
            row[first:stop] = 1 / (stop - first)
        return found

    @property
    def parts(self) -> dict[str, list[int]]:
        """Slices by what is known of them; parts without slices are left out.

        measured: within a slab; unseen: between two slabs; beyond: before the first slab or after
        the last, where all is extrapolation.
        """
        inside = {n for first, stop in self.slabs for n in range(first, stop)}
        between = range(self.slabs[0][0], self.slabs[-1][1])
        parts = {
            "measured": sorted(inside),
            "unseen": [n for n in between if n not in inside],
            "beyond": [n for n in range(self.count) if n not in between],
        }
        return {name: numbers for name, numbers in parts.items() if numbers}

    @property
    def missing(self) -> float:
        """Share of the slices that were not measured, 0 to 1."""
        return 1 - len(self.parts["measured"]) / self.count

    def only(self, slabs: list[int]) -> "Slices":
        """Return some of the slabs, by their numbers, of the same volume."""
        return Slices(self.axis, self.count, [self.slabs[n] for n in slabs])

    def across(self, values: np.ndarray) -> np.ndarray:
        """Return a volume (x, y, z) as (slice, row, column)."""
        return values.transpose(ORDERS[self.axis])

    def back(self, values: np.ndarray) -> np.ndarray:
        """Return slices (slice, row, column) as a volume (x, y, z)."""
        return values.transpose(np.argsort(ORDERS[self.axis]))

    def measure(
        self, values: Float32[np.ndarray, "x y z"]
    ) -> Float32[np.ndarray, "slab row column"]:
        """Return what is measured of a volume: the mean of each slab's slices."""
        stack = self.across(values)
        return np.stack([stack[a:b].mean(0, dtype=np.float64) for a, b in self.slabs]).astype("f4")

    def write(self, path: Path) -> None:
        """Write them as JSON."""
        write_text(path, json.dumps(asdict(self)))

    @classmethod
    def read(cls, path: Path) -> "Slices":
        """Read what `write` wrote."""
        told = json.loads(path.read_text())
        return cls(told["axis"], told["count"], [tuple(slab) for slab in told["slabs"]])


def sliced(drop: Drop, shape: tuple[int, ...], where: str) -> Slices:
    """Return which slices of a volume (x, y, z) are kept.

    Args:
        drop: axis, gap, offset, thickness.
        shape: of the volume.
        where: whose they are, for the error.

    Raises:
        InputError: fewer than three slabs fit.
    """
    count = shape[ORDERS[drop.axis][0]]
    firsts = range(drop.offset, count - drop.thickness + 1, drop.gap)
    if len(firsts) < 3:
        raise InputError(
            f"{where}: expected three or more measured slices, found {len(firsts)}: every "
            f"{drop.gap} of {count} {drop.axis} ones"
        )
    return Slices(drop.axis, count, [(first, first + drop.thickness) for first in firsts])
