"""The sine of FINER, of variable frequency: sin(omega (|z| + 1) z)."""

import torch
from torch import Tensor


def act(z: Tensor, omega: float) -> Tensor:
    """Return sin(omega (|z| + 1) z)."""
    return torch.sin(omega * (z.abs() + 1) * z)


def gain(z: Tensor, omega: float) -> Tensor:
    """Return sin(omega (|z| + 1) z) / z."""
    slope = omega * (z.abs() + 1)
    return slope * torch.sinc(slope / torch.pi * z)
