"""Figure `croppable_extension`: errors while a part is fitted and extended, and pictures."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from inrflow.figures.croppable_extension_pictures import Shown, show, shown
from inrflow.figures.encode_style import looks, of_seeds
from inrflow.figures.style import caption, new_figure, plain_log, save
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays

WIDTH = 7.2  # inches
COLUMNS = 5  # of the legend
PARTS = {
    "cells": ("0.25", (0, (4, 1.5)), "part, cells"),
    "cells-own": ("0.25", (0, (1, 1.2)), "part, cells, own frame"),
    "part": ("0.6", (0, (4, 1.5)), "part, no cells"),
}
TOTAL = "scratch-total"


def draw_extension(
    params: dict[str, Any],
    *,
    frames: Path,
    curves: Path,
    metrics: Path,
    pictures: Path,
    svg: Path,
    png: Path,
) -> None:
    """Draw one signal's extension.

    Args:
        params: `signal`; `seed`, of the pictures; `seeds`; `methods`, in order; `steps`, on the
            part; `fields`: role -> name.
        frames: input, the signal's frames.
        curves: input, parquet, those of all signals and seeds.
        metrics: input, json, of the seed shown.
        pictures: input, of the seed shown.
        svg: output, vectors.
        png: output, pixels.
    """
    table, record = pd.read_parquet(curves), json.loads(metrics.read_text())
    signal, painted = Signal.read(frames), read_arrays(pictures, "extension")[0]
    some = table[table["signal"] == params["signal"]]
    grid = None if signal.kind == "audio" else shown(signal, painted, record, params["methods"])
    figure = draw(some, params["methods"], params["steps"], grid)
    caption(figure, described(params, record, signal, grid))
    save(figure, svg, png)


def described(
    params: dict[str, Any], record: dict[str, Any], signal: Signal, grid: Shown | None
) -> str:
    """Return the caption."""
    fields, sizes = params["fields"], record["parameters_of_cells"]
    size = " x ".join(str(side) for side in signal.shape[:3] if side > 1)
    there = f", frame {grid.frame}" if grid and signal.shape[0] > 1 else ""
    pictures = (
        f" Pictures: seed {params['seed']}{there}, clamped, PSNR of this fit (data range 1); those "
        "from scratch begin at random weights; dashed: the seam; |error|: mean over channels, "
        "after tuning, one scale for all."
    )
    return (
        f"Signal {params['signal']} ({size} samples), {of_seeds(params['seeds'])}. Lines: mean; "
        "bands: least and largest. MSE of clamped values in [0, 1]. Before step 0 a part is "
        f"fitted, its error that of the part: {fields['cells']} ({sizes['part']:,} parameters) and "
        f"{fields['part']}; from step 0 on the whole signal (cells: {sizes['whole']:,} "
        f"parameters), which goes on to the {record['side']}. fine-tuned: {fields['part']} goes "
        f"on; scratch: a new {fields['whole']} of the whole size; scratch-total: one that had the "
        "steps of the part too, its seconds counted from their start. Seconds: of the optimiser's "
        "steps, on this machine, with what else ran on it; the axis ends with the other methods."
        f"{pictures if grid else ''}"
    )


def draw(curves: pd.DataFrame, methods: list[str], steps: int, grid: Shown | None) -> Figure:
    """Return the figure: errors above, pictures below.

    Args:
        curves: of one signal: seed, phase, method, step, seconds, mse, mse_old, mse_new.
        methods: in order.
        steps: on the part.
        grid: pictures; None: none.
    """
    above, below = 3.6, 0.0 if grid is None else grid.height(WIDTH)
    figure = new_figure(WIDTH, above + below + 0.9)
    if grid is None:
        errors(figure, curves, methods, steps)
        return figure
    top, bottom = figure.subfigures(2, 1, height_ratios=[above, below])
    errors(top, curves, methods, steps)
    show(bottom, grid)
    return figure


def errors(figure: Figure | SubFigure, curves: pd.DataFrame, methods: list[str], at: int) -> None:
    """Draw the errors of the whole over steps and seconds, and of both parts over steps."""
    grid = figure.subplots(2, 2, sharey=True)
    tuned = curves[curves["phase"] == "tune"].copy()
    tuned.loc[tuned["method"] == TOTAL, "step"] -= at
    whole, seconds, old, new = grid.ravel()
    for name, (color, line, label) in PARTS.items():
        some = curves[(curves["phase"] == "part") & (curves["method"] == name)]
        if len(some):
            steps = some["step"] - at
            _line(whole, some.assign(step=steps), "step", "mse", color, line, label)
    for method, look in looks(methods).items():
        some = tuned[tuned["method"] == method]
        for axes, measure in ((whole, "mse"), (old, "mse_old"), (new, "mse_new")):
            _line(axes, some, "step", measure, look.color, look.line, method)
        _line(seconds, some, "seconds", "mse", look.color, look.line, method)
    whole.axvline(0, color="0.4", lw=0.6)
    named = {whole: "part, then whole signal", seconds: "whole signal"}
    for axes, title in (named | {old: "old part", new: "new part"}).items():
        _finish(axes, title, "steps of tuning" if axes is not seconds else "seconds of tuning")
    for axes in (old, new):
        axes.set_xlim(0, tuned["step"].max())
    others = tuned[tuned["method"] != TOTAL].groupby(["method", "step"])["seconds"].mean().max()
    seconds.set_xlim(0, 1.05 * others)
    handles, names = whole.get_legend_handles_labels()
    figure.legend(
        handles, names, loc="outside upper center", ncols=COLUMNS, frameon=False, handlelength=2.2
    )
    for axes in grid[:, 0]:
        axes.set_ylabel("MSE")
        plain_log(axes.yaxis, (1,))


def _line(
    axes: Axes,
    some: pd.DataFrame,
    clock: str,
    measure: str,
    color: str,
    line: str | tuple,
    label: str,
) -> None:
    """Draw one line and the band over seeds; steps are the same for all of them."""
    steps = some.groupby("step")
    across: Float[np.ndarray, " step"] = steps[clock].mean().to_numpy(dtype=np.float64)
    errors = steps[measure]
    axes.fill_between(across, errors.min(), errors.max(), color=color, alpha=0.15, lw=0)
    axes.plot(across, errors.mean(), color=color, ls=line, lw=1.1, label=label)


def _finish(axes: Axes, title: str, across: str) -> None:
    axes.set_yscale("log")
    axes.set_title(title)
    axes.set_xlabel(across)
    axes.grid(lw=0.3, color="0.88")
    axes.set_axisbelow(True)
