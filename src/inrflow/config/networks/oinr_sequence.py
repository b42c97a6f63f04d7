"""Options of O-INR for sequences of frames (Pal et al., ICML 2024, section 4.3, Eq. 8)."""

from typing import Literal

from pydantic import Field, FiniteFloat

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.oinr import Oinr, Padding
from inrflow.config.networks.operator import Width
from inrflow.config.networks.plan import StagePlan
from inrflow.errors import InputError


class OinrSequence(Oinr):
    """One operator for all frames: a frame's encoding and its offset in, the frame out.

    Frame n of N is told by gamma = alpha + (beta - alpha) / D n, added to every channel of the
    encoding of (y, x); D is N in the paper and N - 1 in the released code. The defaults are the
    released ones. Where training is short, frames whose gammas lie close stay alike: take a larger
    beta, or channels of the frame's own.
    """

    architecture: Literal["oinr_sequence"]
    noise: Literal[0] = Field(0, description="none: for single signals")
    channels: tuple[Width, ...] = Field(
        (64, 128, 256, 256, 128, 64), min_length=1, description="channels between convolutions"
    )
    padding: Padding = Field("zeros", description="what a kernel sees beyond the border")
    bias: bool = Field(True, description="biases in the convolutions, as released")
    alpha: FiniteFloat = Field(0.0, description="offset gamma of the first frame")
    beta: FiniteFloat = Field(
        0.1, description="offset of the last frame, or of the one after it; see `division`"
    )
    division: Literal["N", "N-1"] = Field(
        "N-1",
        description="by what beta - alpha is divided; N-1: the last frame has beta (released); "
        "N: the frame after it would have (paper)",
    )
    offset: Literal["added", "channels"] = Field(
        "added",
        description="added: gamma to every channel (paper); channels: sines and cosines of the "
        "frame's position as channels of their own, neither alpha nor beta",
    )
    frame_levels: int = Field(
        4,
        ge=1,
        description="frequencies 2^(l - 1) pi of `channels`, rad per unit length of positions in "
        "[-1, 1]: the first is half a period from the first frame to the last",
    )

    def features(self, shape: Shape) -> int:
        """Return the channels of a frame's encoding."""
        own = 2 * self.frame_levels if self.offset == "channels" else 0
        return super().features(_still(shape)) + own

    def plan(self, shape: Shape) -> list[StagePlan]:
        """Return the stages for a signal of shape (frames, height, width, channels).

        Raises:
            InputError: frames of one row or column, frames that nothing tells apart, or a side
                too short for the padding.
        """
        if min(shape[1:3]) < 2:
            raise InputError(
                "network oinr_sequence: expected frames of two or more rows and columns, found "
                f"{shape[1]}x{shape[2]} px; `oinr` paints such"
            )
        if self.offset == "added" and self.alpha == self.beta and shape[0] > 1:
            raise InputError(
                f"network.beta: expected another number than alpha, or {shape[0]} frames are all "
                f"the same, found {self.beta:g}"
            )
        return super().plan(_still(shape))

    def parameters(self, shape: Shape) -> int:
        """Return the trained parameters: one network for all frames."""
        return super().parameters(_still(shape))

    def per_frame(self, frames: int) -> float:
        """Return by how much gamma grows from a frame to the next."""
        divisor = frames if self.division == "N" else max(frames - 1, 1)
        return (self.beta - self.alpha) / divisor


def _still(shape: Shape) -> Shape:
    """Return the shape of one frame."""
    return (1, *shape[1:])
