"""Figure `oinr_sequences`: PSNR of every frame, fitted or not, and an unseen frame (Figs. 5, 7)."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from inrflow.figures.encode_style import Look, looks, of_seeds
from inrflow.figures.oinr_sequences_strip import Strip, show, strip_of
from inrflow.figures.style import caption, new_figure, save
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays

WIDTH = 7.2  # inches
PANEL = 1.55  # inches, height
CLASSICAL = {"nearest": ":", "linear": "-", "cubic": (0, (4, 1.5))}
GREY = "0.45"
DASHED = (0, (3, 1.5))


def draw_sequences(
    params: dict[str, Any],
    *,
    frames: list[Path],
    table: Path,
    courses: Path,
    pictures: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Draw the frames of all sequences.

    Args:
        params: `signals`; `methods`, in order; `variants`: name -> options of the operator;
            `seed`, of the pictures; `seeds`.
        frames: inputs, the signals.
        table: input, csv, one row a fit.
        courses: input, csv, one row a (fit, frame).
        pictures: inputs, an unseen frame of each method, of the seed shown.
        svg: output, vectors.
        png: output, pixels.
    """
    fits, per_frame = pd.read_csv(table), pd.read_csv(courses)
    signals = dict(zip(params["signals"], map(Signal.read, frames), strict=True))
    strips = []
    for (name, signal), path in zip(signals.items(), pictures, strict=True):
        painted, header = read_arrays(path, "sequences")
        some = per_frame[(per_frame["signal"] == name) & (per_frame["seed"] == params["seed"])]
        strips += strip_of(name, signal, painted, header, some, params["methods"])
    operators = [name for name in params["methods"] if name in params["variants"]]
    figure = draw(per_frame, styles_of(params["methods"], operators), strips)
    caption(figure, described(params, fits, bool(strips)))
    save(figure, svg, png)


def described(params: dict[str, Any], fits: pd.DataFrame, shown: bool) -> str:
    """Return the caption."""
    networks = fits[fits["parameters"] > 0]
    sizes, steps = networks["parameters"], networks["steps"].iloc[0]
    variants = params["variants"]
    named = [name for name in params["methods"] if name in variants]
    offsets = "; ".join(f"{name}: {told(variants[name])}" for name in named)
    pictures = (
        " Below: of the unseen frames one that is farthest from kept ones, clamped, with its PSNR, "
        f"seed {params['seed']}."
    )
    return (
        "PSNR of every frame (clamped, data range 1), by how many frames are fitted. Triangles: "
        "kept frames, which the fit sees; the others it never does, but their numbers count. "
        f"Lines: mean, bands: least and largest over {of_seeds(params['seeds'])}. Networks have "
        f"{sizes.min():,} to {sizes.max():,} parameters and {steps:,} steps; grey: no network, "
        "interpolation of the kept frames, there at unseen ones alone. Operators, n the frame, N "
        f"frames: {offsets}."
        f"{pictures if shown else ''}"
    )


def told(network: dict[str, Any]) -> str:
    """Return how an operator is told of frames."""
    if network["offset"] == "channels":
        return f"{2 * network['frame_levels']} channels of the frame's position"
    alpha, beta, by = (network[key] for key in ("alpha", "beta", "division"))
    return f"gamma = {alpha:g} + ({beta - alpha:g} / {by if by == 'N' else '(N - 1)'}) n"


def draw(per_frame: pd.DataFrame, styles: dict[str, Look], strips: list[Strip]) -> Figure:
    """Return the figure: a row of panels a signal, then pictures.

    Args:
        per_frame: signal, method, every, seed, frame, part, psnr.
        styles: method -> look, in order.
        strips: rows of pictures.
    """
    signals = list(per_frame["signal"].unique())
    above = PANEL * len(signals) + 0.5
    below = sum(strip.height(WIDTH) for strip in strips)
    figure = new_figure(WIDTH, above + below + 1.0)
    if not strips:
        panels(figure, per_frame, styles)
        return figure
    top, bottom = figure.subfigures(2, 1, height_ratios=[above, below])
    panels(top, per_frame, styles)
    show(bottom, strips, WIDTH)
    return figure


def panels(figure: Figure | SubFigure, per_frame: pd.DataFrame, styles: dict[str, Look]) -> None:
    """Draw a row a signal, a column a share of frames that is kept."""
    signals, everys = (list(per_frame[key].unique()) for key in ("signal", "every"))
    grid = figure.subplots(len(signals), len(everys), squeeze=False, sharey="row", sharex="row")
    for row, signal in zip(grid, signals, strict=True):
        for axes, every in zip(row, everys, strict=True):
            some = per_frame[(per_frame["signal"] == signal) & (per_frame["every"] == every)]
            panel(axes, some, styles)
            axes.set_title(f"{signal}, {fitted_to(every)}")
        row[0].set_ylabel("PSNR (dB)")
    for axes in grid[-1]:
        axes.set_xlabel("frame")
    handles = {}
    for axes in grid.ravel():
        handles |= dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))
    found = [name for name in styles if name in handles]
    figure.legend(
        [handles[name] for name in found],
        found,
        loc="outside upper center",
        ncols=min(len(found), 5),
        frameon=False,
        handlelength=2.2,
    )


def fitted_to(every: int) -> str:
    """Return which frames are kept, in words."""
    return "all frames fitted" if every == 1 else f"1 frame in {every} fitted"


def styles_of(methods: list[str], operators: list[str]) -> dict[str, Look]:
    """Return the look of each method: grey for interpolation, dashes for later operators.

    Offsets that differ little paint alike: a dashed line lets the one under it be seen.
    """
    found = looks([name for name in methods if name not in CLASSICAL])
    found |= {name: Look(found[name].color, DASHED) for name in operators[1:]}
    grey = {name: Look(GREY, CLASSICAL[name]) for name in methods if name in CLASSICAL}
    return found | grey


def panel(axes: Axes, some: pd.DataFrame, styles: dict[str, Look]) -> None:
    """Draw the PSNR of every frame of one signal."""
    for method, look in styles.items():
        rows = some[some["method"] == method]
        if rows.empty:
            continue
        frames = rows.groupby("frame")["psnr"]
        mean, low, high = frames.mean(), frames.min(), frames.max()
        if method in CLASSICAL:  # exact at kept frames
            kept = rows.loc[rows["part"] == "kept", "frame"].unique()
            mean = mean.mask(mean.index.isin(kept))
        else:
            axes.fill_between(mean.index, low, high, color=look.color, alpha=0.15, lw=0)
        mark = {"marker": "o", "ms": 2.2, "mew": 0}
        axes.plot(mean.index, mean, color=look.color, ls=look.line, lw=1.1, label=method, **mark)
    kept = some.loc[some["part"] == "kept", "frame"].unique()
    axes.plot(kept, np.full(len(kept), 0.04), "^", transform=axes.get_xaxis_transform(), ms=4,
              color="0.2", mew=0, clip_on=False)  # fmt: skip
    axes.grid(lw=0.3, color="0.9")
    axes.set_axisbelow(True)
