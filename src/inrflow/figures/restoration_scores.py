"""Figure `restoration_scores`: every fit and every classical method, one panel a picture."""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from inrflow.figures.encode_style import of_seeds
from inrflow.figures.restoration_style import (
    CLASSICAL,
    MARKS,
    NAMES,
    fields_of,
    reference_of,
    shades,
)
from inrflow.figures.style import caption, new_figure, save

WIDTH, ROW, AROUND = 7.2, 0.24, 0.55  # inches: the page, a method, titles and labels of a panel
MEASURES = {"psnr": "PSNR / dB", "ssim": "SSIM"}
LIFT = {"fixed": -0.3, "blind": -0.1, "discrepancy": 0.1, "oracle": 0.3}  # rows


def draw_scores(params: dict[str, Any], *, fits: Path, svg: Path, png: Path) -> None:
    """Draw PSNR and SSIM of all methods.

    Args:
        params: `seeds`.
        fits: input, csv of the stage `restoration-tables`.
        svg: output, vectors.
        png: output, pixels.
    """
    table = pd.read_csv(fits)
    figure = draw(table)
    caption(
        figure,
        f"{of_seeds(params['seeds'])}: of noise, held-out measurements and weights. Small marks: "
        "single restorations; large ones: their means. Fields have the task's size, rates of its "
        "search if it has one, and equal steps; they do not see the measurements that are held "
        "out, classical methods see all. Squares: the last step of a fit, or a method as it comes; "
        "circles: step with the least error of held-out measurements, or settings chosen without "
        "the truth; diamonds: first step whose error is that of the known noise; triangles: best "
        "against the truth, which no user knows. Dashed: the classical method of the largest "
        "mean, its setting chosen without the truth. PSNR: clamped, peak 1.",
    )
    save(figure, svg, png)


def draw(table: pd.DataFrame) -> Figure:
    """Return the figure: a row of panels a (task, signal), PSNR beside SSIM."""
    pictures = [names for names, _ in table.groupby(["task", "signal"], sort=False)]
    rows = [_methods(_of(table, names)) for names in pictures]
    heights = [ROW * len(methods) + AROUND for methods in rows]
    figure = new_figure(WIDTH, sum(heights) + 1.1)
    grid = figure.subplots(
        len(pictures), len(MEASURES), squeeze=False, sharey="row", height_ratios=heights
    )
    colors = shades(fields_of(table))
    for axes, names, methods in zip(grid, pictures, rows, strict=True):
        for one, measure in zip(axes, MEASURES, strict=True):
            panel(one, _of(table, names), methods, measure, colors)
        axes[0].set_title(f"{names[0]}: {names[1]}", loc="left", fontweight="bold")
    _legend(figure, table)
    return figure


def panel(
    axes: Axes, some: pd.DataFrame, methods: list[str], measure: str, colors: dict[str, str]
) -> None:
    """Draw one measure of one picture: a row a method."""
    for place, method in enumerate(methods):
        color = colors.get(method, CLASSICAL)
        for selection, rows in some[some["method"] == method].groupby("selection", sort=False):
            y, values = place + LIFT[selection], rows[measure]
            look = {"color": color, "marker": MARKS[selection], "ls": "", "mew": 0}
            axes.plot(values, [y] * len(values), ms=2, alpha=0.6, **look)
            axes.plot([values.mean()], [y], ms=4, **look)
    best = reference_of(some[some["kind"] == "classical"], measure)
    if best is not None:
        axes.axvline(best[1], color=CLASSICAL, lw=0.7, ls=(0, (4, 2)))
    axes.set_yticks(range(len(methods)), methods)
    axes.set_ylim(len(methods) - 0.4, -0.6)
    axes.set_xlabel(MEASURES[measure])
    axes.grid(axis="x", lw=0.3, color="0.88")
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    for place in range(1, len(methods)):
        axes.axhline(place - 0.5, color="0.93", lw=0.4, zorder=0)


def _of(table: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    return table[(table["task"] == names[0]) & (table["signal"] == names[1])]


def _methods(some: pd.DataFrame) -> list[str]:
    """Return the methods of a picture, fields first."""
    return list(some.sort_values("kind", ascending=False, kind="stable")["method"].unique())


def _legend(figure: Figure, table: pd.DataFrame) -> None:
    there = [one for one in MARKS if one in set(table["selection"])]
    handles = [
        Line2D([], [], color="0.2", marker=MARKS[one], ls="", ms=4.8, mew=0, label=NAMES[one])
        for one in there
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles), frameon=False)
