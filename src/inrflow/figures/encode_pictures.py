"""Figure `encode_pictures`: what fields paint, a part enlarged, and where they err."""

import json
from math import ceil
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from inrflow.figures.panels import bar_beside
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.signals.signal import Signal

ACROSS = 8  # pictures side by side, the original counted
LETTERS = 15  # of a name that fit over a picture then
WIDTH, BAR = 7.2, 0.6  # inches: the page; the colour scale beside the last column
AXES = {"image": "", "video": "frame", "volume": "slice"}
Picture = Float[np.ndarray, "y x channel"]


def draw_pictures(
    params: dict[str, Any],
    *,
    frames: Path,
    painted: list[Path],
    metrics: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Draw one frame of a signal as every field of a group paints it.

    Args:
        params: `group`, `signal`, `fields`, `seed`, `frame` (share of the way), `zoom`, `error`.
        frames: input, the signal's frames.
        painted: inputs, what each field paints, in the order of the fields.
        metrics: inputs, json, in the same order.
        svg: output, vectors.
        png: output, pixels.
    """
    signal = Signal.read(frames)
    frame = round(params["frame"] * (signal.shape[0] - 1))
    truth = signal.values[frame]
    copies = {
        field: Signal.read(path).values[frame]
        for field, path in zip(params["fields"], painted, strict=True)
    }
    records = [json.loads(path.read_text()) for path in metrics]
    names = [
        f"{fill(field, LETTERS)}\n{told(record)}"
        for field, record in zip(copies, records, strict=True)
    ]
    window = busiest(truth, params["zoom"])
    figure = draw(truth, list(copies.values()), names, window, params["error"])
    where = f", {AXES[signal.kind]} {frame} of 0 to {signal.shape[0] - 1}" * (signal.shape[0] > 1)
    iou = " and IoU of what is at least 0.5" if records[0].get("iou") is not None else ""
    size = " x ".join(str(side) for side in truth.shape[:2])
    caption(
        figure,
        f"Signal {params['signal']}{where} ({size} samples), group {params['group']}, seed "
        f"{params['seed']}: what each field paints, clamped to [0, 1], of about "
        f"{records[0]['target']:,} parameters; its framed part enlarged {params['zoom']:g} times; "
        "and |error|, mean over channels, on one scale for all. Over a picture: PSNR of this fit "
        f"(data range 1){iou}. The frame lies where the original varies most.",
    )
    save(figure, svg, png)


def told(record: dict[str, Any]) -> str:
    """Return the quality of a fit in few words."""
    words = f"{record['psnr']:.1f} dB"
    return f"{words}, IoU {record['iou']:.3f}" if record.get("iou") is not None else words


def busiest(truth: Picture, zoom: float) -> tuple[slice, slice]:
    """Return the window, 1/zoom of each side, in which the picture's gradient is largest."""
    size = [max(4, round(side / zoom)) for side in truth.shape[:2]]
    size = [min(one, side) for one, side in zip(size, truth.shape[:2], strict=True)]
    down, right = np.gradient(truth.mean(axis=2)) if min(truth.shape[:2]) > 1 else (0, 0)
    sums = np.pad(np.hypot(down, right) + np.zeros(truth.shape[:2]), ((1, 0), (1, 0)))
    sums = sums.cumsum(0).cumsum(1)
    h, w = size
    windows = sums[h:, w:] - sums[:-h, w:] - sums[h:, :-w] + sums[:-h, :-w]
    top, left = np.unravel_index(windows.argmax(), windows.shape)
    return slice(int(top), int(top) + h), slice(int(left), int(left) + w)


def draw(
    truth: Picture,
    copies: list[Picture],
    names: list[str],
    window: tuple[slice, slice],
    error: float,
) -> Figure:
    """Return the figure: blocks of pictures, their enlarged parts, and their errors.

    Args:
        truth: the original, signal units.
        copies: what fields paint.
        names: over each.
        window: rows and columns enlarged.
        error: |error| at the end of the colour scale, signal units.
    """
    blocks = ceil(len(copies) / (ACROSS - 1))
    across = ceil(len(copies) / blocks) + 1
    tall = (WIDTH - BAR) / across * truth.shape[0] / truth.shape[1]
    figure = new_figure(WIDTH, blocks * (3 * tall + 0.45) + 0.6)
    figure.get_layout_engine().set(h_pad=0.01, w_pad=0.01, hspace=0.01, wspace=0.01)
    grid = figure.subplots(3 * blocks, across, squeeze=False)
    for axes in grid.flat:
        blank(axes)
    for row in grid[::3]:
        _show(row[0], truth)
        row[0].set_title("original", fontsize=6.5)
    for row in grid[1::3]:
        _show(row[0], truth[window])
    for row in grid[2::3]:
        row[0].text(0.5, 0.5, "|error|", ha="center", va="center", fontsize=7)
    above, parts, below = (grid[k::3, 1:].ravel() for k in range(3))
    for place, (copy, name) in enumerate(zip(copies, names, strict=True)):
        _show(above[place], copy)
        above[place].set_title(name, fontsize=6.5)
        _show(parts[place], copy[window])
        amount = np.abs(copy.astype(np.float64) - truth).mean(axis=2)
        shown = below[place].imshow(amount, cmap="magma", vmin=0, vmax=error)
    for axes in [*grid[::3, 0], *above[: len(copies)]]:
        _frame(axes, window)
    for row in grid[2::3]:
        bar_beside(figure, row[-1], shown, "|error|")
    return figure


def _show(axes: Axes, picture: Picture) -> None:
    grey = picture.shape[2] != 3
    axes.imshow(picture.mean(axis=2) if grey else picture, cmap="gray", vmin=0, vmax=1)


def _frame(axes: Axes, window: tuple[slice, slice]) -> None:
    """Frame the enlarged part."""
    rows, columns = window
    corner = (columns.start - 0.5, rows.start - 0.5)
    size = (columns.stop - columns.start, rows.stop - rows.start)
    axes.add_patch(Rectangle(corner, *size, fill=False, ec="#D55E00", lw=0.8))
