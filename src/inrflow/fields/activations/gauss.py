"""The Gaussian: exp(-(scale z)^2)."""

import torch
from torch import Tensor


def act(z: Tensor, scale: float) -> Tensor:
    """Return exp(-(scale z)^2)."""
    return torch.exp(-((scale * z).square()))


def gain(z: Tensor, scale: float) -> Tensor:
    """Return (exp(-(scale z)^2) - 1) / z, 0 at 0."""
    return torch.expm1(-((scale * z).square())) / torch.where(z == 0, 1, z)
