"""Figure `oinr_derivatives`: value, slope and Laplacian in closed form beside others (Fig. 8)."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import Rectangle

from inrflow.figures.encode_style import of_seeds
from inrflow.figures.oinr_derivatives_numbers import nearness, prices
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.signals.store import read_arrays

WIDTH = 7.2  # inches
ROWS = ("value", "slope", "Laplacian")
BRIGHT = 99.5  # percentile of the reference that is white, or of full colour
FRAME = "#009E73"

Map = Float[np.ndarray, "y x"]
Column = tuple[str, tuple[Map, Map, Map]]  # title; value, size of the gradient, Laplacian


def draw_derivatives(
    params: dict[str, Any],
    *,
    tables: list[Path],
    costs: list[Path],
    shown: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Draw the maps of one picture, and numbers of all.

    Args:
        params: `encodings` and `pointwise`: all fields; `columns`: encodings whose maps are shown.
        tables: inputs, csv of the stage `oinr-derivatives`, one a signal.
        costs: inputs, csv of its costs.
        shown: input, its maps of one signal.
        svg: output, vectors.
        png: output, pixels.
    """
    rows = pd.concat([pd.read_csv(path) for path in tables], ignore_index=True)
    priced = pd.concat([pd.read_csv(path) for path in costs], ignore_index=True)
    maps, header = read_arrays(shown[0], "derivatives")
    columns = columns_of(maps, params["columns"], params["pointwise"])
    order = [*params["encodings"], *params["pointwise"]]
    figure = draw(columns, rows, priced, order, header["reach"])
    caption(figure, told(rows, priced, [*params["columns"], *params["pointwise"]], header))
    save(figure, svg, png)


def columns_of(
    maps: dict[str, np.ndarray], encodings: list[str], pointwise: list[str]
) -> list[Column]:
    """Return the columns: the best reference, closed forms, the last encoding's other ways."""
    exact = "exact" if "truth/exact/gradient" in maps else "truth"
    named = {"exact": "exact", "truth": "original,\ndifferences"}
    found = [(named[exact], _three(maps, "truth", exact))]
    found += [(f"{name},\nclosed form", _three(maps, name, "analytic")) for name in encodings]
    last = encodings[-1]
    found.append((f"{last},\nSobel encoding", _three(maps, last, "sobel")))
    found.append((f"{last},\ndifferences", _three(maps, last, "differences")))
    return found + [(f"{name},\nautograd", _three(maps, name, "analytic")) for name in pointwise]


def draw(
    columns: list[Column], rows: pd.DataFrame, priced: pd.DataFrame, order: list[str], reach: int
) -> Figure:
    """Return the figure.

    Args:
        columns: titles and maps, the reference first.
        rows: of all signals, one a (signal, field, seed, way, quantity, region, reference).
        priced: of all signals, one a (signal, field, seed, way, quantity).
        order: of fields, from the top.
        reach: samples from the border that padding reaches.
    """
    sides = columns[0][1][0].shape
    tall = 3 * (WIDTH - 0.3) / len(columns) * sides[0] / sides[1] + 0.5
    below = 0.9 + 0.17 * rows["field"].nunique()
    figure = new_figure(WIDTH, tall + below + 1.15)
    above, under = figure.subfigures(2, 1, height_ratios=[tall, below])
    pictures(above, columns, reach)
    left, right = under.subfigures(1, 2, width_ratios=[2.05, 1])
    nearness(left, rows, order)
    prices(right, priced)
    return figure


def pictures(figure: SubFigure, columns: list[Column], reach: int) -> None:
    """Draw a column a way to the derivatives; grey and colour mean the same in a whole row."""
    grid = figure.subplots(3, len(columns), squeeze=False)
    _, (_, slope, bend) = columns[0]
    scales = [
        {"cmap": "gray", "vmin": 0, "vmax": 1},
        {"cmap": "gray", "vmin": 0, "vmax": np.percentile(slope, BRIGHT)},
        {"cmap": "PuOr_r", "vmax": (top := np.percentile(np.abs(bend), BRIGHT)), "vmin": -top},
    ]
    for line, (title, maps) in zip(grid.T, columns, strict=True):
        for axes, one, scale in zip(line, maps, scales, strict=True):
            axes.imshow(one, interpolation="nearest", **scale)
            blank(axes)
        line[0].set_title(title, fontsize=6)
    for axes, name in zip(grid[:, 0], ROWS, strict=True):
        axes.set_ylabel(name)
    for line in grid[1:]:
        _outline(line[1], slope.shape, reach)


def told(rows: pd.DataFrame, priced: pd.DataFrame, seen: list[str], header: dict[str, Any]) -> str:
    """Return the caption; `seen` are the fields of the columns."""
    first = rows.drop_duplicates(["signal", "field", "seed"])
    mine = first[(first["signal"] == header["signal"]) & (first["seed"] == header["seed"])]
    psnr = mine[mine["field"].isin(seen)]
    levels = mine.dropna(subset="levels")
    sizes = f"{first['parameters'].min():,} to {first['parameters'].max():,}"
    side, threads = priced["side"].iloc[0], priced["threads"].iloc[0]
    return (
        f"Above: signal {header['signal']}, seed {header['seed']}: value, length of the gradient "
        f"and Laplacian per sample ({_list(psnr, 'psnr', '{:.1f} dB')}); black to white, and "
        f"purple (falling) to orange, as far as {BRIGHT} % of the first column go. Green: what no "
        "padding reaches.\n"
        "Below: correlation of the closed form (of a SIREN the same as autograd) with "
        "central differences of what the field paints (filled) and with the exact derivatives, "
        "of pictures without a formula with central differences of the original (hollow); mean, "
        f"and least to largest over {', '.join(sorted(rows['signal'].unique()))} and "
        f"{of_seeds(sorted(rows['seed'].unique().tolist()))}; {sizes} parameters. Size: root mean "
        "square over that of differences of what is painted, same samples as on the left. Levels "
        f"along y and x, on {header['signal']}: {_list(levels, 'levels', '{}')}.\n"
        f"Cost: time and most memory held, {side} x {side} samples, {threads} "
        f"thread{'s' * int(threads > 1)}, {priced['device'].iloc[0]}; median of all fits."
    )


def _list(rows: pd.DataFrame, key: str, form: str) -> str:
    """Return what each field has, in words."""
    return ", ".join(f"{row['field']} {form.format(row[key])}" for _, row in rows.iterrows())


def _three(maps: dict[str, np.ndarray], name: str, way: str) -> tuple[Map, Map, Map]:
    """Return value, length of the gradient over channels, and mean Laplacian of them."""
    slope = np.sqrt((maps[f"{name}/{way}/gradient"] ** 2).sum((-2, -1)))
    bend = maps[f"{name}/{way}/laplacian"].mean((-2, -1))
    return maps[f"{name}/value"].mean(-1), slope, bend


def _outline(axes: Axes, sides: tuple[int, int], reach: int) -> None:
    """Draw the border of what no padding reaches."""
    width, height = sides[1] - 2 * reach, sides[0] - 2 * reach
    if min(width, height) > 0:
        corner = (reach - 0.5, reach - 0.5)
        axes.add_patch(Rectangle(corner, width, height, fill=False, ec=FRAME, lw=0.7))
