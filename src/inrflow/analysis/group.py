"""The workflow's stage `groupings`: label maps of the frames to be measured."""

from pathlib import Path
from typing import Any

from inrflow.analysis.frames import first_of
from inrflow.analysis.groupings.make import Choice, make_labels
from inrflow.config.check import check
from inrflow.config.tracing import Tracing
from inrflow.signals.signal import Segments, Signal
from inrflow.tracing.layout import chosen_frames


def group_pixels(
    params: dict[str, Any], *, frames: Path, labels: Path, masks: Path | None = None
) -> None:
    """Group the pixels of the frames to be measured: those with masks first, where there are some.

    Args:
        params: `tracing`, `frames` and `compared_frames` (how many; null: all), `clusters`, `grid`.
        frames: input, the signal's frames.
        labels: output, all label maps.
        masks: input, the segments, if there are any.
    """
    signal = Signal.read(frames)
    segments = Segments.read(masks, signal.shape) if masks else None
    traced = chosen_frames(signal.shape[0], check(Tracing, params["tracing"], "tracing"))
    masked = [f for f in traced if segments is not None and f in segments.annotated]
    chosen = first_of(masked, traced, params["frames"] or len(traced))
    compared = first_of([f for f in masked if f in chosen], chosen, params["compared_frames"])
    choice = Choice(chosen, compared, params["clusters"], tuple(params["grid"]))
    make_labels(signal, segments, choice).write(labels)
