"""Figure `croppable_tables`: every fit of every table, PSNR beside the released code's measure."""

from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from inrflow.croppable.page import sized, titled
from inrflow.croppable.released import measure_of
from inrflow.figures.croppable_style import (
    CHANGED,
    KINDS,
    mean_and_ends,
    name_kinds,
    per_unit,
)
from inrflow.figures.encode_style import of_seeds
from inrflow.figures.style import caption, new_figure, save

ACROSS = 2  # tables side by side
LETTERS = 70  # of a title's line


def draw_tables(params: dict[str, Any], *, fits: Path, svg: Path, png: Path) -> None:
    """Draw the tables.

    Args:
        params: `tables`: each name, group, fields, title, paper; `kinds`: field -> key of `KINDS`.
        fits: input, csv, one row a fit.
        svg: output, vectors.
        png: output, pixels.
    """
    every = pd.read_csv(fits)
    figure = draw(every, params["tables"], params["kinds"])
    seeds = sorted(every["seed"].unique().tolist())
    caption(
        figure,
        f"Points: one fit each, {of_seeds(seeds)}; where a table has several signals, one signal "
        "each, mean over seeds. Squares and bars: mean and 95 % interval of the mean (Student's t "
        "over the points; it leaves the panel where it is too wide to show). Left: PSNR, data "
        "range 1, values clamped. Right: the measure of the paper's released code: of pictures a "
        "PSNR after truth and painting are each stretched to 0..255, of clips that of the whole "
        "clip, of sounds that of signals of peak 1, of shapes the IoU. Numbers: ranks of the "
        "means, in bold purple where the released measure ranks a field otherwise than PSNR does. "
        "Fields of a panel had equally many steps. Panels differ in signal, budget, steps and "
        "axis.",
    )
    save(figure, svg, png)


def draw(fits: pd.DataFrame, tables: list[dict[str, Any]], kinds: dict[str, str]) -> Figure:
    """Return the figure: a pair of panels a table.

    Args:
        fits: columns group, signal, field, seed, kind, parameters and the measures.
        tables: each name, group, fields, title, paper.
        kinds: field -> key of `KINDS`.
    """
    rows = [tables[place : place + ACROSS] for place in range(0, len(tables), ACROSS)]
    heights = [0.85 + 0.17 * max(len(table["fields"]) for table in row) for row in rows]
    figure = new_figure(7.2, sum(heights) + 1.15)
    parts = figure.subfigures(len(rows), ACROSS, height_ratios=heights, squeeze=False)
    for row, across in zip(rows, parts, strict=True):
        for table, part in zip(row, across, strict=False):  # the last may stand alone
            mine = (fits["group"] == table["group"]) & fits["field"].isin(table["fields"])
            _table(part, fits[mine], table, kinds)
    name_kinds(figure, {kinds[field] for table in tables for field in table["fields"]})
    return figure


def _table(
    part: SubFigure, fits: pd.DataFrame, table: dict[str, Any], kinds: dict[str, str]
) -> None:
    """Draw one table."""
    left, right = part.subplots(1, 2, sharey=True)
    released = measure_of(fits)
    usual = _panel(left, fits, table["fields"], "psnr", kinds)
    _panel(right, fits, table["fields"], released.column, kinds, usual)
    left.set_yticks(range(len(table["fields"])), table["fields"], fontsize=6.5)
    left.set_ylim(len(table["fields"]) - 0.4, -0.6)
    right.tick_params(axis="y", length=0)
    left.set_xlabel("PSNR (dB)", fontsize=7)
    right.set_xlabel(released.name, fontsize=7)
    signals = fits["signal"].unique()
    on = signals[0] if len(signals) == 1 else f"{len(signals)} signals"
    head = f"{titled(table)} ({on}, {sized(fits)} parameters)"
    part.suptitle(f"{fill(head, LETTERS)}\n{fill(table['title'], LETTERS)}", fontsize=6.5)


def _panel(
    axes: Axes,
    fits: pd.DataFrame,
    names: list[str],
    measure: str,
    kinds: dict[str, str],
    usual: list[int] | None = None,
) -> list[int]:
    """Draw one measure of a table's fields, one below the other; return their ranks."""
    points = per_unit(fits, measure)
    means = []
    for place, name in enumerate(names):
        mine, color = points.loc[points["field"] == name, measure], KINDS[kinds[name]]
        mean, low, high = mean_and_ends(mine)
        means.append(mean)
        axes.plot([low, high], [place, place], color=color, lw=1.2, alpha=0.6)
        axes.plot(mean, place, "s", color=color, ms=4)
        axes.plot(mine, np.full(len(mine), place - 0.3), "o", color=color, ms=2.2, mew=0)
    least, most = points[measure].min(), points[measure].max()
    room = 0.15 * max(most - least, 0.02 * abs(most))
    axes.set_xlim(least - room, most + room)
    ranks = [1 + sum(other > mean for other in means) for mean in means]
    for place, rank in enumerate(ranks):
        moved = usual is not None and usual[place] != rank
        look = {"color": CHANGED, "weight": "bold"} if moved else {"color": "0.5"}
        across = axes.get_yaxis_transform()
        axes.text(1.02, place, f"{rank}", transform=across, fontsize=6.5, va="center", **look)
    axes.tick_params(axis="x", labelsize=6.5)
    axes.grid(axis="x", lw=0.3, color="0.85")
    axes.set_axisbelow(True)
    return ranks
