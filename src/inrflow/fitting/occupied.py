"""Cells that have something in them, for fields that keep a network only there.

Source: Croppable INRs appendix E: of the 512 cells of the Lucy volume 179 hold a part of her. The
cells are read off the signal, as in the released code, and stored with the fit.
"""

from typing import Any

import numpy as np
from jaxtyping import Float

from inrflow.config.networks.partition import factors_on
from inrflow.errors import InputError
from inrflow.fields.cells import Cells
from inrflow.fields.resolve import options_of


def resolve_kept(
    network: dict[str, Any], values: Float[np.ndarray, "frame y x channel"]
) -> dict[str, Any]:
    """Return a network whose `kept: occupied` has become the numbers of the occupied cells.

    A cell is occupied where the signal is not 0 everywhere in it. Other networks are returned as
    they are.

    Args:
        network: the architecture's name and options.
        values: the signal.

    Raises:
        InputError: wrong options, or a signal that is 0 everywhere.
    """
    options = options_of(network)
    if getattr(options, "kept", None) != "occupied":
        return network
    shape = tuple(values.shape)
    boxes = Cells(shape, factors_on(options.partition, shape)).boxes
    kept = [number for number, box in enumerate(boxes) if values[box].any()]
    if not kept:
        raise InputError("network.kept: expected a cell where the signal is not 0, found none")
    return {**network, "kept": kept}
