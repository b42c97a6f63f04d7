"""The networks of the extension study: of equal size, on the whole and on its part."""

from dataclasses import dataclass
from typing import Any

from inrflow.config.base import Strict
from inrflow.config.croppable.extension import Extension
from inrflow.croppable.extension.cut import Cut, cut
from inrflow.encoding.matched import matched, options
from inrflow.errors import InputError
from inrflow.signals.signal import Signal

WHERE = "croppable.extension"


@dataclass(frozen=True)
class Networks:
    """What is fitted.

    Attributes:
        cut: the signal and its part.
        cells: options of the field of cells, on the whole signal.
        part: of the field without cells that is fitted to the part.
        whole: of the one that is fitted to the whole.
        parameters: of the field of cells on the whole, and on the part.
    """

    cut: Cut
    cells: dict[str, Any]
    part: dict[str, Any]
    whole: dict[str, Any]
    parameters: tuple[int, int]


def sized(params: dict[str, Any], signal: Signal, asked: Extension) -> Networks:
    """Return the networks of the sizes that are wanted.

    A field without cells has as many parameters, within 1 %, as the field of cells on the same
    samples; where no budget is told, networks that are told are taken as they are.

    Args:
        params: `networks`: cells, part, whole, the options of each; `signal`: its name.
        signal: the whole.
        asked: the study's options.

    Raises:
        InputError: a field of cells without any or not all kept, one without cells that has some,
            or no size near the budget.
    """
    told = {name: options(network) for name, network in params["networks"].items()}
    _refuse(told, asked)
    cells = _of_size(params, asked, "cells", told["cells"].on(signal.shape), asked.budget, signal)
    cells = cells.model_dump(mode="json")
    found = cut(signal, options(cells), asked.side, asked.share)
    of_part = options(found.network(cells, "final")).parameters(found.part.shape)
    of_whole = options(cells).parameters(signal.shape)
    free = asked.budget is None
    part = None if free and asked.part else of_part
    whole = None if free else of_whole
    alone = {
        "part": _of_size(params, asked, "part", told["part"], part, found.part),
        "whole": _of_size(params, asked, "whole", told["whole"], whole, signal),
    }
    dumped = {name: network.model_dump(mode="json") for name, network in alone.items()}
    return Networks(found, cells, **dumped, parameters=(of_whole, of_part))


def _of_size(
    params: dict[str, Any],
    asked: Extension,
    role: str,
    network: Strict,
    target: int | None,
    signal: Signal,
) -> Strict:
    """Return the member of a family that is wanted on a signal; no target: as configured."""
    told = {"network": network.model_dump(mode="json"), "target": target, "budget": None}
    told |= {"field": asked.fields[role], "signal": params["signal"]}
    return matched(told, signal.shape).network


def _refuse(told: dict[str, Strict], asked: Extension) -> None:
    for role, network in told.items():
        name, cells = asked.fields[role], getattr(network, "partition", None) is not None
        if not hasattr(network, "frame"):
            raise InputError(f"{WHERE}.{role}: expected a field of coordinates, found {name}")
        if cells != (role == "cells"):
            wanted = "with" if role == "cells" else "without"
            raise InputError(f"{WHERE}.{role}: expected a field {wanted} cells, found {name}")
        if network.kept is not None:
            raise InputError(f"{WHERE}.{role}: expected a field that keeps all cells, found {name}")
