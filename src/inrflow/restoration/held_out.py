"""Measurements that are kept from a fit, to tell without the true picture when it should end."""

from math import prod

import numpy as np
from jaxtyping import Bool

from inrflow.errors import InputError
from inrflow.restoration.measurements.operator import Operator


def held_out(
    operator: Operator, share: float = 0.1, seed: int = 0
) -> Bool[np.ndarray, "row column channel"]:
    """Return which measurements are held out: whole pixels, or whole angles, drawn at random.

    Args:
        operator: says what is measured, and what is one measurement.
        share: of the measurements; at least one is held out and one kept.
        seed: of the draw.

    Raises:
        InputError: there are fewer than two measurements.
    """
    count = prod(operator.measured_shape[: operator.unit])
    if count < 2:
        raise InputError(f"held_out: expected two measurements or more, found {count}")
    drawn = np.zeros(count, dtype=bool)
    some = min(max(round(share * count), 1), count - 1)
    drawn[np.random.default_rng(seed).choice(count, some, replace=False)] = True
    rest = (1,) * (3 - operator.unit)
    units = drawn.reshape(*operator.measured_shape[: operator.unit], *rest)
    return np.broadcast_to(units, operator.measured_shape).copy()
