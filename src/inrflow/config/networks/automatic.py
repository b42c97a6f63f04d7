"""Widths and cells of Local-Global networks for a number of parameters.

Source: Croppable INRs, Algorithm 1, and the released `compute_partitions`. The two differ, and
neither counts the merge matrix: `released` is the code, `automatic` counts all and comes within
1 % of its target.
"""

from dataclasses import dataclass
from itertools import count
from math import prod, sqrt

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.errors import InputError

TOLERANCE = 0.01  # of the target
LARGEST = 1000  # width that the released routine looks up to


@dataclass(frozen=True)
class Family:
    """Local-Global networks of all widths for one signal and partition.

    Attributes:
        axes: coordinates of the signal.
        channels: of the signal.
        cells: that have a local network.
        hidden: hidden layers; linear layers of a local network less 2.
        fixed: parameters besides, of a harmoniser.
    """

    axes: int
    channels: int
    cells: int
    hidden: int = 3
    fixed: int = 0

    def local(self, width: int) -> int:
        """Return the parameters of all local networks: P (d l + l + L (l^2 + l) + l o + o)."""
        first, last = (self.axes + 1) * width, (width + 1) * self.channels
        return self.cells * (first + self.hidden * (width + 1) * width + last)

    def global_(self, width: int) -> int:
        """Return the parameters of the global network: d g + g + L (g^2 + g)."""
        return (self.axes + 1) * width + self.hidden * (width + 1) * width

    def merge(self, local: int, global_: int) -> int:
        """Return the parameters of the merge: (l + g) l + l."""
        return (local + global_ + 1) * local

    def total(self, local: int, global_: int) -> int:
        """Return all parameters."""
        common = self.global_(global_) + self.merge(local, global_)
        return self.local(local) + common + self.fixed

    def share(self, local: int, global_: int) -> float:
        """Return the share of global network and merge, which no crop removes."""
        kept = self.total(local, global_) - self.fixed
        return 1 - self.local(local) / kept

    def widths(self, target: float, share: float) -> tuple[int, int]:
        """Return the (local, global) widths nearest to a target, at about a share.

        For every local width there is a global one that fills the target up; their share falls as
        the local width grows. Of those around the wanted share, pairs within 1 % go first, then
        the one nearest to it.
        """
        low, high = 1, 2
        while self._filled(high, target) is not None and self._share_at(high, target) > share:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            fits = self._filled(middle, target) is not None
            if fits and self._share_at(middle, target) > share:
                low = middle
            else:
                high = middle
        near = [(w, self._filled(w, target) or 1) for w in range(max(1, low - 1), low + 3)]
        return min(near, key=lambda pair: self._merit(pair, target, share))

    def _share_at(self, local: int, target: float) -> float:
        return self.share(local, self._filled(local, target) or 1)

    def _merit(self, pair: tuple[int, int], target: float, share: float) -> tuple[float, ...]:
        missed = abs(self.total(*pair) / target - 1)
        return (max(missed, TOLERANCE), abs(self.share(*pair) - share), missed)

    def _filled(self, local: int, target: float) -> int | None:
        """Return the global width whose total is nearest to the target; None: no room for one."""
        # a merge is linear in the global width
        linear = self.axes + 1 + self.hidden + self.merge(local, 1) - self.merge(local, 0)
        rest = target - self.total(local, 0)
        if self.hidden == 0:
            width = rest / linear
        else:
            root = linear**2 + 4 * self.hidden * rest
            width = (sqrt(max(root, 0)) - linear) / (2 * self.hidden)
        if width < 1:
            return None
        below = int(width)
        return min((below, below + 1), key=lambda g: abs(self.total(local, g) - target))


def cells_of(shape: Shape, sides: list[int]) -> list[int]:
    """Return the factors of a partition into cells of at most the given sides.

    Args:
        shape: the signal's (frames, height, width, channels).
        sides: samples, one an axis of the signal.

    Raises:
        InputError: another number of sides than axes, or a side below 1.
    """
    axes = axes_of(shape)
    if len(sides) != len(axes) or min(sides) < 1:
        raise InputError(
            f"cell: expected {len(axes)} sides of 1 sample or more for a signal of "
            f"{shape[0]}x{shape[1]}x{shape[2]} samples, found {sides}"
        )
    return [-(-shape[axis] // side) for axis, side in zip(axes, sides, strict=True)]


def automatic(
    shape: Shape, partition: list[int], target: int, share: float = 0.1, hidden: int = 3
) -> tuple[int, int]:
    """Return the (local, global) widths of a Local-Global SIREN of a number of parameters.

    Args:
        shape: the signal's (frames, height, width, channels).
        partition: cells along each axis.
        target: parameters, all counted.
        share: wanted share of global network and merge.
        hidden: hidden layers.

    Raises:
        InputError: no pair of widths is within 1 % of the target.
    """
    family = Family(len(axes_of(shape)), shape[3], prod(partition), hidden)
    widths = family.widths(target, share)
    found = family.total(*widths)
    if abs(found / target - 1) > TOLERANCE:
        raise InputError(
            f"automatic: expected widths for {target} parameters on {family.cells} cells within "
            f"{TOLERANCE:.0%}, found {found} at {widths[0]} and {widths[1]} to be the nearest"
        )
    return widths


def released_cells(height: int, width: int, target: tuple[int, int], reduce: int = 1) -> list[int]:
    """Return the factors (y, x) that the released routine chooses for a picture.

    Args:
        height: of the picture as stored, px.
        width: of the picture as stored, px.
        target: (along the longer side, along the shorter side) of a cell, px.
        reduce: factor by which the picture is made smaller before the fit.
    """
    long, short = (
        -(-(side // reduce) // cell)
        for side, cell in zip(sorted((height, width), reverse=True), target, strict=True)
    )
    return [long, short] if height > width else [short, long]


def released(family: Family, target: int = 200_000, ratio: float = 0.1) -> tuple[int, int]:
    """Return the (local, global) widths that the released routine chooses.

    The global network is the smallest that takes `ratio` of the target, the local ones the
    smallest that take 95 % of the rest; then the global width is moved towards 99 % of the
    target while its share is within a quarter of the ratio. The merge is not counted. For
    networks without a global one the ratio is 0 and only the local width counts.
    """

    def total(local: int, global_: int) -> int:
        return family.local(local) + family.global_(global_)

    def may_move(global_: int) -> bool:
        return abs(family.global_(global_) / target - ratio) < 0.25 * ratio

    global_ = next(g for g in range(1, LARGEST + 1) if family.global_(g) >= ratio * target)
    rest = 0.95 * (target - family.global_(global_))
    local = next(width for width in count(1) if family.local(width) >= rest)
    while total(local, global_) > 0.99 * target and may_move(global_):
        global_ -= 1
    while total(local, global_) < 0.99 * target and may_move(global_):
        global_ += 1
    return local, global_
