"""What a canvas will hold, and how many bytes, worked out before anything is traced."""

from dataclasses import dataclass
from typing import Any

from inrflow.config.names import nearest
from inrflow.config.networks.plan import StagePlan
from inrflow.config.tracing import Tracing
from inrflow.errors import InputError

TILE = (32, 64)  # most rows and columns of a chunk: a pixel is read without the picture
FEW = 32  # most features of a chunk


@dataclass(frozen=True)
class Layout:
    """What to store of a fit.

    Attributes:
        plan: the stages, in order.
        frames: frame numbers, in order.
        dtype: numpy name of the stored numbers.
        piece: bytes that one piece in memory may take.
    """

    plan: list[StagePlan]
    frames: list[int]
    dtype: str
    piece: int

    def rows(self, stage: StagePlan) -> int:
        """Return how many rows of a pointwise stage make a piece, a multiple of a chunk's."""
        chunk = even(stage.lattice[0], TILE[0])
        most = self.piece // (4 * stage.inputs * stage.lattice[1])
        return min(round_up(stage.lattice[0], chunk), max(chunk, most // chunk * chunk))

    def channels(self, stage: StagePlan) -> int:
        """Return how many input channels of a convolution make a piece."""
        each = 4 * stage.outputs * stage.lattice[0] * stage.lattice[1]
        return min(stage.inputs, max(1, self.piece // each))


def even(size: int, most: int) -> int:
    """Return the chunk of at most `most` that pads least: Zarr stores the last one whole."""
    return -(-size // -(-size // most))


def round_up(number: int, multiple: int) -> int:
    """Return the smallest multiple that is not less than the number."""
    return -(-number // multiple) * multiple


def chosen_stages(plan: list[StagePlan], options: Tracing) -> list[StagePlan]:
    """Return the stages to store, in the field's order.

    Raises:
        InputError: a stage that the field does not have.
    """
    if options.stages is None:
        return plan
    names = [stage.name for stage in plan]
    for name in options.stages:
        if name not in names:
            raise InputError(f"tracing.stages: unknown stage {name!r}{nearest(name, names)}")
    return [stage for stage in plan if stage.name in options.stages]


def chosen_frames(count: int, options: Tracing) -> list[int]:
    """Return the frames to store, sorted.

    Raises:
        InputError: a frame that the signal does not have.
    """
    frames = sorted(set(range(count) if options.frames is None else options.frames))
    if not frames or frames[0] < 0 or frames[-1] >= count:
        raise InputError(f"tracing.frames: expected numbers from 0 to {count - 1}, found {frames}")
    return frames


def canvas_bytes(network: Any, shape: tuple[int, int, int, int], options: Tracing) -> int:
    """Return the bytes of a canvas's numbers (Zarr's files and ragged chunks add a few per cent).

    Args:
        network: the architecture's options, a model with a `plan`.
        shape: the signal's (frames, height, width, channels).
        options: what is stored.
    """
    width = {"float32": 4, "float16": 2}[options.dtype]
    stages = chosen_stages(network.plan(shape), options)
    frame = sum(stage.canvas_bytes(width) for stage in stages)
    return frame * len(chosen_frames(shape[0], options))
