"""Figure `encode_curves`: PSNR over seconds and over steps."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.figures.encode_style import looks, of_seeds
from inrflow.figures.style import caption, new_figure, plain_log, save

CLOCKS = {"seconds": "seconds of optimisation", "step": "steps"}


def draw_curves(params: dict[str, Any], *, curves: Path, svg: Path, png: Path) -> None:
    """Draw the learning curves of one group.

    Args:
        params: `group`, `signals`, `fields`, `seeds`, `logarithmic`.
        curves: input, parquet: group, signal, field, seed, step, seconds, psnr.
        svg: output, vectors.
        png: output, pixels.
    """
    table = pd.read_parquet(curves)
    figure = draw(
        table[table["group"] == params["group"]],
        params["signals"],
        params["fields"],
        params["logarithmic"],
    )
    caption(
        figure,
        f"Group {params['group']}. Lines: mean over seeds of the PSNR of the whole signal (data "
        "range 1, values clamped), measured at the same steps of every fit; bands: least and "
        f"largest, {of_seeds(params['seeds'])}. Seconds: of the optimiser's steps, measurements "
        "not counted, mean over seeds; on this machine, with what else ran on it. The learning "
        "rate falls to 0 at the last step, so that a curve's end is no plateau.",
    )
    save(figure, svg, png)


def draw(curves: pd.DataFrame, signals: list[str], fields: list[str], logarithmic: bool) -> Figure:
    """Return the figure: a row a signal, seconds beside steps.

    Args:
        curves: of one group.
        signals: rows, in order.
        fields: lines, in order.
        logarithmic: whether seconds and steps are drawn so.
    """
    figure = new_figure(7.2, 0.9 + 1.9 * len(signals) + 0.14 * -(-len(fields) // 5))
    grid = figure.subplots(len(signals), 2, squeeze=False, sharey="row")
    for row, signal in zip(grid, signals, strict=True):
        for axes, clock in zip(row, CLOCKS, strict=True):
            _panel(axes, curves[curves["signal"] == signal], fields, clock)
            axes.set_xlabel(CLOCKS[clock])
            if logarithmic:
                axes.set_xscale("log")
                span = np.ptp(np.log10(axes.get_xlim()))
                plain_log(axes.xaxis, (1, 2, 5) if span < 2.5 else (1,))
        row[0].set_ylabel(f"{signal}\nPSNR (dB)")
    handles, names = grid[0, 0].get_legend_handles_labels()
    figure.legend(
        handles, names, loc="outside upper center", ncols=5, frameon=False, handlelength=2.6
    )
    return figure


def _panel(axes: Axes, curves: pd.DataFrame, fields: list[str], clock: str) -> None:
    """Draw one signal's curves against one clock."""
    for field, look in looks(fields).items():
        steps = curves[curves["field"] == field].groupby("step")
        across, psnr = steps[clock].mean() if clock != "step" else None, steps["psnr"]
        across = psnr.mean().index if across is None else across
        axes.fill_between(across, psnr.min(), psnr.max(), color=look.color, alpha=0.15, lw=0)
        axes.plot(across, psnr.mean(), color=look.color, ls=look.line, lw=1.1, label=field)
    axes.grid(lw=0.3, color="0.88")
    axes.set_axisbelow(True)
