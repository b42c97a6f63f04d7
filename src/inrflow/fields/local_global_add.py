"""Local-Global SIREN that merges by adding: `fc + add` of the paper's Table 9.

Source: Croppable INRs, Table 9 and released code. With g_i = sin(omega (G_i g_(i-1) + .)) over the
whole signal and l_i = sin(omega (L_i m_(i-1) + .)) in each cell, both from the coordinates on,
m_i = l_i + sin(omega (F_i g_i + .)), and a linear output layer a cell. Every layer has its own F_i,
which all cells share. 202,304 parameters at widths 14 and 84 on 16x16 cells for grey.

The sum m_i is no stage: the next local layer mixes both terms with the same weights.
"""

from collections.abc import Iterator

from torch import nn

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.local_global_add import LocalGlobalAdd as Options
from inrflow.config.networks.plan import StagePlan
from inrflow.fields.advised import Advised
from inrflow.fields.linear import MemberLinear
from inrflow.fields.tied_linear import TiedLinear


class LocalGlobalAdd(Advised):
    """Local networks whose neurons sines of the global ones are added to."""

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__(options, shape)
        plan = options.plan(shape)
        self.stages = nn.ModuleDict({s.name: self.layer(s, _affine(s)) for s in plan})

    def affines(self) -> Iterator[tuple[str, MemberLinear | TiedLinear]]:
        """Yield every linear map by its stage's name."""
        for name, stage in self.stages.items():
            yield name, stage.affine


def _affine(stage: StagePlan) -> MemberLinear | TiedLinear:
    """Return a stage's linear map: of the sum of its sources where there are several."""
    count = len(stage.sources)
    if count == 1:
        return MemberLinear(stage.members, stage.inputs, stage.outputs)
    return TiedLinear(stage.members, stage.inputs // count, stage.outputs, count)


def build(options: Options, shape: Shape, seed: int) -> LocalGlobalAdd:
    """Return the initialised network for a signal of shape (frames, height, width, channels)."""
    return LocalGlobalAdd(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> LocalGlobalAdd:
    """Return the network with weights to be filled from a file."""
    return LocalGlobalAdd(options, shape)
