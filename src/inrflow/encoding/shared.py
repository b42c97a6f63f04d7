"""How many of a field's trained numbers serve all of its cells."""

from typing import Any

from torch import nn

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.partition import cells_in
from inrflow.editing.rows import own_rows
from inrflow.fields.resolve import options_of


def shared_parameters(field: nn.Module, network: dict[str, Any], shape: Shape) -> int | None:
    """Return the trained parameters that no cell has for itself; None: there are no cells.

    Global network and merge of Local-Global networks (Croppable INRs, the right-hand part of
    `local + global` in its tables), a harmoniser; 0 where every cell has a network and no more.

    Args:
        field: the network.
        network: its architecture and options.
        shape: the signal's (frames, height, width, channels).
    """
    if network.get("partition") is None:
        return None
    trained = {name: values.numel() for name, values in field.named_parameters()}
    options = options_of(network)
    if cells_in(options.partition, shape) == 1:
        # a lone cell's tensors look like shared ones: two cells tell which are which
        network = network | {"partition": [2] + [1] * (len(axes_of(shape)) - 1)}
    own = sum(n for name, n in own_rows(network, shape).items() if name in trained)
    return sum(trained.values()) - options.members(shape) * own
