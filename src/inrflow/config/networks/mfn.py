"""Options of multiplicative filter networks (Fathony et al., ICLR 2021)."""

from dataclasses import replace
from typing import Literal

from pydantic import Field

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.plan import StagePlan
from inrflow.config.networks.pointwise import Output, Pointwise


class Mfn(Pointwise):
    """Linear layers, each multiplied with filters of the coordinates; one a cell of `partition`."""

    architecture: Literal["mfn"]
    layers: int = Field(
        4, ge=2, description="linear layers, the output layer counted; as many sets of filters"
    )
    filters: Literal["gabor", "fourier"] = Field(
        "gabor", description="sines under Gaussian windows, or sines"
    )
    frequency: float = Field(
        128.0,
        gt=0,
        description="factor on the filters' first frequencies, which without it are those of a "
        "linear layer, up to 1 / sqrt(axes) rad per unit length",
    )
    output: Output = Field("identity", description="output map; signed: it paints in [-1, 1]")

    def features(self, shape: Shape) -> int:
        """Return the number of first neurons: the first filters."""
        return self.width

    def plan(self, shape: Shape) -> list[StagePlan]:
        """Return the stages; all but the last are gated by filters."""
        return [replace(stage, gated=not stage.last) for stage in super().plan(shape)]

    def parameters(self, shape: Shape) -> int:
        """Return the trained parameters of all members' layers and filters."""
        sines = len(axes_of(shape)) + 1  # a frequency vector and a phase; a centre and a gamma
        gates = sum(self.widths(shape)[:-1])
        filters = gates * (2 * sines if self.filters == "gabor" else sines)
        return super().parameters(shape) + self.members(shape) * filters
