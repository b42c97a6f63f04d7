"""Measures of small fields whose analyses are held against their definition."""

from pathlib import Path

import numpy as np

from inrflow.analysis.groupings.make import Choice, make_labels
from inrflow.analysis.measure import measure
from inrflow.analysis.measures import Measures
from inrflow.signals.signal import Signal
from inrflow.tracing.canvas import Canvas
from laws.fields import noise

SHARES = [0.1, 0.5]


def clip(canvas: Canvas, seed: int = 0) -> Signal:
    """A clip of noise of the canvas's shape."""
    frames = canvas.notes["shape"][0]
    values = noise(frames, *canvas.size, 3, seed=seed)
    return Signal(values, np.arange(frames, dtype=np.float64), {})


def measured(canvas: Canvas, path: Path, definitions: list[str] | None = None) -> Measures:
    """Measure all frames of a canvas under some definitions."""
    choice = Choice(canvas.frames, canvas.frames, clusters=3, cells=(2, 2))
    labels = make_labels(clip(canvas), None, choice)
    measure(canvas, labels, definitions or ["corrected", "released"], SHARES, path)
    return Measures.read(path)
