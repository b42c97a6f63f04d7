"""Figure `signal`: frames, segments and flow of one signal."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from inrflow.analysis.frames import spaced
from inrflow.figures.panels import bar_beside
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.signals.signal import Flow, Segments, Signal

NAMED = 24  # segments in the legend: three lines


def draw_signal(
    params: dict[str, Any],
    *,
    frames: Path,
    flow: Path,
    svg: Path,
    png: Path,
    masks: Path | None = None,
) -> None:
    """Read a signal and draw it.

    Args:
        params: `signal`, `columns`.
        frames: input.
        flow: input.
        svg: output, vectors.
        png: output, pixels.
        masks: input, where the signal has segments.
    """
    signal = Signal.read(frames)
    segments = Segments.read(masks, signal.shape) if masks else None
    figure = draw(signal, segments, Flow.read(flow), params["signal"], params["columns"])
    save(figure, svg, png)


def draw(signal: Signal, segments: Segments | None, flow: Flow, name: str, columns: int) -> Figure:
    """Return the figure: a column a frame; rows frames, segments if any, speed."""
    chosen = spaced(list(range(signal.shape[0])), columns)
    moves = signal.shape[0] > 1  # a still has no flow
    rows = 1 + bool(segments) + moves
    aspect = signal.shape[1] / signal.shape[2]
    width = 7.2
    # a legend of up to three lines stands above segments
    room = 1.1 if segments else 0.7
    # few frames do not fill the width, or a still would fill the page
    figure = new_figure(width, rows * 0.93 * width / max(len(chosen), 3) * aspect + room)
    grid = figure.subplots(rows, len(chosen), squeeze=False)
    for axes, frame in zip(grid[0], chosen, strict=True):
        axes.imshow(signal.values[frame], vmin=0, vmax=1)
        axes.set_title(f"frame {frame}")
    if segments:
        _segments(figure, grid[1], segments, chosen)
    if moves:
        _flow(figure, grid[-1], flow, chosen)
    for axes in grid.flat:
        blank(axes)
    caption(figure, describe(signal, segments, flow, name))
    return figure


def describe(signal: Signal, segments: Segments | None, flow: Flow, name: str) -> str:
    """Return the caption: size, segments, flow."""
    told = "No segments."
    if segments:
        kinds = [entry["thing"] for entry in segments.table]
        some = f", {NAMED} of them named" if len(kinds) > NAMED else ""
        told = f"{len(kinds)} segments{some}, {sum(kinds)} of them things; black: no segment."
    text = f"Signal {name}: {signal.shape[0]} frames of {signal.shape[1]} x {signal.shape[2]} px. "
    if signal.shape[0] == 1:
        return f"Signal {name}: a still of {signal.shape[1]} x {signal.shape[2]} px. {told}"
    return (
        f"{text}{told} Last row: speed by optical flow to the next frame ({flow.method}); grey: "
        "not defined (no next frame, or hidden in it)."
    )


def _segments(figure: Figure, row: np.ndarray, segments: Segments, chosen: list[int]) -> None:
    ids = np.array([0, *(entry["id"] for entry in segments.table)])
    colors = np.array([(0, 0, 0), *(entry["color"] for entry in segments.table)], dtype=np.uint8)
    order = np.argsort(ids)
    for axes, frame in zip(row, chosen, strict=True):
        places = np.searchsorted(ids, segments.labels[frame], sorter=order)
        axes.imshow(colors[order[np.minimum(places, len(ids) - 1)]], interpolation="nearest")
        if frame not in segments.annotated:
            axes.set_title("not annotated", fontsize=7)
    patches = [
        Patch(color=np.array(entry["color"]) / 255, label=entry["name"])
        for entry in segments.table[:NAMED]
    ]
    longest = max((len(patch.get_label()) for patch in patches), default=1)
    columns = max(1, min(8, int(7.2 / (0.4 + 0.062 * longest))))
    figure.legend(handles=patches, loc="outside upper center", ncols=columns, frameon=False)


def _flow(figure: Figure, row: np.ndarray, flow: Flow, chosen: list[int]) -> None:
    speed = np.hypot(flow.displacement[..., 0], flow.displacement[..., 1])
    speed = np.where(flow.valid, speed, np.nan)
    top = max(float(np.nanmax(speed, initial=0.0)), 1e-6)
    for axes, frame in zip(row, chosen, strict=True):
        axes.set_facecolor("0.7")
        axes.imshow(np.full(speed.shape[1:], 0.7), cmap="gray", vmin=0, vmax=1)
        shown = axes.imshow(speed[frame], cmap="magma", vmin=0, vmax=top)
    bar_beside(figure, row[-1], shown, "px / frame")
