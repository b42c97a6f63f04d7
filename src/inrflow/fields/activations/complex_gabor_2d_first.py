"""The wavelet of WIRE 2D's first layer, whose mixtures x and y are real.

z is [x | y] on the last axis, its wave exp(i omega x - (scale x)^2 - (scale y)^2) is [re | im].
See `inrflow.fields.wavelet`.
"""

from torch import Tensor

from inrflow.fields.wavelet import carried_back, wave


def act(z: Tensor, omega: float, scale: float) -> Tensor:
    """Return the wave [re | im] of the mixtures z."""
    _, growth, phase = _wave_of(z, omega, scale)
    return wave(growth, phase)


def carried(z: Tensor, carry: Tensor, omega: float, scale: float) -> Tensor:
    """Return what contributions to z are multiplied with, and summed, for a carried share."""
    return carried_back(carry, *_wave_of(z, omega, scale))


def _wave_of(z: Tensor, omega: float, scale: float) -> tuple[tuple[Tensor, ...], Tensor, Tensor]:
    """Return the mixtures, growth, and phase."""
    x, y = z.chunk(2, dim=-1)
    return (x, y), -(scale**2) * (x.square() + y.square()), omega * x
