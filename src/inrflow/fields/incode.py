"""INCODE: a SIREN whose sines are modulated by four numbers made of the signal.

Source: Kazerouni et al., WACV 2024, sections 3.1 to 3.3 and released code. The composer: layers of
exp(a) sin(exp(b) omega z + c) + d, the same (a, b, c, d) in all of them, the last layer linear,
SIREN's initial weights. The harmoniser: `inrflow.fields.modulation`. 205,287 parameters at
256 x (1 + 3) for RGB; the frozen extractor's are neither stored nor counted. With a partition one
composer a cell under one harmoniser (Local-Global INRs' INCODE per partition).
"""

from torch import Tensor

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.incode import Incode as Options
from inrflow.fields.field import Context
from inrflow.fields.modulation import Harmonised, Harmoniser, Modulated
from inrflow.fields.siren import Siren

NUMBERS = "modulation"


class Incode(Harmonised, Siren):
    """A modulated SIREN, or one a cell.

    Attributes:
        harmoniser: what modulates all sines.
    """

    apart = False

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__(options, shape)
        for name, stage in self.stages.items():
            if stage.activation == "sine":
                self.stages[name] = Modulated(stage.affine, stage.fixed["omega"], NUMBERS)
        self.harmoniser = Harmoniser(options.harmoniser, shape, 4)

    def condition(self, coordinates: Tensor) -> Context:
        """Return the four numbers that modulate all layers."""
        return {NUMBERS: self.harmoniser()[0]}


def build(options: Options, shape: Shape, seed: int) -> Incode:
    """Return the initialised network for a signal of shape (frames, height, width, channels)."""
    return Incode(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> Incode:
    """Return the network with weights to be filled from a file."""
    return Incode(options, shape)
