"""Complex Gabor wavelets in real numbers: exp(growth + i phase) as [re | im] on the last axis.

A wavelet depends on several mixtures at once (the real and imaginary parts of one complex number,
or of two), so that a contribution C to the mixtures m, both vectors, has no gain of its own. Its
share is its part along m: (C . m) / |m|^2 of what the wavelet rises above its value at 0, which
for one complex number is Re(C / m). Shares of contributions that sum to m sum to the rise.
"""

from collections.abc import Sequence

import torch
from torch import Tensor


def wave(growth: Tensor, phase: Tensor) -> Tensor:
    """Return exp(growth) [cos(phase) | sin(phase)]."""
    size = growth.exp()
    return torch.cat([size * phase.cos(), size * phase.sin()], dim=-1)


def carried_back(
    carry: Tensor, mixtures: Sequence[Tensor], growth: Tensor, phase: Tensor
) -> Tensor:
    """Return what each contribution is multiplied with to be its share, carried on.

    Args:
        carry: what the wave's [re | im] are multiplied with later on.
        mixtures: what the wave is made of; all 0 where it is 1.
        growth: of the wave.
        phase: of the wave, rad.

    Returns:
        sum over o in (re, im) of carry_o (wave_o - wave_o at 0) m / |m|^2 for every mixture m, one
        after the other; 0 where all are 0.
    """
    real, imaginary = carry.chunk(2, dim=-1)
    # wave - 1, without the loss of digits near 0
    rise = torch.expm1(growth) * phase.cos() - 2 * (phase / 2).sin().square()
    total = real * rise + imaginary * growth.exp() * phase.sin()
    size = sum(mixture.square() for mixture in mixtures)
    each = total / torch.where(size > 0, size, 1)
    return torch.cat([mixture * each for mixture in mixtures], dim=-1)
