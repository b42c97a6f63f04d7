"""The wavelet of WIRE's first layer, whose mixture is real: exp(i omega z - (scale z)^2).

A real z gives a wave [re | im] on the last axis. See `inrflow.fields.wavelet`.
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
    return (z,), -(scale**2) * z.square(), omega * z
