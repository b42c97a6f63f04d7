"""Local-Global SIREN: a small SIREN a cell, advised by one SIREN over the whole signal.

Source: Croppable INRs section 3 and released code. With g_i = sin(omega (G_i g_(i-1) + .)) over the
whole signal and l_i = sin(omega (L_i m_(i-1) + .)) in each cell, both from the coordinates on,
m_i = sin(omega (M [l_i; g_i] + .)) after every sine, and a linear output layer a cell. M is one
matrix for all i and all cells. 198,930 parameters at widths 14 and 84 on 16x16 cells for grey.

[l_i; g_i] is never made: each part meets its own rows of M. Cells that are cut off take their
local weights with them and change nothing elsewhere.
"""

from collections.abc import Iterator

from torch import nn

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.local_global import LocalGlobal as Options
from inrflow.config.networks.local_global import part_of
from inrflow.config.networks.plan import StagePlan
from inrflow.fields.advised import Advised
from inrflow.fields.layer import Layer
from inrflow.fields.linear import MemberLinear


class LocalGlobal(Advised):
    """Local networks under a global one, merged by one matrix.

    Attributes:
        merge: M and its bias, which every merge stage mixes with.
    """

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__(options, shape)
        self.merge = MemberLinear(1, options.width + options.global_width, options.width)
        self.stages = nn.ModuleDict({s.name: self._layer(s) for s in options.plan(shape)})

    def affines(self) -> Iterator[tuple[str, MemberLinear]]:
        """Yield every linear map once; M comes last."""
        for name, stage in self.stages.items():
            if stage.affine is not self.merge:
                yield name, stage.affine
        yield "merge", self.merge

    def _layer(self, stage: StagePlan) -> Layer:
        if part_of(stage.name) != "merge":
            return self.layer(stage, MemberLinear(stage.members, stage.inputs, stage.outputs))
        layer = self.layer(stage, self.merge)
        # the field holds M, once; the stage refers to it
        object.__setattr__(layer, "affine", layer._modules.pop("affine"))
        return layer


def build(options: Options, shape: Shape, seed: int) -> LocalGlobal:
    """Return the initialised network for a signal of shape (frames, height, width, channels)."""
    return LocalGlobal(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> LocalGlobal:
    """Return the network with weights to be filled from a file."""
    return LocalGlobal(options, shape)
