"""Local-Global INCODE: a Local-Global network whose sines are modulated.

Source: Croppable INRs section 4.4 and released notebooks; INCODE (WACV 2024). One harmoniser makes
twelve numbers of the signal: (a, b, c, d) of the local, of the global and of the merge sines, the
same at all depths and in all cells. 205,208 parameters at 28 and 96 on 8x8 cells for RGB. The
released super-resolution trains the global network at 1/1.8 of the rate (`rates: {stages.global:
0.5556}`), the merge at the full one.
"""

from torch import Tensor

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.local_global_incode import LocalGlobalIncode as Options
from inrflow.fields.field import Context
from inrflow.fields.layer import Layer
from inrflow.fields.linear import MemberLinear
from inrflow.fields.local_global import LocalGlobal
from inrflow.fields.modulation import Harmonised, Harmoniser, Modulated

PARTS = ("local", "global", "merge")  # order of the harmoniser's quadruples


class LocalGlobalIncode(Harmonised, LocalGlobal):
    """Modulated local networks under a modulated global one.

    Attributes:
        harmoniser: what modulates all sines.
    """

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__(options, shape)
        self.harmoniser = Harmoniser(options.harmoniser, shape, 4 * len(PARTS))

    def bend(self, affine: MemberLinear, omega: float, part: str) -> Layer:
        """Return a layer of sines that a part's four numbers modulate."""
        return Modulated(affine, omega, part)

    def condition(self, coordinates: Tensor) -> Context:
        """Return the four numbers of each part."""
        return dict(zip(PARTS, self.harmoniser(), strict=True))


def build(options: Options, shape: Shape, seed: int) -> LocalGlobalIncode:
    """Return the initialised network for a signal of shape (frames, height, width, channels)."""
    return LocalGlobalIncode(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> LocalGlobalIncode:
    """Return the network with weights to be filled from a file."""
    return LocalGlobalIncode(options, shape)
