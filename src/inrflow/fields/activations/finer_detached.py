"""The sine of FINER with no gradient through its frequency, as in the code of INCODE."""

import torch
from torch import Tensor

from inrflow.fields.activations.finer import gain

__all__ = ["act", "gain"]


def act(z: Tensor, omega: float) -> Tensor:
    """Return sin(omega (|z| + 1) z), |z| + 1 being a constant to the gradient."""
    return torch.sin(omega * (z.detach().abs() + 1) * z)
