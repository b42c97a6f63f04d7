"""Local-Global SIREN: a small SIREN a cell, advised by one SIREN over the whole signal.

Source: Croppable INRs section 3 and released code. With g_i = sin(omega (G_i g_(i-1) + .)) over the
whole signal and l_i = sin(omega (L_i m_(i-1) + .)) in each cell, both from the coordinates on,
m_i = sin(omega (M [l_i; g_i] + .)) after every sine, and a linear output layer a cell. M is one
matrix for all i and all cells. 198,930 parameters at widths 14 and 84 on 16x16 cells for grey.

[l_i; g_i] is never made: each part meets its own rows of M. Cells that are cut off take their
local weights with them and change nothing elsewhere.
"""

from math import sqrt

from torch import nn

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.local_global import LocalGlobal as Options
from inrflow.config.networks.local_global import part_of
from inrflow.config.networks.plan import StagePlan
from inrflow.fields.activations import identity
from inrflow.fields.field import FIRST
from inrflow.fields.initialise import generator
from inrflow.fields.layer import Layer, SineLayer
from inrflow.fields.linear import MemberLinear
from inrflow.fields.pointwise import Pointwise

STREAM = (0, 4)  # of the seed: the weights that all cells share, apart from those of members


class LocalGlobal(Pointwise):
    """Local networks under a global one.

    Attributes:
        merge: M and its bias, which every merge stage mixes with.
    """

    apart = False

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__(options, shape)
        self.merge = MemberLinear(1, options.width + options.global_width, options.width)
        self.stages = nn.ModuleDict({s.name: self._layer(s) for s in options.plan(shape)})

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """What each stage mixes."""
        return self.options.sources

    def bend(self, affine: MemberLinear, omega: float, part: str) -> Layer:
        """Return a layer of sines; `part` is `global`, `local` or `merge`."""
        return SineLayer(affine, omega)

    def initialise(self, seed: int) -> "LocalGlobal":
        """Fill the weights; a local network depends on the seed and its cell's number alone."""
        local, common = self.sources_of(seed), [generator(seed, *STREAM)]
        for name, stage in self.stages.items():
            if stage.affine is not self.merge:
                sources = common if part_of(name) == "global" else local
                stage.affine.initialise(sources, self._bound(stage.affine, name))
        self.merge.initialise(common, self._bound(self.merge, "merge"))
        return self

    def _layer(self, stage: StagePlan) -> Layer:
        options, part = self.options, part_of(stage.name)
        if part == "merge":
            layer = self.bend(self.merge, options.hidden_omega, part)
            # the field holds M, once; the stage refers to it
            object.__setattr__(layer, "affine", layer._modules.pop("affine"))
            return layer
        affine = MemberLinear(stage.members, stage.inputs, stage.outputs)
        if stage.last:
            return Layer(affine, identity, options.output)
        omega = options.hidden_omega
        if stage.sources == (FIRST,):
            omega = options.first_omega
            if part == "global":
                omega = options.global_first_omega or omega
        return self.bend(affine, omega, part)

    def _bound(self, affine: MemberLinear, name: str) -> float:
        """Return SIREN's bound on the weights of a layer by its inputs."""
        inputs = affine.weight.shape[1]
        if self.sources.get(name) == (FIRST,):
            return 1 / inputs
        return sqrt(6 / inputs) / self.options.hidden_omega


def build(options: Options, shape: Shape, seed: int) -> LocalGlobal:
    """Return the initialised network for a signal of shape (frames, height, width, channels)."""
    return LocalGlobal(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> LocalGlobal:
    """Return the network with weights to be filled from a file."""
    return LocalGlobal(options, shape)
