"""Area thresholds without sorting: exact selection by two passes of histograms.

XINC section 4.3: sort all |C| of a layer, walk down from the largest until a share 1 - a of their
total is passed; the value reached is the threshold. The bits of a non-negative float32 sort like
the float, so its upper 16 bits are a histogram bin, and the lower 16 settle the rest in a second
pass. Masses are float64.
"""

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float32, Float64
from numba import njit

BINS = 2**16
SIZE, HALF, LOWER = np.uint32(2**31 - 1), np.uint32(16), np.uint32(2**16 - 1)  # no sign bit
# shares of the entries, largest first; the last tenth apart, where |C| falls by decades
RANKS = np.concatenate([[0.0], np.logspace(-5, 0, 101)[:-1], 1 - np.logspace(-1, -3, 11), [1.0]])


@dataclass
class Coarse:
    """First pass: mass and number of |C| by the upper half of its bits."""

    mass: Float64[np.ndarray, " bin"] = field(default_factory=lambda: np.zeros(BINS))
    entries: Float64[np.ndarray, " bin"] = field(default_factory=lambda: np.zeros(BINS))

    def add(self, magnitudes: np.ndarray) -> None:
        """Count a block of C, any shape, float32; signs do not matter."""
        bits = np.ascontiguousarray(magnitudes).view(np.uint32).ravel()
        _add_coarse(bits, self.mass, self.entries)

    def at_ranks(self) -> Float32[np.ndarray, " rank"]:
        """Return |C| at RANKS, from the largest down, as the mean of its bin (0.4 % wide)."""
        above = np.cumsum(self.entries[::-1])
        wanted = np.maximum(RANKS * above[-1], 1)
        places = BINS - 1 - np.searchsorted(above, np.minimum(wanted, above[-1]))
        return (self.mass[places] / np.maximum(self.entries[places], 1)).astype(np.float32)

    def refine(self, share: float) -> "Fine":
        """Return the second pass for cutting off a share of the total mass."""
        wanted = (1 - share) * self.mass.sum()
        above = np.cumsum(self.mass[::-1])
        place = min(int(np.searchsorted(above, wanted)), BINS - 1)
        upper = BINS - 1 - place
        return Fine(upper, wanted - (above[place] - self.mass[upper]))


@dataclass
class Fine:
    """Second pass: mass within one bin of the first, by the lower half of the bits.

    Attributes:
        upper: the bin.
        wanted: mass still to be reached in it, from above.
    """

    upper: int
    wanted: float
    mass: Float64[np.ndarray, " bin"] = field(default_factory=lambda: np.zeros(BINS))

    def add(self, magnitudes: np.ndarray) -> None:
        """Count a block of C, the same blocks as in the first pass."""
        bits = np.ascontiguousarray(magnitudes).view(np.uint32).ravel()
        _add_fine(bits, np.uint32(self.upper), self.mass)

    def value(self) -> float:
        """Return the threshold; 0 if all |C| are 0."""
        above = np.cumsum(self.mass[::-1])
        filled = np.flatnonzero((above >= self.wanted) & (self.mass[::-1] > 0))
        last = np.flatnonzero(self.mass)
        if filled.size == 0 and last.size == 0:
            return 0.0
        lower = BINS - 1 - int(filled[0]) if filled.size else int(last[0])
        return float(np.uint32((self.upper << 16) | lower).view(np.float32))


@njit(cache=True)
def _add_coarse(bits, mass, entries):
    values = bits.view(np.float32)
    for i in range(bits.size):
        place = (bits[i] & SIZE) >> HALF
        mass[place] += abs(values[i])
        entries[place] += 1


@njit(cache=True)
def _add_fine(bits, upper, mass):
    values = bits.view(np.float32)
    for i in range(bits.size):
        if (bits[i] & SIZE) >> HALF == upper:
            mass[bits[i] & LOWER] += abs(values[i])
