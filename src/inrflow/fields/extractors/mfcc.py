"""Mel-frequency cepstral coefficients: 50 features of a sound.

Source: INCODE (WACV 2024) section 3 with torchaudio's `MFCC`: windows of 400 samples (periodic
Hann) every 160, none of them padded, power spectrum, 50 triangular mel filters up to half the
sample rate (HTK's scale, not normalised), decibels of at least 80 below the loudest, and an
orthonormal cosine transform.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

WINDOW, HOP, FILTERS = 400, 160, 50
QUIETEST, RANGE = 1e-10, 80.0  # power; dB


def mfcc(samples: Float[Tensor, " time"], sample_rate: int) -> Float[Tensor, "50 window"]:
    """Return the coefficients of every window.

    Args:
        samples: at least 400 of them, physical units in [-1, 1].
        sample_rate: samples per second; it places the mel filters.
    """
    hann = torch.hann_window(WINDOW)
    spectrum = torch.stft(samples, WINDOW, HOP, window=hann, center=False, return_complex=True)
    mel = mel_filters(sample_rate).T @ spectrum.abs().square()
    level = 10 * mel.clamp(min=QUIETEST).log10()
    return cosines().T @ level.clamp(min=level.max() - RANGE)


def mel_filters(sample_rate: int) -> Float[Tensor, "frequency mel"]:
    """Return triangles in frequency whose corners are equally far apart in mel.

    At high rates the lowest may fall between two frequencies of the spectrum: they are zero, and
    their level is that of silence.
    """
    highest = sample_rate // 2
    frequencies = torch.linspace(0, highest, WINDOW // 2 + 1)
    top = 2595 * math.log10(1 + highest / 700)
    corners = 700 * (10 ** (torch.linspace(0, top, FILTERS + 2) / 2595) - 1)
    widths = corners.diff()
    distance = corners - frequencies[:, None]
    rising = -distance[:, :-2] / widths[:-1]
    falling = distance[:, 2:] / widths[1:]
    return torch.minimum(rising, falling).clamp(min=0)


def cosines() -> Float[Tensor, "mel coefficient"]:
    """Return the orthonormal cosine transform of type II."""
    places = torch.arange(FILTERS) + 0.5
    basis = torch.cos(math.pi / FILTERS * places[:, None] * torch.arange(FILTERS))
    basis[:, 0] *= math.sqrt(0.5)
    return basis * math.sqrt(2 / FILTERS)
