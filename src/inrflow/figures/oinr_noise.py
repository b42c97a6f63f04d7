"""Figure `oinr_noise`: PSNR with noise in the place of high frequencies, and the pictures."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from inrflow.figures.encode_style import of_seeds
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays

WIDTH = 7.2  # inches
COLUMNS = 4  # pictures a row
COLORS = {True: "#D55E00", False: "#0072B2"}  # with noise, without
NAMES = {True: "with noise", False: "without"}


def draw_noise(
    params: dict[str, Any], *, frames: Path, table: Path, pictures: Path, svg: Path, png: Path
) -> None:
    """Draw the fits of one picture with every encoding.

    Args:
        params: `signal`.
        frames: input, the signal.
        table: input, csv of the stage `oinr-noise`.
        pictures: input, arrays of that stage.
        svg: output, vectors.
        png: output, pixels.
    """
    rows, truth = pd.read_csv(table), Signal.read(frames).values
    painted, header = read_arrays(pictures, "noise")
    middle = len(truth) // 2
    shown = {name: painted[name][middle] for name in rows["method"].unique()}
    figure = draw(rows, {"original": truth[middle]} | shown, header["seed"])
    caption(figure, told(params, rows, header["seed"]))
    save(figure, svg, png)


def told(params: dict[str, Any], rows: pd.DataFrame, seed: int) -> str:
    """Return the caption."""
    low, high = rows["parameters"].min(), rows["parameters"].max()
    rates = ", ".join(f"{rate:g}" for rate in sorted(rows["learning_rate"].unique()))
    return (
        f"Signal {params['signal']}. PSNR of clamped values, data range 1; mean (line) and every "
        f"fit, {of_seeds(sorted(rows['seed'].unique().tolist()))}, weights and noise drawn from "
        f"each; {int(rows['steps'].iloc[0]):,} steps, {low:,} to {high:,} parameters; each "
        f"encoding's own learning rate ({rates}). In brackets: channels of the encoding, of "
        f"which noise. Right: seed {seed}. "
        "The noise belongs to the samples of this lattice and is stored with the fit."
    )


def draw(rows: pd.DataFrame, tiles: dict[str, np.ndarray], seed: int) -> Figure:
    """Return the figure.

    Args:
        rows: one an (encoding, seed).
        tiles: name -> picture (y, x, channel).
        seed: of the pictures.
    """
    count = -(-len(tiles) // COLUMNS)
    first = next(iter(tiles.values()))
    each = 0.6 * WIDTH / COLUMNS * first.shape[0] / first.shape[1] + 0.3
    figure = new_figure(WIDTH, max(2.0, count * each) + 0.7)
    left, right = figure.subfigures(1, 2, width_ratios=[0.4, 0.6])
    _points(left.subplots(), rows)
    _pictures(right, rows[rows["seed"] == seed].set_index("method")["psnr"], tiles, count)
    return figure


def _points(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw a row an encoding."""
    labels = []
    for place, (name, some) in enumerate(rows.groupby("method", sort=False)):
        one = some.iloc[0]
        noisy = bool(one["noise"] > 0)
        axes.plot(some["psnr"], [place] * len(some), "o", ms=3.5, mew=0, color=COLORS[noisy])
        axes.plot([some["psnr"].mean()] * 2, [place - 0.3, place + 0.3], lw=1, color=COLORS[noisy])
        labels.append(f"{name} ({one['channels']}, {one['noise']})")
    for noisy, color in COLORS.items():
        axes.plot([], [], "o", ms=3.5, mew=0, color=color, label=NAMES[noisy])
    axes.set_yticks(range(len(labels)), labels, fontsize=6.5)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_xlabel("PSNR (dB)")
    axes.grid(lw=0.3, color="0.9")
    axes.set_axisbelow(True)
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, borderaxespad=0.1,
        handletextpad=0.2, columnspacing=1,
    )  # fmt: skip


def _pictures(figure: SubFigure, psnr: pd.Series, tiles: dict[str, np.ndarray], count: int) -> None:
    """Draw the pictures, row after row."""
    grid = figure.subplots(count, COLUMNS, squeeze=False)
    for axes in grid.flat:
        blank(axes)
    for axes, (name, picture) in zip(grid.flat, tiles.items(), strict=False):
        shade = picture if picture.shape[2] == 3 else picture.mean(axis=2)
        axes.imshow(shade, cmap="gray", vmin=0, vmax=1)
        end = f"\n{psnr[name]:.1f} dB" if name in psnr else "\n"
        axes.set_title(f"{name}{end}", fontsize=6.5, pad=2)
