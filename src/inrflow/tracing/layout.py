"""What a canvas will hold, and how many bytes, worked out before anything is traced."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from inrflow.config.names import nearest
from inrflow.config.networks.axes import Shape
from inrflow.config.networks.partition import edges_on
from inrflow.config.networks.plan import StagePlan
from inrflow.config.tracing import Tracing
from inrflow.errors import InputError

# most rows, and samples, of a chunk: a pixel is read without the picture, a sound in few chunks
TILE = (32, 2048)
FEW = 32  # most features of a chunk


@dataclass(frozen=True)
class Layout:
    """What to store of a fit.

    Attributes:
        plan: the stages, in order.
        frames: frame numbers, in order.
        members: members of a pointwise field whose weights are stored: those that paint them.
        dtype: numpy name of the stored numbers.
        piece: bytes that one piece in memory may take.
    """

    plan: list[StagePlan]
    frames: list[int]
    members: list[int]
    dtype: str
    piece: int

    def window(self) -> tuple[int, int]:
        """Return rows and columns of a piece of all pointwise stages, multiples of a chunk's."""
        (height, width), (down, across) = self.plan[0].lattice, tile(self.plan[0].lattice)
        samples = self.piece // (4 * max(stage.inputs for stage in self.plan))
        most = max(across, samples // down // across * across)
        columns = min(round_up(width, across), most)
        rows = min(round_up(height, down), max(down, samples // columns // down * down))
        return rows, columns

    def channels(self, stage: StagePlan) -> int:
        """Return how many input channels of a convolution make a piece."""
        each = 4 * stage.outputs * stage.lattice[0] * stage.lattice[1]
        return min(stage.inputs, max(1, self.piece // each))


def tile(lattice: tuple[int, int]) -> tuple[int, int]:
    """Return rows and columns of a chunk of a lattice."""
    rows = even(lattice[0], TILE[0])
    return rows, even(lattice[1], TILE[1] // rows)


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


def stored_members(
    edges: list[list[int]], kept: Sequence[int] | None, frames: list[int]
) -> list[int]:
    """Return the members whose cells touch some of the frames; the first where none does.

    Args:
        edges: first samples of the cells along (frame, y, x), and each side.
        kept: numbers of the cells that have a member; None: all.
        frames: the frames to store.
    """
    slabs, rows, columns = (len(ends) - 1 for ends in edges)
    touched = {
        slab
        for slab, (first, end) in enumerate(pairwise(edges[0]))
        if any(first <= frame < end for frame in frames)
    }
    numbers = range(slabs * rows * columns) if kept is None else kept
    return [m for m, n in enumerate(numbers) if n // (rows * columns) in touched] or [0]


def canvas_bytes(network: Any, shape: Shape, options: Tracing) -> int:
    """Return the bytes of a canvas's numbers (Zarr's files and ragged chunks add a few per cent).

    Args:
        network: the architecture's options, a model with a `plan`.
        shape: the signal's (frames, height, width, channels).
        options: what is stored.
    """
    width = {"float32": 4, "float16": 2}[options.dtype]
    stages = chosen_stages(network.plan(shape), options)
    frames, weights = chosen_frames(shape[0], options), 0
    if any(stage.kind == "pointwise" for stage in stages):
        # cells that are still to be found in the signal: at most all
        kept = network.kept if isinstance(network.kept, list) else None
        ends = edges_on(network.borders(shape), shape)
        members = len(stored_members(ends, kept, frames))
        weights = sum(s.member_bytes * min(s.members, members) for s in stages)
    return sum(stage.frame_bytes(width) for stage in stages) * len(frames) + weights
