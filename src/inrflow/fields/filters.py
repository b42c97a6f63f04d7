"""Filters of coordinates, what multiplicative filter networks multiply with.

Source: Fathony et al., ICLR 2021, equations 5 and 9. The released Gabor network of WIRE and INCODE
has frequencies at 128 times PyTorch's default for a linear layer (256 / sqrt(4 sets) in the
original code), times sqrt(gamma) in a Gabor filter, and gamma ~ Gamma(6 / sets, rate 1).
"""

from collections.abc import Sequence
from math import pi

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from inrflow.fields.initialise import uniform_, uniform_fan_in_
from inrflow.fields.linear import mix_parts

FREQUENCY = 128.0
ALPHA = 6.0


class FourierFilters(nn.Module):
    """Sines of the coordinates, sin(w . x + phi), over a leading member axis.

    Attributes:
        frequency: w, rad per unit length, shape (member, axis, filter).
        phase: phi, rad, shape (member, 1, filter).
        highest: factor on the first frequencies.
    """

    member_wise = True  # its parameters lead with the member axis

    def __init__(self, members: int, axes: int, filters: int, highest: float = FREQUENCY) -> None:
        super().__init__()
        self.highest = highest
        self.frequency = nn.Parameter(torch.empty(members, axes, filters))
        self.phase = nn.Parameter(torch.empty(members, 1, filters))

    @torch.no_grad()
    def initialise(self, sources: Sequence[torch.Generator], sets: int) -> None:
        """Fill each member from its own generator; `sets` is of no account here."""
        for frequency, phase, source in zip(self.frequency, self.phase, sources, strict=True):
            uniform_fan_in_(frequency, len(frequency), source)
            uniform_(phase, pi, source)
        self.frequency.mul_(self.highest)

    def forward(
        self, coordinates: Float[Tensor, "members sample axis"]
    ) -> Float[Tensor, "members sample filter"]:
        """Return the filters' values."""
        return mix_parts((coordinates,), self.frequency, self.phase).sin()


class GaborFilters(FourierFilters):
    """Sines under Gaussian windows, exp(-gamma / 2 |x - mu|^2) sin(w . x + phi).

    Attributes:
        centre: mu, shape (member, axis, filter).
        gamma: 1 / variance of the window, shape (member, 1, filter).
    """

    def __init__(self, members: int, axes: int, filters: int, highest: float = FREQUENCY) -> None:
        super().__init__(members, axes, filters, highest)
        self.centre = nn.Parameter(torch.empty(members, axes, filters))
        self.gamma = nn.Parameter(torch.empty(members, 1, filters))

    @torch.no_grad()
    def initialise(self, sources: Sequence[torch.Generator], sets: int) -> None:
        """Fill each member from its own generator; `sets` is how many sets of filters there are."""
        super().initialise(sources, sets)
        for centre, gamma, source in zip(self.centre, self.gamma, sources, strict=True):
            uniform_(centre, 1.0, source)
            seed = int(torch.randint(2**62, (), generator=source))
            drawn = np.random.default_rng(seed).gamma(ALPHA / sets, size=gamma.shape)
            gamma.copy_(torch.from_numpy(drawn))
        self.frequency.mul_(self.gamma.sqrt())

    def forward(
        self, coordinates: Float[Tensor, "members sample axis"]
    ) -> Float[Tensor, "members sample filter"]:
        """Return the filters' values."""
        # -gamma / 2 |x - mu|^2 is linear in x and |x|^2: one product instead of three passes
        lifted = torch.cat([coordinates, coordinates.square().sum(-1, keepdim=True)], dim=-1)
        weight = torch.cat([self.gamma * self.centre, -0.5 * self.gamma], dim=1)
        bias = -0.5 * self.gamma * self.centre.square().sum(1, keepdim=True)
        return mix_parts((lifted,), weight, bias).exp() * super().forward(coordinates)
