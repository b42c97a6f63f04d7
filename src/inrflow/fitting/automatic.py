"""The stage `partition`: a Local-Global network for a signal, from a cell size and a budget."""

import json
from pathlib import Path
from typing import Any

from pydantic import Field, PositiveInt

from inrflow.config.base import Strict
from inrflow.config.check import check
from inrflow.config.networks.automatic import automatic, cells_of
from inrflow.io.atomic import write_text
from inrflow.signals.signal import Signal


class Wanted(Strict):
    """What is asked of the network."""

    cell: list[PositiveInt] = Field(description="largest side of a cell along each axis, samples")
    parameters: int = Field(200_000, ge=1, description="of the whole network, met within 1 %")
    share: float = Field(
        0.1, gt=0, lt=1, description="of global network and merge in the parameters, nearly"
    )
    layers: int = Field(5, ge=2, description="linear layers, the output layer counted")


def partition_signal(params: dict[str, Any], *, frames: Path, network: Path) -> None:
    """Write the `network` block of a Local-Global SIREN that a config can take over.

    Args:
        params: `cell`, and if wanted `parameters`, `share`, `layers`.
        frames: input, the signal's frames.
        network: output, json.
    """
    wanted = check(Wanted, params, "partition")
    shape = Signal.read(frames).shape
    partition = cells_of(shape, wanted.cell)
    sizes = (wanted.parameters, wanted.share, wanted.layers - 2)
    width, global_width = automatic(shape, partition, *sizes)
    block = {
        "architecture": "local_global",
        "partition": partition,
        "layers": wanted.layers,
        "width": width,
        "global_width": global_width,
    }
    write_text(network, json.dumps(block, indent=1) + "\n")
