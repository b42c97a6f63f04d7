"""Figure `croppable_snapshots`: what fields paint on the way (Croppable INRs Fig. 4)."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays

WIDTH = 7.2
Picture = Float[np.ndarray, "y x channel"]


def draw_snapshots(
    _: dict[str, Any], *, frames: Path, table: Path, shown: Path, svg: Path, png: Path
) -> None:
    """Draw a row a field, a column a step.

    Args:
        frames: input, the signal.
        table: input, csv of the stage `croppable-snapshots`.
        shown: input, what fields painted then.
        svg: output, vectors.
        png: output, pixels.
    """
    signal, rows = Signal.read(frames), pd.read_csv(table)
    painted, header = read_arrays(shown, "snapshots")
    frame = signal.shape[0] // 2
    pictures = {field: painted[field][:, frame] for field in rows["field"].unique()}
    figure = draw(signal.values[frame], pictures, rows, header["edges"])
    where = f", frame {frame}" * (signal.shape[0] > 1)
    caption(
        figure,
        f"Signal {rows['signal'].iloc[0]}{where} ({signal.shape[1]} x {signal.shape[2]} samples), "
        f"seed {header['seed']}: what fields of a group paint after some steps of one fit each, "
        "clamped to [0, 1]. Over a picture: PSNR (data range 1), seconds of the steps so far on "
        "the machine at hand, and, where there are cells, the jump of the error at their borders "
        "over that within them (1: no seam). Marks at the edges: borders of cells.",
    )
    save(figure, svg, png)


def draw(
    truth: Picture,
    pictures: dict[str, Float[np.ndarray, "step y x channel"]],
    rows: pd.DataFrame,
    edges: dict[str, list[list[int]]],
) -> Figure:
    """Return the figure.

    Args:
        truth: the original, signal units.
        pictures: field -> what it paints, in the order of steps.
        rows: one row a (field, step): psnr, seconds, seam_ratio.
        edges: field -> first samples of its cells along (frame, y, x), and sides.
    """
    steps = rows["step"].nunique()
    tall = (WIDTH - 0.4) / (steps + 1) * truth.shape[0] / truth.shape[1]
    figure = new_figure(WIDTH, len(pictures) * (0.94 * tall + 0.3) + 0.8)
    left, right = figure.subfigures(1, 2, width_ratios=[1, steps])
    original = left.subplots()
    _show(original, truth)
    original.set_title("original", fontsize=7)
    grid = right.subplots(len(pictures), steps, squeeze=False)
    for place, (field, series) in enumerate(pictures.items()):
        line, told = grid[place], rows[rows["field"] == field].to_dict("records")
        for axes, picture, row in zip(line, series, told, strict=True):
            _show(axes, picture)
            _mark(axes, edges.get(field))
            step = f"step {row['step']}\n" if place == 0 else ""
            axes.set_title(step + named(row), fontsize=6.5)
        line[0].set_ylabel(field, fontsize=7)
    return figure


def named(row: dict[str, Any]) -> str:
    """Return PSNR, seconds and seam of a picture."""
    words = f"{row['psnr']:.1f} dB, {row['seconds']:.2g} s"
    return f"{words}, seam {row['seam_ratio']:.2f}" if np.isfinite(row["seam_ratio"]) else words


def _show(axes: Axes, picture: Picture) -> None:
    grey = picture.shape[2] != 3
    values = picture.clip(0, 1)
    axes.imshow(values.mean(axis=2) if grey else values, cmap="gray", vmin=0, vmax=1)
    blank(axes)


def _mark(axes: Axes, edges: list[list[int]] | None) -> None:
    """Mark the borders of cells outside the picture."""
    if edges is None:
        return
    axes.set_yticks([end - 0.5 for end in edges[1][1:-1]], [])
    axes.set_xticks([end - 0.5 for end in edges[2][1:-1]], [])
    axes.tick_params(length=3, width=0.6, color="#D55E00", top=True, right=True)
