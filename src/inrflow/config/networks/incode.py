"""Options of INCODE (Kazerouni et al., WACV 2024) and of its harmoniser."""

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.pointwise import Output
from inrflow.config.networks.siren import Siren

FEATURES = {1: 50, 2: 64, 3: 128}  # of a signal's axes: MFCC, ResNet-34, R3D-18
Width = Annotated[int, Field(ge=1)]


class Extractor(Strict):
    """What looks at the signal: MFCC (one axis), ResNet-34's or R3D-18's first layers; frozen."""

    weights: str | None = Field(
        None,
        description="state dict of torchvision's resnet34 or r3d_18 (.safetensors, or a PyTorch "
        "file of tensors alone); null: drawn from the seed, as in the released code",
    )
    sample_rate: int = Field(44_100, ge=2, description="of a sound, Hz; it places the mel filters")


class Harmoniser(Strict):
    """A small network from the signal's features to the numbers that modulate all sines."""

    hidden: tuple[Width, ...] = Field(
        (64, 32), description="hidden widths; 50, 32 for audio and 32, 16, 12 for denoising"
    )
    norm: bool = Field(False, description="layer normalisation before SiLU (denoising)")
    bias: float = Field(0.3120, description="first value of all biases; 5e-4 for denoising")
    extractor: Extractor = Field(Extractor(), description="where the features come from")

    def parameters(self, shape: Shape, scalars: int) -> int:
        """Return the trained parameters; the frozen extractor's are not stored and not counted.

        Args:
            shape: the signal's (frames, height, width, channels).
            scalars: how many come out: 4, or 12 for Local-Global INCODE.
        """
        widths = [FEATURES[len(axes_of(shape))], *self.hidden, scalars]
        linear = sum((i + 1) * o for i, o in pairwise(widths))
        return linear + 2 * sum(self.hidden) * self.norm


class Incode(Siren):
    """A SIREN whose sines are modulated by four numbers that a harmoniser makes of the signal.

    With `partition` an INCODE per partition: one network a cell, the four numbers shared.
    INCODE takes a `first_omega` of 3000 for audio and of 10 for denoising.
    """

    architecture: Literal["incode"]
    output: Output = Field(
        "identity", description="output map; INCODE paints in [0, 1], sounds in [-1, 1] (signed)"
    )
    harmoniser: Harmoniser = Field(Harmoniser(), description="what modulates the sines")

    def parameters(self, shape: Shape) -> int:
        """Return the trained parameters of all members and the harmoniser."""
        return super().parameters(shape) + self.harmoniser.parameters(shape, 4)
