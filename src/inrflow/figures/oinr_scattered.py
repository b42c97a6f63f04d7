"""Figure `oinr_scattered`: what fields of scattered samples paint, how well, and in which time."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.figure import Figure, SubFigure

from inrflow.figures.encode_style import of_seeds
from inrflow.figures.style import blank, caption, new_figure, plain_log, save
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays

WIDTH = 7.2  # inches
COLUMNS = 3  # pictures a row
SCATTERED, LATTICE, POINTWISE, CLASSICAL = "#D55E00", "#E69F00", "#0072B2", "#7F7F7F"
NOTHING = "#D6E6F5"  # where there is no point: told apart from light ones
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
        f"as it has samples ({rows['positions'].iloc[0]}); PSNR on the whole lattice. Right: PSNR "
        f"at as many points that no method was given, and the time of a fit; mean (large) and "
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
    each = 0.46 * WIDTH / COLUMNS * first.shape[0] / first.shape[1] + 0.35
    figure = new_figure(WIDTH, max(2.4, count * each) + 0.9)
    left, right = figure.subfigures(1, 2, width_ratios=[0.46, 0.54])
    _pictures(left, shown.set_index("method")["psnr"], tiles, count)
    _numbers(right, rows)
    return figure


def _pictures(figure: SubFigure, psnr: pd.Series, tiles: dict[str, np.ndarray], count: int) -> None:
    """Draw the pictures, row after row."""
    grid = figure.subplots(count, COLUMNS, squeeze=False)
    for axes in grid.flat:
        blank(axes)
    for axes, (name, picture) in zip(grid.flat, tiles.items(), strict=False):
        axes.set_facecolor(NOTHING)
        shade = picture if picture.shape[2] == 3 else picture.mean(axis=2)
        axes.imshow(shade, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        end = f"\n{psnr[name]:.1f} dB" if name in psnr else "\n"
        axes.set_title(f"{name}{end}", fontsize=6.5, pad=2)


def _numbers(figure: SubFigure, rows: pd.DataFrame) -> None:
    """Draw PSNR at held-out points, and seconds: a row a method, a mark a share."""
    quality, costs = figure.subplots(1, 2, sharey=True, width_ratios=[0.6, 0.4])
    shares, methods = sorted(rows["share"].unique()), list(rows["method"].unique())
    classical = rows["steps"].isna()
    rows = rows.assign(
        time=rows["seconds"].where(~classical, rows["seconds_painting"]), classical=classical
    )
    for (method, share), some in rows.groupby(["method", "share"], sort=False):
        number = shares.index(share)
        place = methods.index(method) + 0.4 * ((number + 0.5) / len(shares) - 0.5)
        kind = {"color": color_of(some.iloc[0]), "marker": MARKS[number % len(MARKS)], "lw": 0}
        for axes, column in ((quality, "psnr_held_out"), (costs, "time")):
            axes.scatter(some[column], [place] * len(some), s=8, alpha=0.5, **kind)
            axes.scatter(some[column].mean(), place, s=24, **kind)
    for number, share in enumerate(shares):
        mark = {"marker": MARKS[number % len(MARKS)], "label": f"{share:.0%} points"}
        quality.scatter([], [], s=20, lw=0, color="0.4", **mark)
    quality.set_yticks(range(len(methods)), methods)
    quality.set_ylim(len(methods) - 0.5, -0.5)
    quality.set_xlabel("PSNR at held-out points (dB)")
    costs.set_xscale("log")
    plain_log(costs.xaxis, (1,))
    costs.set_xlabel("time of the fit (s)")
    for axes in (quality, costs):
        axes.grid(lw=0.3, color="0.9")
        axes.set_axisbelow(True)
    costs.tick_params(left=False)
    quality.legend(
        frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=4, handletextpad=0.1
    )


def color_of(row: pd.Series) -> str:
    """Return the colour of a kind of method."""
    if row["classical"]:
        return CLASSICAL
    if row["method"] != row["field"]:
        return SCATTERED
    return LATTICE if "oinr" in row["field"] else POINTWISE
