"""Which tensors of a network have a row a cell, and which serve all cells."""

from typing import Any

import torch

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.fields.resolve import empty


def own_rows(network: dict[str, Any], shape: Shape) -> dict[str, int]:
    """Return name -> numbers in a row, of the tensors that a cell has a row of its own in.

    Args:
        network: architecture and options, with cells.
        shape: the signal's (frames, height, width, channels).
    """
    axes, sides = axes_of(shape), list(shape)
    sides[axes[0]] *= 2  # room for the two cells that tell them apart
    pair = network | {"partition": [2] + [1] * (len(axes) - 1), "frame": None}
    with torch.device("meta"):  # shapes without memory
        row = empty(network | {"kept": (network.get("kept") or [0])[:1]}, shape).state_dict()
        one, two = (
            empty(pair | {"kept": kept}, tuple(sides)).state_dict() for kept in ([0], [0, 1])
        )
    return {name: row[name].numel() for name, t in one.items() if t.shape != two[name].shape}
