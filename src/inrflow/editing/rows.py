"""Which tensors of a network have a row a cell, and which serve all cells."""

from typing import Any

import torch

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.partition import cells_in
from inrflow.fields.resolve import empty, options_of


def own_rows(network: dict[str, Any], shape: Shape) -> dict[str, int]:
    """Return name -> numbers in a row, of the tensors that a cell has a row of its own in.

    Args:
        network: architecture and options, with cells.
        shape: the signal's (frames, height, width, channels).
    """
    if cells_in(options_of(network).partition, shape) == 1:
        return {}
    with torch.device("meta"):  # shapes without memory
        fields = [empty(network | {"kept": kept}, shape) for kept in ([0], [0, 1])]
    one, two = (field.state_dict() for field in fields)
    return {name: t.numel() for name, t in one.items() if t.shape != two[name].shape}
