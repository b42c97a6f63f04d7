"""Cells that have something in them, for fields that keep a network only there.

Source: Croppable INRs appendix E: of the 512 cells of the Lucy volume 179 hold a part of her. The
cells are read off the signal, as in the released code, and stored with the fit.
"""

from typing import Any

from inrflow.errors import InputError
from inrflow.fields.cells import Cells
from inrflow.fields.resolve import options_of
from inrflow.signals.signal import Signal


def resolve_kept(network: dict[str, Any], signal: Signal) -> dict[str, Any]:
    """Return a network whose `kept: occupied` has become the numbers of the occupied cells.

    A cell is occupied where the signal is not 0 everywhere in it. Other networks are returned as
    they are.

    Args:
        network: the architecture's name and options.
        signal: the signal.

    Raises:
        InputError: wrong options, a signal that is 0 everywhere, or one in which 0 is not nothing:
            a cell without a network is painted 0, which is full scale in a sound.
    """
    options, values = options_of(network), signal.values
    if getattr(options, "kept", None) is None:
        return network
    if signal.value_range[0] != 0:
        raise InputError(
            "network.kept: expected a signal whose values begin at 0, "
            f"found {signal.value_range[0]:g}: a cell without a network is painted as that"
        )
    if options.kept != "occupied":
        return network
    shape = signal.shape
    boxes = Cells(shape, options.borders(shape)).boxes
    kept = [number for number, box in enumerate(boxes) if values[box].any()]
    if not kept:
        raise InputError("network.kept: expected a cell where the signal is not 0, found none")
    return {**network, "kept": kept}
