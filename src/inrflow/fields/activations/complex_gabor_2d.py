"""The wavelet of WIRE 2D: exp(i omega x - |scale x|^2 - |scale y|^2) of complex x and y.

z is [x re | y re | x im | y im] on the last axis, its wave [re | im]. See `inrflow.fields.wavelet`.
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
    x, y, x_imaginary, y_imaginary = z.chunk(4, dim=-1)
    mixtures = (x, y, x_imaginary, y_imaginary)
    growth = -omega * x_imaginary - scale**2 * sum(mixture.square() for mixture in mixtures)
    return mixtures, growth, omega * x
