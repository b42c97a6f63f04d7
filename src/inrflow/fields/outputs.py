"""Output maps by name: signal units, [0, 1], from the last mixture."""

from collections.abc import Callable

import torch
from torch import Tensor

OUTPUTS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": lambda z: z,
    "signed": lambda z: 0.5 * z + 0.5,  # networks that paint in [-1, 1], as SIREN does
    "tanh": lambda z: 0.5 * torch.tanh(z) + 0.5,
    "sigmoid": torch.sigmoid,
}
