"""Seams: how much more a signal jumps at the borders of cells than within them.

The released Local-Global code looks at borders by eye. Here the jumps at the borders are set
against those of the same lattice shifted by half a cell: what knows no cells has a ratio of 1,
within noise. Jumps are of the error, so that edges of the picture do not count; those of what is
painted serve where there is no truth.

The border within the cell [a, b) lies before sample (a + b) // 2: the middle sample of a cell of
odd size counts to its second half. All cells have one, the first and the last too, so that there
is one more along an axis than there are borders. In a cell of one sample it falls on the cell's
own border: the axis has no ratio then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

AXES = ("frame", "y", "x")
ALL = "all"
Values = Float[np.ndarray, "frame y x channel"]
Present = Bool[np.ndarray, "frame y x"]


@dataclass(frozen=True)
class Seam:
    """Root mean square jumps from a sample to the next, in the unit of the values.

    Attributes:
        jump: over the borders of cells.
        shifted: over the borders shifted by half a cell; None: undefined.
        pairs: of neighbours with a border between them.
    """

    jump: float
    shifted: float | None
    pairs: int

    @property
    def ratio(self) -> float | None:
        """`jump` / `shifted`; None where that is undefined or 0."""
        return self.jump / self.shifted if self.shifted else None


def seams(
    values: Values, edges: Sequence[Sequence[int]], present: Present | None = None
) -> dict[str, Seam]:
    """Return the seams along each axis that has borders, and over all of them.

    Over axes the squares are averaged with the pairs at borders as weights, above and below alike,
    so that an axis along which everything jumps more moves no ratio.

    Args:
        values: painted less truth; or what is painted.
        edges: along (frame, y, x): the first sample of each cell, and the side.
        present: which samples count; None: all.

    Returns:
        Axis, or `all` -> seam; nothing where there is no border.
    """
    there = np.ones(values.shape[:3], dtype=bool) if present is None else present
    found = {}
    for axis, (name, ends) in enumerate(zip(AXES, map(np.asarray, edges), strict=True)):
        jump, pairs = _square(values, there, axis, ends[1:-1])
        if pairs:
            halves = (ends[:-1] + ends[1:]) // 2
            within = np.diff(ends).min() > 1
            shifted, others = _square(values, there, axis, halves) if within else (0.0, 0)
            found[name] = Seam(_root(jump), _root(shifted) if others else None, pairs)
    return found | ({ALL: _over(list(found.values()))} if found else {})


def _square(values: Values, present: Present, axis: int, behind: np.ndarray) -> tuple[float, int]:
    """Return the mean square of the jumps to some samples from those before, and their number."""
    both = present.take(behind, axis) & present.take(behind - 1, axis)
    if not both.any():
        return 0.0, 0
    after, before = (values.take(place, axis)[both] for place in (behind, behind - 1))
    return float(np.square(after.astype(np.float64) - before).mean()), int(both.sum())


def _over(seams: list[Seam]) -> Seam:
    """Return the mean over axes, those without a shifted lattice left out."""
    some = [seam for seam in seams if seam.shifted is not None]
    weights = [seam.pairs for seam in some or seams]
    jump = np.average([seam.jump**2 for seam in some or seams], weights=weights)
    if not some:
        return Seam(_root(jump), None, sum(weights))
    shifted = np.average([seam.shifted**2 for seam in some], weights=weights)
    return Seam(_root(jump), _root(shifted), sum(weights))


def _root(square: float) -> float:
    return float(np.sqrt(square))
