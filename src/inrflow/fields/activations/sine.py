"""The sine of SIREN: sin(omega z)."""

import torch
from torch import Tensor


def act(z: Tensor, omega: float) -> Tensor:
    """Return sin(omega z)."""
    return torch.sin(omega * z)


def gain(z: Tensor, omega: float) -> Tensor:
    """Return sin(omega z) / z."""
    return omega * torch.sinc(omega / torch.pi * z)
