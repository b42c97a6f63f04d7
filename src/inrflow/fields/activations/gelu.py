"""GELU, with the exact error function as in NeRV."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor


def act(z: Tensor) -> Tensor:
    """Return z Phi(z), Phi the normal distribution function."""
    return F.gelu(z)


def gain(z: Tensor) -> Tensor:
    """Return Phi(z)."""
    return 0.5 * (1 + torch.erf(z * math.sqrt(0.5)))
