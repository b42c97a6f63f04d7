"""What Local-Global networks share: a small SIREN a cell, advised by one over the whole signal.

Source: Croppable INRs section 3. Both kinds of networks start from the coordinates; the local ones
go on from what a merge makes of their and the global neurons after every layer. How it merges them
is each architecture's own.
"""

from abc import abstractmethod
from collections.abc import Iterator
from math import sqrt
from typing import Any

from inrflow.config.networks.local_global import part_of
from inrflow.config.networks.plan import StagePlan
from inrflow.fields.activations import identity
from inrflow.fields.field import FIRST
from inrflow.fields.initialise import generator
from inrflow.fields.layer import Layer, SineLayer
from inrflow.fields.linear import MemberLinear
from inrflow.fields.pointwise import Pointwise
from inrflow.fields.tied_linear import TiedLinear

STREAM = (0, 4)  # of the seed: the weights that all cells share, apart from those of members
OF_CELLS = ("local", "head")  # the parts of which every cell has its own


class Advised(Pointwise):
    """Local networks under a global one."""

    apart = False

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """What each stage mixes."""
        return self.options.sources

    def bend(self, affine: MemberLinear | TiedLinear, omega: float, part: str) -> Layer:
        """Return a layer of sines; `part` is `global`, `local` or `merge`."""
        return SineLayer(affine, omega)

    def initialise(self, seed: int) -> "Advised":
        """Fill the weights; a local network depends on the seed and its cell's number alone."""
        local, common = self.sources_of(seed), [generator(seed, *STREAM)]
        for name, affine in self.affines():
            draws = local if part_of(name) in OF_CELLS else common
            affine.initialise(draws, self._bound(affine.fan_in, name))
        return self

    @abstractmethod
    def affines(self) -> Iterator[tuple[str, Any]]:
        """Yield every linear map once, by its stage's name, in the order of drawing weights."""

    def layer(self, stage: StagePlan, affine: MemberLinear | TiedLinear) -> Layer:
        """Return a stage's layer with a linear map."""
        options, part = self.options, part_of(stage.name)
        if stage.last:
            return Layer(affine, identity, options.output)
        omega = options.hidden_omega
        if stage.sources == (FIRST,):
            omega = options.first_omega
            if part == "global":
                omega = options.global_first_omega or omega
        return self.bend(affine, omega, part)

    def _bound(self, inputs: int, name: str) -> float:
        """Return SIREN's bound on the weights of a layer by its inputs."""
        if self.sources.get(name) == (FIRST,):
            return 1 / inputs
        return sqrt(6 / inputs) / self.options.hidden_omega
