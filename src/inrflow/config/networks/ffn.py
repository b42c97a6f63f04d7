"""Options of the Fourier feature network (XINC section 4; Tancik et al. 2020)."""

from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.networks.partition import Borders, even
from inrflow.config.networks.plan import StagePlan


class Ffn(Strict):
    """A Fourier feature network: one a frame, all frames of a clip fitted as one ensemble."""

    architecture: Literal["ffn"]
    width: int = Field(104, ge=1, description="hidden units a layer")
    layers: int = Field(3, ge=2, description="linear layers, the output layer counted")
    frequencies: int | None = Field(
        None, ge=1, description="random frequencies; null: as many as `width`"
    )
    sigma: float = Field(
        10.0, gt=0, description="standard deviation of the frequencies, cycles per unit length"
    )
    output: Literal["identity", "tanh", "sigmoid"] = Field(
        "identity", description="output map; tanh means (tanh + 1) / 2"
    )

    partition: ClassVar[None] = None
    frame: ClassVar[None] = None
    kept: ClassVar[None] = None

    def borders(self, shape: tuple[int, int, int, int]) -> Borders:
        """Return where cells end and begin along (frame, y, x): one a frame."""
        return (even(shape[0], shape[0]), (), ())

    @property
    def features(self) -> int:
        """Number of Fourier features: a sine and a cosine a frequency."""
        return 2 * (self.frequencies or self.width)

    def widths(self, channels: int) -> list[int]:
        """Return the layer sizes from features to channels, `layers + 1` numbers."""
        return [self.features, *[self.width] * (self.layers - 1), channels]

    @property
    def stage_names(self) -> list[str]:
        """Names of the stages, in order; the same for every signal."""
        return [f"layer{i}" for i in range(1, self.layers + 1)]

    def plan(self, shape: tuple[int, int, int, int]) -> list[StagePlan]:
        """Return the stages for a signal of shape (frames, height, width, channels)."""
        widths, lattice = self.widths(shape[3]), tuple(shape[1:3])
        return [
            StagePlan(
                name,
                "pointwise",
                *sizes,
                lattice,
                last=name == self.stage_names[-1],
                members=shape[0],
            )
            for name, sizes in zip(self.stage_names, pairwise(widths), strict=True)
        ]

    def parameters(self, shape: tuple[int, int, int, int]) -> int:
        """Return the trained parameters of all frames' networks (the frequencies are fixed)."""
        return shape[0] * sum((stage.inputs + 1) * stage.outputs for stage in self.plan(shape))

    def scaled(self, size: int) -> "Ffn":
        """Return the same network in another size: the family that budgets are matched in."""
        return self.model_copy(update={"width": size})
