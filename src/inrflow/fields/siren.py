"""SIREN: sines all the way; with a partition, one small SIREN a cell (SPP).

Source: Sitzmann et al. 2020 section 3.2 and its released modules; Croppable INRs section 3.
h <- sin(omega (W h + b)); first weights U(+-1/d), later ones, the linear output's too,
U(+-sqrt(6 / inputs) / omega); biases PyTorch's default. 198,915 parameters at width 256 for RGB.
"""

from math import sqrt

from torch import nn

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.siren import Siren as Options
from inrflow.fields.activations import identity, sine
from inrflow.fields.layer import Layer
from inrflow.fields.linear import MemberLinear
from inrflow.fields.pointwise import Pointwise


class Siren(Pointwise):
    """A SIREN, or one a cell."""

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__(options, shape)
        self.stages = nn.ModuleDict()
        for stage in options.plan(shape):
            linear = MemberLinear(self.members, stage.inputs, stage.outputs)
            omega = options.hidden_omega if self.stages else options.first_omega
            self.stages[stage.name] = (
                Layer(linear, identity, options.output)
                if stage.last
                else Layer(linear, sine, omega=omega)
            )

    def initialise(self, seed: int) -> "Siren":
        """Fill the weights; a member depends on the seed and its cell's number alone."""
        sources, first = self.sources_of(seed), True
        for stage in self.stages.values():
            inputs = stage.affine.weight.shape[1]
            later = sqrt(6 / inputs) / self.options.hidden_omega
            stage.affine.initialise(sources, 1 / inputs if first else later)
            first = False
        return self


def build(options: Options, shape: Shape, seed: int) -> Siren:
    """Return the initialised network for a signal of shape (frames, height, width, channels)."""
    return Siren(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> Siren:
    """Return the network with weights to be filled from a file."""
    return Siren(options, shape)
