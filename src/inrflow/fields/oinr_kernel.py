"""Kernels as functions of the offset, and the rule that turns their integrals into sums.

O-INR (Pal et al., ICML 2024, section 4.2) has layers (K x)(p) = integral of K(d) x(p + d) over a
support |d| <= r along each axis. On samples it is a sum over those in reach, each weighted by the
part of its cell (as wide as samples are apart) that the support covers. The signal is mirrored at
the border of the domain: it then goes on without a jump, and the error of the sum falls with the
square of the spacing up to the border.
"""

import copy
from itertools import product
from math import ceil, pi

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from inrflow.config.networks.oinr_continuous import SLACK, spacings_of
from inrflow.fields.generated import Generated
from inrflow.fields.initialise import uniform_, uniform_fan_in_


def covered(
    distances: Float[Tensor, "*some axis"],
    supports: Float[Tensor, " axis"],
    widths: Float[Tensor, "*#some axis"],
) -> Float[Tensor, "*some axis"]:
    """Return how much of cells lies within the support, domain units along each axis.

    Args:
        distances: of the cells' centres.
        supports: half sides.
        widths: of the cells.
    """
    reached = supports + widths / 2 - distances.abs()
    return torch.minimum(reached.clamp(min=0), widths)


class OffsetKernel(Generated):
    """A convolution whose kernels are sums of sines of the offset, on a lattice of some spacing.

    Attributes:
        supports: half sides, domain units.
        frequencies: of the sines, rad per half side, shape (sine, axis).
        phases: of the sines, rad.
        mixing: of 1 and the sines into kernels, shape (output, input, 1 + sine).
        log_sigma: of the Gaussian mask, domain units; None: none.
        offsets: of the taps, row-major, domain units, shape (axis, tap).
        shares: what each tap weighs: parts of cells covered, in cells of the reference lattice.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        supports: tuple[float, ...],
        reference: tuple[int, ...],
        *,
        sines: int,
        masked: bool,
        bias: bool,
    ) -> None:
        """Take the sizes, the supports, and the lattice on which kernels weigh as usual ones do."""
        super().__init__(inputs, outputs, len(supports), "reflect", bias)
        self.frequencies = nn.Parameter(torch.zeros(sines, len(supports)))
        self.phases = nn.Parameter(torch.zeros(sines))
        self.mixing = nn.Parameter(torch.zeros(outputs, inputs, 1 + sines))
        self.log_sigma = nn.Parameter(torch.zeros(len(supports))) if masked else None
        self.register_buffer("supports", torch.tensor(supports), persistent=False)
        cells = torch.tensor(spacings_of(reference))
        self.register_buffer("cells", cells, persistent=False)
        self.register_buffer("offsets", torch.zeros(0), persistent=False)
        self.register_buffer("shares", torch.zeros(0), persistent=False)

    def on(self, sides: tuple[int, ...]) -> "OffsetKernel":
        """Return the same kernels, shared, on a lattice of so many samples an axis."""
        other = copy.copy(self)
        other._buffers = dict(self._buffers)
        half, spacings = self.supports.double().cpu(), spacings_of(sides)
        reach = [ceil(float(r) / h + 0.5 - SLACK) - 1 for r, h in zip(half, spacings, strict=True)]
        other.reach_by(tuple(reach))
        taps = torch.tensor(list(product(*(range(-m, m + 1) for m in reach))), dtype=torch.float64)
        widths = torch.tensor(spacings, dtype=torch.float64)
        shares = (covered(taps * widths, half, widths) / self.cells.double().cpu()).prod(-1)
        other.offsets = (taps * widths).T.contiguous().to(self.supports)
        other.shares = shares.to(self.supports)
        return other

    def features(
        self, offsets: Float[Tensor, "*some axis tap"]
    ) -> Float[Tensor, "*some feature tap"]:
        """Return what kernels are sums of, at any offsets: 1 and the sines, times the mask."""
        phases = self.frequencies @ (offsets / self.supports[:, None]) + self.phases[:, None]
        waves = torch.cat([torch.ones_like(phases[..., :1, :]), phases.sin()], dim=-2)
        if self.log_sigma is None:
            return waves
        squares = (offsets / self.log_sigma.exp()[:, None]).square().sum(-2, keepdim=True)
        return waves * torch.exp(-squares / 2)

    @property
    def weight(self) -> Float[Tensor, "output input *tap"]:
        """The kernels on the lattice, times the quadrature's weights."""
        table = self.features(self.offsets) * self.shares
        return (self.mixing @ table).unflatten(2, self.kernel_size)

    def gathered(
        self,
        neurons: Float[Tensor, "node input"],
        index: Int64[Tensor, "point near"],
        offsets: Float[Tensor, "point axis near"],
        shares: Float[Tensor, "point near"],
    ) -> Float[Tensor, "point output"]:
        """Return the sums at points that lie anywhere.

        Sums over neighbours are made once a feature and not once a kernel: there are few features,
        and a number for each pair of points and each kernel would be far too many.

        Args:
            neurons: at the nodes.
            index: of the nodes near each point.
            offsets: from the point to them, domain units.
            shares: what they weigh; 0 for those that only fill up the table.
        """
        table = self.features(offsets) * shares[:, None]
        beside = neurons.index_select(0, index.flatten()).unflatten(0, index.shape)
        sums = (table @ beside).flatten(1)  # feature, input
        kernels = self.mixing.permute(2, 1, 0).flatten(0, 1)
        return sums @ kernels if self.bias is None else torch.addmm(self.bias, sums, kernels)

    def initialise(self, source: torch.Generator, omega: float, mask: float | None) -> None:
        """Fill the weights so that, where neurons vary slowly, sums are as large as usual.

        PyTorch's default weights give a sum of n equal neurons the variance n / (3 n) of one. Here
        the sum over taps of feature f is F_f; with mixing of variance 1 / (3 inputs sum F_f^2) the
        variance is the same.

        Args:
            source: of random numbers.
            omega: largest frequency, rad per half side.
            mask: sigma, domain units.
        """
        uniform_(self.frequencies, omega, source)
        uniform_(self.phases, pi, source)
        with torch.no_grad():
            if mask is not None:
                self.log_sigma.fill_(mask).log_()
            sums = (self.features(self.offsets) * self.shares).sum(1)
        uniform_(self.mixing, (self.in_channels * float(sums.square().sum())) ** -0.5, source)
        if self.bias is not None:
            uniform_fan_in_(self.bias, self.in_channels * len(self.shares), source)
