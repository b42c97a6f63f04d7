"""Options of the continuous O-INR as the paper describes it (Pal et al., ICML 2024)."""

from itertools import pairwise
from typing import Literal

from pydantic import Field, FiniteFloat

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.operator import Operator
from inrflow.errors import InputError

SLACK = 1e-6  # of a spacing: what rounding may take


class OinrContinuous(Operator):
    """An operator whose kernels are functions of the offset, so that it has any resolution.

    A kernel is a small sine network of the offset in domain units ([-1, 1] an axis), with a fixed
    support: a finer lattice has more taps of the same kernel, weighted as a quadrature rule. The
    same weights are thus the same function on every lattice, within the rule's error, and on
    points that lie on none. Costs grow with the square (in volumes the cube) of the taps.
    """

    architecture: Literal["oinr_continuous"]
    cap: bool = Field(True, description="leave out levels above an axis's Nyquist limit")
    noise: Literal[0] = Field(0, description="none: noise has no values between samples")
    support: FiniteFloat | list[FiniteFloat] | None = Field(
        None,
        description="half side of the kernels, domain units ([-1, 1] an axis), or one an axis in "
        "the order (frame, y, x); null: `spacings` samples of the coarsest lattice",
    )
    spacings: float = Field(
        1.5,
        ge=1,
        description="half side of the kernels where `support` is null, samples of the coarsest "
        "lattice; 1.5: three taps an axis there, each of a whole sample, as usual kernels have",
    )
    sines: int = Field(8, ge=1, description="hidden width of the kernel network")
    omega: float = Field(
        4.0, gt=0, description="largest frequency of its initial sines, rad per half side"
    )
    mask: FiniteFloat | None = Field(
        None,
        gt=0,
        description="initial sigma of a Gaussian that kernels are multiplied with, domain units; "
        "trained, one an axis and layer; null: none",
    )
    bias: bool = Field(True, description="biases in the convolutions")

    def supports(self, shape: Shape) -> tuple[float, ...]:
        """Return the half sides of the kernels, domain units, one an axis.

        Raises:
            InputError: as many as the signal has no axes.
        """
        spacings = spacings_of(self.reference(shape))
        if self.support is None:
            return tuple(self.spacings * spacing for spacing in spacings)
        told = self.support if isinstance(self.support, list) else [self.support] * len(spacings)
        if len(told) != len(spacings):
            raise InputError(
                f"network.support: expected {len(spacings)} half sides, one an axis of more than "
                f"one sample, found {told}"
            )
        return tuple(told)

    def refuse(self, shape: Shape) -> None:
        """Refuse a lattice on which it cannot work.

        Raises:
            InputError: samples too far apart for the kernels, or kernels wider than the domain.
        """
        sides = tuple(shape[axis] for axis in axes_of(shape))
        refuse_coarse(self.supports(shape), sides)

    def parameters(self, shape: Shape) -> int:
        """Return the trained parameters."""
        axes = len(axes_of(shape))
        kernel = self.sines * (axes + 1) + (self.mask is not None) * axes
        return sum(
            kernel + ((self.sines + 1) * a + self.bias) * b for a, b in pairwise(self.widths(shape))
        )


def spacings_of(sides: tuple[int, ...]) -> tuple[float, ...]:
    """Return the distance of samples along each axis, domain units."""
    return tuple(2 / max(side - 1, 1) for side in sides)


def refuse_coarse(supports: tuple[float, ...], sides: tuple[int, ...]) -> None:
    """Refuse kernels that a lattice cannot carry.

    Raises:
        InputError: no neighbour within the support, or a support larger than the domain.
    """
    for half, side, spacing in zip(supports, sides, spacings_of(sides), strict=True):
        if half < spacing * (1 - SLACK):
            raise InputError(
                f"network.support: expected kernels of 3 or more samples, half a side of {half:g} "
                f"needs sides of {int(2 / half - SLACK) + 2} or more, found {side}"
            )
        if half > 2 - spacing / 2:
            raise InputError(
                f"network.support: expected a half side within the domain, less than "
                f"{2 - spacing / 2:g} on {side} samples, found {half:g}"
            )
