"""Figure `restoration_curves`: PSNR and held-out error over steps, the chosen steps marked."""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from inrflow.figures.restoration_style import (
    CLASSICAL,
    MARKS,
    NAMES,
    fields_of,
    reference_of,
    shades,
)
from inrflow.figures.style import caption, new_figure, plain_log, save

WIDTH, HEIGHT, AROUND = 7.2, 1.9, 1.6  # inches: the page, a row of panels, legends and caption
ACROSS = 3  # tasks side by side
COLUMNS = 4  # of the legend
BELOW = 1.5  # dB under the lowest end of a field, where the axis of PSNR begins
ROWS = {"psnr": "PSNR / dB", "held_out": "held-out MSE"}


def draw_curves(params: dict[str, Any], *, curves: Path, fits: Path, svg: Path, png: Path) -> None:
    """Draw the way of one seed's fits to one picture of each task.

    Args:
        params: `shown`: task -> signal; `seed`; `logarithmic`: whether the axis of steps is.
        curves: input, parquet of the stage `restoration-tables`.
        fits: input, csv of the same.
        svg: output, vectors.
        png: output, pixels.
    """
    course, table = pd.read_parquet(curves), pd.read_csv(fits)
    course, table = (one[one["seed"] == params["seed"]] for one in (course, table))
    figure = draw(course, table, params["shown"], params["logarithmic"])
    caption(
        figure,
        f"n = 1 seed ({params['seed']}). PSNR against the truth (clamped, peak 1) and mean squared "
        "error of the measurements that fits do not see (line integrals in sides of the picture), "
        "at the same steps. Marks: the steps that are reported. Dashed: the best classical method, "
        "its setting chosen without the truth. A field that has begun to fit the noise loses PSNR "
        "and gains error.",
    )
    save(figure, svg, png)


def draw(
    course: pd.DataFrame, table: pd.DataFrame, shown: dict[str, str], logarithmic: bool
) -> Figure:
    """Return the figure: a column a task, further ones below."""
    colors, tasks = shades(fields_of(table)), list(shown)
    bands = [tasks[k : k + ACROSS] for k in range(0, len(tasks), ACROSS)]
    rows = len(ROWS) * len(bands)
    figure = new_figure(WIDTH, HEIGHT * rows + AROUND)
    grid = figure.subplots(rows, max(map(len, bands)), squeeze=False)
    for axes in grid.ravel():
        axes.set_visible(False)
    for band, names in enumerate(bands):
        for place, task in enumerate(names):
            some, other = (
                one[(one["task"] == task) & (one["signal"] == shown[task])]
                for one in (course, table)
            )
            panels = grid[len(ROWS) * band : len(ROWS) * (band + 1), place]
            _task(panels, some, other, colors, logarithmic)
            panels[0].set_title(f"{task}: {shown[task]}")
            if place == 0:
                for axes, label in zip(panels, ROWS.values(), strict=True):
                    axes.set_ylabel(label)
    _legend(figure, colors, table)
    return figure


def _task(
    panels: list[Axes],
    course: pd.DataFrame,
    table: pd.DataFrame,
    colors: dict[str, str],
    logarithmic: bool,
) -> None:
    """Draw one task: lines of fields, marks at their chosen steps."""
    fitted = table[table["kind"] == "field"]
    for axes, measure in zip(panels, ROWS, strict=True):
        axes.set_visible(True)
        for field, some in course.groupby("field", sort=False):
            axes.plot(some["step"], some[measure], color=colors[field], lw=1.0)
            for row in fitted[fitted["method"] == field].itertuples():
                at = some[some["step"] == row.step]
                mark = MARKS[row.selection]
                axes.plot(at["step"], at[measure], mark, color=colors[field], ms=4, mew=0)
        if logarithmic:
            axes.set_xscale("log")
            plain_log(axes.xaxis, (1, 2, 5))
        axes.grid(lw=0.3, color="0.88")
        axes.set_axisbelow(True)
    best = reference_of(table[table["kind"] == "classical"])
    if best is not None:
        panels[0].axhline(best[1], color=CLASSICAL, lw=0.8, ls=(0, (4, 2)))
        panels[0].annotate(
            best[0],
            (0.02, best[1]),
            xycoords=("axes fraction", "data"),
            fontsize=6.5,
            color="0.3",
            va="top",
        )
    last = course.groupby("field")["psnr"].last()
    panels[0].set_ylim(bottom=last.min() - BELOW)
    panels[1].set_yscale("log")
    plain_log(panels[1].yaxis, (1, 2, 5))
    panels[1].set_xlabel("steps")


def _legend(figure: Figure, colors: dict[str, str], table: pd.DataFrame) -> None:
    lines = [Line2D([], [], color=color, lw=1.2, label=name) for name, color in colors.items()]
    there = [one for one in MARKS if one in set(table.loc[table["kind"] == "field", "selection"])]
    marks = [
        Line2D([], [], color="0.2", marker=MARKS[one], ls="", ms=4, mew=0, label=NAMES[one])
        for one in there
    ]
    figure.legend(
        handles=[*lines, *marks], loc="outside upper center", ncols=COLUMNS, frameon=False
    )
