"""What a canvas will hold, and how many bytes, worked out before anything is traced."""

from typing import Any

from inrflow.config.names import nearest
from inrflow.config.networks.plan import StagePlan
from inrflow.config.tracing import Tracing
from inrflow.errors import InputError


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
    """Return the bytes of a canvas's numbers (Zarr's own files add about 0.1 %).

    Args:
        network: the architecture's options, a model with a `plan`.
        shape: the signal's (frames, height, width, channels).
        options: what is stored.
    """
    width = {"float32": 4, "float16": 2}[options.dtype]
    stages = chosen_stages(network.plan(shape), options)
    numbers = sum(stage.canvas_numbers() for stage in stages)
    return numbers * len(chosen_frames(shape[0], options)) * width
