"""Which tensors of a network have a row a cell, and which serve all cells."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.fields.field import Field
from inrflow.fields.resolve import empty
from inrflow.fields.tensors import fill


def with_rows(
    network: dict[str, Any], shape: Shape, tensors: dict[str, Tensor], rows: Sequence[int]
) -> Field:
    """Return a network whose cells have rows of the tensors, and what is shared whole.

    Args:
        network: architecture and options.
        shape: the signal's (frames, height, width, channels).
        tensors: of a network that differs from it in its cells alone.
        rows: one a cell of the network.
    """
    field, index = empty(network, shape), torch.tensor(rows)
    own = {name: tensor.shape for name, tensor in field.state_dict().items()}
    chosen = {
        name: tensor if tensor.shape == own[name] else tensor.index_select(0, index)
        for name, tensor in tensors.items()
    }
    fill(field, chosen, "edit: expected weights of its network")
    return field.eval()


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
