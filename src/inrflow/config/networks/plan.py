"""What a network will be, worked out from its options without building it."""

from dataclasses import dataclass
from math import prod


@dataclass(frozen=True)
class StagePlan:
    """One traceable stage for a given picture size.

    Attributes:
        name: the stage's name; a group of the canvas.
        kind: `pointwise` (linear, the same at every pixel) or `convolution`.
        inputs: number of input neurons (features or channels).
        outputs: number of outputs of the affine map.
        lattice: (height, width) on which the contributions live, px of that stage.
        strides: PixelShuffle factors of this convolution block and all later ones, in order.
        last: whether this stage paints the colours.
        members: networks that the stage's weights are of; 1 where one serves all cells.
        sources: names of what it mixes, where that is not the stage before.
        gated: whether what it makes is multiplied with a gate.
        shared: the stage whose weights these are, where an earlier one has the same.
    """

    name: str
    kind: str
    inputs: int
    outputs: int
    lattice: tuple[int, int]
    strides: tuple[int, ...] = ()
    last: bool = False
    members: int = 1
    sources: tuple[str, ...] = ()
    gated: bool = False
    shared: str | None = None

    @property
    def neurons(self) -> int:
        """Number of neurons as XINC counts them: features, or kernels (input, output)."""
        return self.inputs if self.kind == "pointwise" else self.inputs * self.outputs

    def frame_bytes(self, width: int) -> int:
        """Return the bytes that a canvas stores for one frame of this stage, weights apart.

        Args:
            width: bytes of a feature, gate or contribution; a mixture is float32 in any case.
        """
        pixels = prod(self.lattice)
        if self.kind == "pointwise":
            return width * pixels * (self.inputs + self.gated * self.outputs)
        return (width * self.inputs + 4) * self.outputs * pixels

    @property
    def member_bytes(self) -> int:
        """Bytes that a canvas stores for one member: its weights, float32."""
        return 4 * self.outputs * (self.inputs + 1) if self.kind == "pointwise" else 0
