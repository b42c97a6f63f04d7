"""The member of a family that is nearest in size, however far: for sizes that nothing matches."""

from bisect import bisect_left
from typing import Any

from inrflow.config.networks.axes import Shape


def nearest_in_size(family: Any, shape: Shape, target: int) -> Any:
    """Return the network whose parameters are nearest to a number; of two the smaller.

    Args:
        family: any member; see `inrflow.encoding.budget.Scalable`.
        shape: of the signal.
        target: parameters.
    """

    def count(size: int) -> int:
        return family.scaled(size).parameters(shape)

    high = 1
    while count(high) < target:
        high *= 2
    size = 1 + bisect_left(range(1, high + 1), target, key=count)
    return min(
        (family.scaled(one) for one in (max(1, size - 1), size)),
        key=lambda network: abs(network.parameters(shape) - target),
    )
