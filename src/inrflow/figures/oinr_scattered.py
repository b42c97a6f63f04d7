"""Figure `oinr_scattered`: what fields of scattered samples paint, how well, and in which time."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from inrflow.figures.encode_style import of_seeds
from inrflow.figures.style import blank, caption, new_figure, plain_log, save
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays

WIDTH = 7.2  # inches
COLUMNS = 3  # pictures a row
SCATTERED, LATTICE, POINTWISE, CLASSICAL = "#D55E00", "#E69F00", "#0072B2", "#7F7F7F"
MARKS = ["o", "s", "^", "D"]  # shares


def draw_scattered(
    params: dict[str, Any],
    *,
    frames: Path,
    tables: list[Path],
    pictures: Path,
    svg: Path,
    png: Path,
) -> None:
    """Draw one signal's pictures at one share, and the numbers of all.

    Args:
        params: `signal`: shown; `share`: shown; null: the last.
        frames: input, the signal.
        tables: inputs, csv of the stage `oinr-scattered`.
        pictures: input, arrays of that stage.
        svg: output, vectors.
        png: output, pixels.
    """
    rows, truth = pd.concat(map(pd.read_csv, tables), ignore_index=True), Signal.read(frames).values
    painted, header = read_arrays(pictures, "scattered")
    share = rows["share"].unique()[-1] if params["share"] is None else params["share"]
    known, middle = painted[f"{share:g}/points"], len(truth) // 2
    tiles = {"original": truth[middle]}
    if known.shape[1] - truth.shape[3] == 2:  # a picture: points have a place on the page
        tiles[f"{len(known):,} points"] = marked(known, truth.shape[1:])
    shown = rows[(rows["signal"] == params["signal"]) & np.isclose(rows["share"], share)]
    tiles |= {name: painted[f"{share:g}/{name}"][middle] for name in shown["method"].unique()}
    figure = draw(rows, shown[shown["seed"] == header["seed"]], tiles)
    caption(figure, told(params, rows, share, header["seed"]))
    save(figure, svg, png)


def marked(
    known: Float[np.ndarray, "point number"], shape: tuple[int, ...]
) -> Float[np.ndarray, "y x channel"]:
    """Return a page with each point's value where it lies, and nothing elsewhere.

    Args:
        known: place (y, x) and values of each point.
        shape: (height, width, channels) of the signal; the page is twice as fine.
    """
    height, width = 2 * shape[0], 2 * shape[1]
    page = np.full((height, width, shape[2]), np.nan)
    rows, columns = (
        np.rint((known[:, axis] + 1) / 2 * (side - 1)).astype(int)
        for axis, side in enumerate((height, width))
    )
    page[rows, columns] = known[:, 2:]
    return page


def told(params: dict[str, Any], rows: pd.DataFrame, share: float, seed: int) -> str:
    """Return the caption."""
    fits = rows.dropna(subset=["steps"])
    low, high = int(fits["parameters"].min()), int(fits["parameters"].max())
    return (
        f"Pictures: signal {params['signal']}, seed {seed}, fitted to {share:.0%} as many points "
        f"as it has samples ({rows['positions'].iloc[0]}); PSNR on the whole lattice. Right: PSNR at "
        f"as many points that no method was given, against the time of the fit; mean (mark) and "
        f"every fit (small) over {of_seeds(sorted(rows['seed'].unique().tolist()))}, of points and "
        f"of weights, and {rows['signal'].nunique()} signal(s). Clamped values, data range 1. "
        f"{int(fits['steps'].iloc[0]):,} steps, {low:,} to {high:,} parameters, each field's own "
        "learning rate from one search on a lattice. Operators work on a lattice of about as many "
        "samples as points, or (cloud) on the points themselves. Values between the signal's "
        "samples are interpolated linearly, which favours linear interpolation."
    )


def draw(rows: pd.DataFrame, shown: pd.DataFrame, tiles: dict[str, np.ndarray]) -> Figure:
    """Return the figure.

    Args:
        rows: of all signals, shares and seeds.
        shown: those of the pictures.
        tiles: name -> picture (y, x, channel).
    """
    count, first = -(-len(tiles) // COLUMNS), next(iter(tiles.values()))
    each = 0.55 * WIDTH / COLUMNS * first.shape[0] / first.shape[1] + 0.35
    figure = new_figure(WIDTH, max(2.4, count * each) + 0.9)
    left, right = figure.subfigures(1, 2, width_ratios=[0.55, 0.45])
    _pictures(left, shown.set_index("method")["psnr"], tiles, count)
    _numbers(right.subplots(), rows)
    return figure


def _pictures(figure: SubFigure, psnr: pd.Series, tiles: dict[str, np.ndarray], count: int) -> None:
    """Draw the pictures, row after row."""
    grid = figure.subplots(count, COLUMNS, squeeze=False)
    for axes in grid.flat:
        blank(axes)
    for axes, (name, picture) in zip(grid.flat, tiles.items(), strict=False):
        shade = picture if picture.shape[2] == 3 else picture.mean(axis=2)
        axes.imshow(shade, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        end = f"\n{psnr[name]:.1f} dB" if name in psnr else "\n"
        axes.set_title(f"{name}{end}", fontsize=6.5, pad=2)


def _numbers(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw PSNR at held-out points against seconds, one colour a method, one mark a share."""
    shares, classical = sorted(rows["share"].unique()), rows["steps"].isna()
    seconds = rows["seconds"].where(~classical, rows["seconds_painting"])
    rows = rows.assign(seconds=seconds, classical=classical)
    for (method, share), some in rows.groupby(["method", "share"], sort=False):
        kind = {"color": color_of(some.iloc[0]), "marker": MARKS[shares.index(share) % len(MARKS)]}
        one, mean = some[["seconds", "psnr_held_out"]], some[["seconds", "psnr_held_out"]].mean()
        axes.scatter(one["seconds"], one["psnr_held_out"], s=6, lw=0, alpha=0.6, **kind)
        axes.scatter(*mean, s=26, lw=0, **kind)
        axes.annotate(
            method, tuple(mean), xytext=(0, 5), textcoords="offset points", ha="center",
            fontsize=6.5, color=kind["color"],
        )  # fmt: skip
    for mark, share in zip(MARKS, shares, strict=False):
        axes.scatter([], [], s=20, lw=0, color="0.4", marker=mark, label=f"{share:.0%} points")
    axes.set_xscale("log")
    plain_log(axes.xaxis, (1, 3))
    axes.margins(x=0.18, y=0.1)
    axes.set_xlabel("time of the fit (s)")
    axes.set_ylabel("PSNR at held-out points (dB)")
    axes.grid(lw=0.3, color="0.9")
    axes.set_axisbelow(True)
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=4, handletextpad=0.1)


def color_of(row: pd.Series) -> str:
    """Return the colour of a kind of method."""
    if row["classical"]:
        return CLASSICAL
    if row["method"] != row["field"]:
        return SCATTERED
    return LATTICE if "oinr" in row["field"] else POINTWISE
