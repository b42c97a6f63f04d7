"""The modulated sine of INCODE: exp(a) sin(exp(b) omega z + c) + d.

The four numbers are tensors of no axis while they are learned, and plain numbers in a canvas.
"""

import math

import torch
from torch import Tensor

Number = float | Tensor


def act(z: Tensor, a: Number, b: Number, c: Number, d: Number, omega: float) -> Tensor:
    """Return exp(a) sin(exp(b) omega z + c) + d."""
    a, b, c, d = (torch.as_tensor(number).to(z) for number in (a, b, c, d))
    return a.exp() * torch.sin(b.exp() * omega * z + c) + d


def gain(z: Tensor, a: Number, b: Number, c: Number, d: Number, omega: float) -> Tensor:
    """Return (act(z) - act(0)) / z; with w = exp(b) omega: exp(a) w cos(w z / 2 + c) sinc(w z / 2).

    It follows from sin(p + c) - sin(c) = 2 sin(p / 2) cos(p / 2 + c); d is in act(0) alone.
    """
    a, b, c = (torch.as_tensor(number).to(z) for number in (a, b, c))
    w = b.exp() * omega
    half = w * z / 2
    return a.exp() * w * torch.cos(half + c) * torch.sinc(half / math.pi)
