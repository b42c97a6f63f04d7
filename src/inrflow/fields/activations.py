"""Activations by name, and their gain act(z) / z, which readings use to share an output."""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": lambda z: z,
    "relu": F.relu,
    "gelu": F.gelu,
}

# in closed form, because z can be 0
GAINS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": torch.ones_like,
    "relu": lambda z: (z > 0).to(z.dtype),
    "gelu": lambda z: 0.5 * (1 + torch.erf(z * math.sqrt(0.5))),
}

# output maps of XINC's decoder: colours from the head's mixture
OUTPUTS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": lambda z: z,
    "tanh": lambda z: 0.5 * torch.tanh(z) + 0.5,
    "sigmoid": torch.sigmoid,
}
