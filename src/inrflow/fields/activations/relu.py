"""The rectifier."""

import torch.nn.functional as F
from torch import Tensor


def act(z: Tensor) -> Tensor:
    """Return max(z, 0)."""
    return F.relu(z)


def gain(z: Tensor) -> Tensor:
    """Return 1 where z is positive, else 0."""
    return (z > 0).to(z.dtype)
