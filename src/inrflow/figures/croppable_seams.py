"""Figure `croppable_seams`: jumps at the borders of cells, and what overlaps do to them."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from inrflow.figures.encode_style import looks, of_seeds
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.measures.seams import ALL
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays

WIDTH = 7.2  # inches
CELLS, CONTROL = "#0072B2", "0.55"
AROUND = 0.75  # of a cell, on either side of the corner shown
MAXIMUM = 98  # percentile of |error| at the ends of the colour scale, at least LEAST
LEAST = 1e-6
Map = Float[np.ndarray, "y x"]
Corner = tuple[list[list[int]], slice, slice]  # edges of cells; rows and columns around a corner
Maps = dict[tuple[str, int], Map]  # field and overlap -> signed error


def draw_seams(
    params: dict[str, Any],
    *,
    frames: Path,
    seams: Path,
    overlaps: Path,
    shown: Path,
    svg: Path,
    png: Path,
) -> None:
    """Draw the seams of all fits, then overlaps, then errors around a corner of four cells.

    Args:
        params: `group`, `signal`: where overlaps were fitted.
        frames: input, frames of that signal.
        seams: input, csv of the stage `croppable-seams`.
        overlaps: input, csv of the stage `croppable-overlap`.
        shown: input, what its first seed's fits paint.
        svg: output, vectors.
        png: output, pixels.
    """
    every, table = pd.read_csv(seams), pd.read_csv(overlaps)
    painted, header = read_arrays(shown, "overlaps")
    truth = Signal.read(frames).values
    maps, corners = {}, {}
    for field in table["field"].unique():
        edges = header["edges"][field]
        frame, *box = window(edges, truth)
        corners[field] = (edges, *box)
        for overlap in sorted(table["overlap"].unique().tolist()):
            error = painted[f"{field}/{overlap}"].clip(0, 1)[frame] - truth[frame]
            maps[field, overlap] = error.astype(np.float64).mean(axis=2)
    figure = draw(every[every["axis"] == ALL], table, maps, corners)
    caption(figure, told(params, every, table, header["seed"]))
    save(figure, svg, png)


def window(edges: list[list[int]], truth: np.ndarray) -> tuple[int, slice, slice]:
    """Return a frame, and the rows and columns around the corner of cells nearest to the middle."""
    spans = []
    for ends, side in zip(edges[1:], truth.shape[1:3], strict=True):
        inner = np.array(ends[1:-1] or [side // 2])
        corner = inner[np.abs(inner - side / 2).argmin()]
        more = max(2, round(AROUND * np.diff(ends).mean()))
        spans.append(slice(max(0, corner - more), min(side, corner + more)))
    return truth.shape[0] // 2, spans[0], spans[1]


def told(params: dict[str, Any], every: pd.DataFrame, table: pd.DataFrame, seed: int) -> str:
    """Return the caption."""
    return (
        "Left: root mean square jump of the error from a sample to the next over the borders of "
        "cells, divided by that over the same borders shifted by half a cell, all axes together; "
        f"a point a fit, {of_seeds(sorted(every['seed'].unique().tolist()))}. Grey: fields "
        "without cells, on the borders of the first field of their group that has cells: without "
        "seams all stand at 1 (line) but for what the signal has at these few places, which they "
        f"tell. Middle: group {params['group']}, signal "
        f"{params['signal']}: cells that also see some samples of their neighbours while they are "
        f"fitted; mean and every fit, {of_seeds(sorted(table['seed'].unique().tolist()))}; "
        "PSNR of clamped values, data range 1; milliseconds a step on the machine at hand. "
        f"Right: error (painted less truth, signal units, mean over channels) of seed {seed} "
        "around a corner of four cells, borders drawn."
    )


def draw(
    every: pd.DataFrame,
    table: pd.DataFrame,
    maps: Maps,
    corners: dict[str, Corner],
) -> Figure:
    """Return the figure.

    Args:
        every: one row a fit: group, signal, field, seed, lattice, ratio.
        table: one row a (field, overlap, seed).
        maps: errors of whole frames.
        corners: field -> where its corner is.
    """
    lines = every.groupby(["group", "signal", "field"]).ngroups
    figure = new_figure(WIDTH, max(3.4, 0.9 + 0.15 * lines) + 0.8)
    figure.get_layout_engine().set(h_pad=0.06)
    left, middle, right = figure.subfigures(1, 3, width_ratios=[1.3, 0.85, 0.95])
    _ratios(left.subplots(), every)
    _overlaps(middle.subplots(3, 1, sharex=True), table)
    _corners(right, maps, corners)
    return figure


def _ratios(axes: Axes, every: pd.DataFrame) -> None:
    """Draw a row a field, groups and signals under each other."""
    labels, heads = [], []
    for (group, signal), some in every.groupby(["group", "signal"], sort=False):
        heads.append(len(labels))
        labels.append(f"{group}: {signal}")
        for field, fits in some.groupby("field", sort=False):
            own = fits["lattice"].iloc[0] == field
            axes.plot(
                fits["ratio"], [len(labels)] * len(fits), "o", ms=3, mec="white", mew=0.3,
                color=CELLS if own else CONTROL,
            )  # fmt: skip
            labels.append(field)
    axes.axvline(1, color="0.3", lw=0.6)
    axes.set_yticks(range(len(labels)), labels, fontsize=6)
    for head in heads:
        axes.get_yticklabels()[head].set_fontweight("bold")
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.grid(axis="y", lw=0.3, color="0.9")
    axes.set_axisbelow(True)
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xlabel("jump at borders / within cells")


def _overlaps(rows: np.ndarray, table: pd.DataFrame) -> None:
    """Draw three measures against the overlap."""
    timed = table.assign(ms=1000 * table["seconds_per_step"])
    names = {"seam_ratio": "jump at borders /\nwithin cells", "psnr": "PSNR (dB)"}
    styles = looks(list(table["field"].unique()))
    for axes, (measure, name) in zip(rows, (names | {"ms": "ms a step"}).items(), strict=True):
        for field, some in timed.groupby("field", sort=False):
            means = some.groupby("overlap")[measure].mean()
            color = styles[field].color
            axes.plot(means.index, means, color=color, lw=1, label=field)
            axes.plot(some["overlap"], some[measure], "o", ms=2.5, color=color, mew=0)
        axes.set_ylabel(name)
    rows[0].axhline(1, color="0.3", lw=0.6)
    rows[-1].set_ylim(bottom=0)
    rows[-1].set_xlabel("overlap (samples)")
    rows[-1].set_xticks(sorted(table["overlap"].unique()))
    rows[0].legend(
        loc="lower left", bbox_to_anchor=(-0.1, 1), frameon=False, fontsize=6.5, handlelength=1.2,
        borderaxespad=0.2,
    )  # fmt: skip


def _corners(figure: mpl.figure.SubFigure, maps: Maps, corners: dict[str, Corner]) -> None:
    """Draw errors around a corner: a row an overlap, a column a field."""
    overlaps = list(dict.fromkeys(overlap for _, overlap in maps))
    grid = figure.subplots(len(overlaps), len(corners), squeeze=False)
    parts = [maps[field, o][corners[field][1:]].ravel() for field, o in maps]
    most = max(float(np.percentile(np.abs(np.concatenate(parts)), MAXIMUM)), LEAST)
    for column, (field, (edges, down, across)) in zip(grid.T, corners.items(), strict=True):
        box = (across.start - 0.5, across.stop - 0.5, down.stop - 0.5, down.start - 0.5)
        for axes, overlap in zip(column, overlaps, strict=True):
            part = maps[field, overlap][down, across]
            picture = axes.imshow(part, cmap="RdBu_r", vmin=-most, vmax=most, extent=box)
            axes.hlines(np.array(edges[1][1:-1]) - 0.5, *box[:2], color="black", lw=0.6)
            axes.vlines(np.array(edges[2][1:-1]) - 0.5, *box[2:], color="black", lw=0.6)
            axes.set(xlim=box[:2], ylim=box[2:])
            blank(axes)
        column[0].set_title(field, fontsize=6)
    for axes, overlap in zip(grid[:, 0], overlaps, strict=True):
        axes.set_ylabel(f"overlap {overlap}", fontsize=6.5)
    bar = figure.colorbar(picture, ax=grid, orientation="horizontal", shrink=0.8, extend="both")
    bar.set_label("painted less truth")
