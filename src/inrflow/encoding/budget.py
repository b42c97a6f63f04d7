"""Equal budgets: the member of a network's family whose size is nearest to a target.

A family has one knob: `network.scaled(size)` is its member of that size, an integer from 1 up.
`parameters` grows by at least one a step, save that a family of several keys under one ratio
(Local-Global) may shrink a little where its keys round. Steps are coarse where widths are small
(2/width of the whole for hidden layers of one width), so that several families seldom meet at a
target chosen blindly: `common_target` looks for one near by where they do.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count as numbers
from itertools import takewhile
from typing import Any, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

from inrflow.errors import InputError

TOLERANCE = 0.01  # of the target
NEIGHBOURS = 3  # sizes tried on either side of the crossing, for families that round
WITHIN = 0.1  # of the asked target, where a common one is looked for
TARGETS = 2001  # tried
Shape = tuple[int, int, int, int]


@runtime_checkable
class Scalable(Protocol):
    """Options of a network that comes in sizes."""

    def parameters(self, shape: Shape) -> int:
        """Return the numbers that are trained on a signal of this shape."""
        ...

    def scaled(self, size: int) -> "Scalable":
        """Return the family's member of a size."""
        ...


@dataclass(frozen=True)
class Matched:
    """The member that was found.

    Attributes:
        network: its options.
        size: the knob; None: as configured.
        parameters: that it trains.
        target: that were asked for.
    """

    network: Any
    size: int | None
    parameters: int
    target: int

    @property
    def deviation(self) -> float:
        """How far the parameters are from the target, as a share of it; below 0: fewer."""
        return self.parameters / self.target - 1


def match(network: Scalable, shape: Shape, target: int, *, field: str, signal: str) -> Matched:
    """Return the member whose parameters are nearest to a target; of two the smaller.

    Args:
        network: any member of the family.
        shape: of the signal: (frames, height, width, channels).
        target: number of parameters, at least 1.
        field: its name, for the error.
        signal: its name, for the error.

    Raises:
        InputError: the smallest member is too large, or none is within 1 %.
    """
    count, where = _counter(network, shape), f"budget: field {field}, signal {signal}"
    _has_room(count, target, TOLERANCE, where)
    crossing = _crossing(count, target)
    tried = range(max(1, crossing - NEIGHBOURS), crossing + NEIGHBOURS + 1)
    size = min(tried, key=lambda one: (abs(count(one) - target), count(one)))
    found = Matched(network.scaled(size), size, count(size), target)
    if abs(found.parameters - target) / target > TOLERANCE:  # as `common_target` has it
        raise InputError(
            f"{where}: expected a size within {TOLERANCE:.0%} of {target} parameters, found "
            f"{found.parameters} (size {size}) to be the nearest"
        )
    return found


def common_target(
    networks: Mapping[str, Scalable], shape: Shape, target: int, *, signal: str
) -> int:
    """Return the target nearest to the asked one that every family meets within 1 %.

    Args:
        networks: field's name -> any member of its family.
        shape: of the signal: (frames, height, width, channels).
        target: number of parameters asked for.
        signal: its name, for the error.

    Raises:
        InputError: a smallest member is too large, or no target within 10 % suits all.
    """
    low, high = target * (1 - WITHIN), target * (1 + WITHIN)
    targets = np.unique(np.rint(np.linspace(low, high, TARGETS)))
    off = np.zeros((len(networks), targets.size))
    for row, (field, network) in enumerate(networks.items()):
        count = _counter(network, shape)
        _has_room(count, target, WITHIN, f"budget: field {field}, signal {signal}")
        off[row] = _deviations(_near(count, low, high), targets)
    suits = np.flatnonzero(off.max(axis=0) <= TOLERANCE)
    if suits.size:
        return int(targets[suits[np.abs(targets[suits] - target).argmin()]])
    best = int(off.max(axis=0).argmin())
    worst = list(networks)[int(off[:, best].argmax())]
    raise InputError(
        f"budget: signal {signal}: expected a target within {WITHIN:.0%} of {target} parameters "
        f"that every field meets within {TOLERANCE:.0%}, found {int(targets[best])} to be the "
        f"best, which field {worst} misses by {off[:, best].max():.1%}"
    )


def _counter(network: Scalable, shape: Shape) -> Callable[[int], int]:
    return cache(lambda size: network.scaled(size).parameters(shape))


def _has_room(count: Callable[[int], int], target: int, tolerance: float, where: str) -> None:
    if count(1) > target * (1 + tolerance):
        raise InputError(
            f"{where}: expected a budget of {count(1)} parameters or more, as its smallest member "
            f"has, found {target}"
        )


def _crossing(count: Callable[[int], int], target: float) -> int:
    """Return the first size whose count is not below the target."""
    high = 1
    while count(high) < target and high < target:
        high *= 2
    return 1 + bisect_left(range(1, high + 1), target, key=count)


def _near(count: Callable[[int], int], low: float, high: float) -> Float[np.ndarray, " size"]:
    """Return the counts of the sizes between two targets, and of some outside them."""
    first = max(1, _crossing(count, low) - NEIGHBOURS)
    inside = takewhile(lambda size: count(size) <= high, numbers(first))
    last = max(inside, default=first) + NEIGHBOURS
    return np.array([count(size) for size in range(first, last + 1)], dtype=np.float64)


def _deviations(
    counts: Float[np.ndarray, " size"], targets: Float[np.ndarray, " target"]
) -> Float[np.ndarray, " target"]:
    """Return how far the nearest count is from each target, as a share of it."""
    known = np.sort(counts)
    after = np.searchsorted(known, targets).clip(1, known.size - 1)
    return np.minimum(np.abs(known[after - 1] - targets), np.abs(known[after] - targets)) / targets
