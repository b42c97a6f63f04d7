"""The workflow's stage `groupings`: label maps of the frames to be measured."""

from pathlib import Path
from typing import Any

from inrflow.analysis.frames import spaced
from inrflow.analysis.groupings.make import Choice, make_labels
from inrflow.config.check import check
from inrflow.config.tracing import Tracing
from inrflow.signals.signal import Segments, Signal
from inrflow.tracing.layout import chosen_frames


def group_pixels(
    params: dict[str, Any], *, frames: Path, labels: Path, masks: Path | None = None
) -> None:
    """Group the pixels of the frames to be measured.

    Args:
        params: `tracing`, `frames` and `compared_frames` (how many; null: all), `clusters`, `grid`.
        frames: input, the signal's frames.
        labels: output, all label maps.
        masks: input, the segments, if there are any.
    """
    signal = Signal.read(frames)
    segments = Segments.read(masks, signal.shape) if masks else None
    traced = chosen_frames(signal.shape[0], check(Tracing, params["tracing"], "tracing"))
    chosen = spaced(traced, params["frames"] or len(traced))
    compared = spaced(chosen, params["compared_frames"])
    choice = Choice(chosen, compared, params["clusters"], tuple(params["grid"]))
    make_labels(signal, segments, choice).write(labels)
