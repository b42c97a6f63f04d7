"""Random initial weights from a seed, without the global generator."""

import torch
from torch import Tensor, nn


def generator(*seeds: int) -> torch.Generator:
    """Return a CPU generator that depends on all the seeds and their order."""
    mixed = 0
    for seed in seeds:
        mixed = (mixed * 1_000_003 + seed + 1) % (2**63)
    return torch.Generator().manual_seed(mixed)


def uniform_(tensor: Tensor, bound: float, source: torch.Generator) -> None:
    """Fill with U(-bound, bound)."""
    with torch.no_grad():
        tensor.copy_(torch.rand(tensor.shape, generator=source) * 2 * bound - bound)


def uniform_fan_in_(tensor: Tensor, fan_in: int, source: torch.Generator) -> None:
    """Fill with U(-1/sqrt(fan_in), 1/sqrt(fan_in)): PyTorch's default for weight and bias."""
    uniform_(tensor, fan_in**-0.5, source)


def default_init_(convolution: nn.Module, source: torch.Generator) -> None:
    """Fill weight and bias, if any, of a convolution by PyTorch's default rule."""
    fan_in = convolution.weight[0].numel()
    uniform_fan_in_(convolution.weight, fan_in, source)
    if convolution.bias is not None:
        uniform_fan_in_(convolution.bias, fan_in, source)
