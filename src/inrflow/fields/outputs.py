"""Output maps by name: colours from the last mixture (XINC's decoder offers these three)."""

from collections.abc import Callable

import torch
from torch import Tensor

OUTPUTS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": lambda z: z,
    "tanh": lambda z: 0.5 * torch.tanh(z) + 0.5,
    "sigmoid": torch.sigmoid,
}
