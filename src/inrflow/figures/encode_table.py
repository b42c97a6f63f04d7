"""Figure `encode_table`: every fit as a point, mean and interval of each field."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.figures.encode_style import Look, looks, of_seeds
from inrflow.figures.style import caption, new_figure, save

NAMES = {"psnr": "PSNR (dB)", "ssim": "SSIM"}
ACROSS = 3  # panels side by side


def draw_table(params: dict[str, Any], *, fits: Path, numbers: Path, svg: Path, png: Path) -> None:
    """Draw the table's measure of all fits of the study.

    Args:
        params: `measure`, `groups`: group -> its fields, in order.
        fits: input, csv, one row a fit.
        numbers: input, parquet, mean and interval of each measure.
        svg: output, vectors.
        png: output, pixels.
    """
    every, spread = pd.read_csv(fits), pd.read_parquet(numbers)
    figure = draw(every, spread, params["groups"], params["measure"])
    seeds = sorted(every["seed"].unique().tolist())
    largest = float(np.abs(every["parameters"] / every["target"] - 1).max())
    caption(
        figure,
        f"Points: one fit each, {of_seeds(seeds)}. Squares and bars: mean and 95 % interval of the "
        "mean (Student's t over seeds; it leaves the panel where it is too wide to show). Over a "
        "panel: signal, group, and the parameters that its fields were to have; theirs differ by "
        f"at most {largest:.2%}. Fields of a panel had equally many steps, and the same search of "
        "learning rates on another signal. PSNR: data range 1, values clamped, mean over frames, "
        "of sounds and volumes over all samples at once." + at_the_edge(every) + " Panels "
        "differ in budget, steps and axis.",
    )
    save(figure, svg, png)


def at_the_edge(fits: pd.DataFrame) -> str:
    """Return a sentence on fields whose best rate is an end of the grid; nothing where none is."""
    edges = fits[["field", "rate_edge"]].dropna().drop_duplicates()  # empty in csv: not a number
    named = [f"{row.field} ({row.rate_edge})" for row in edges.itertuples()]
    if not named:
        return ""
    return f" A better rate may lie beyond the grid, whose end was best, for {', '.join(named)}."


def draw(
    fits: pd.DataFrame, numbers: pd.DataFrame, groups: dict[str, list[str]], measure: str
) -> Figure:
    """Return the figure: a panel a signal and group.

    Args:
        fits: columns group, signal, field, seed, target and the measures.
        numbers: columns group, signal, field, measure, mean, low, high.
        groups: group -> its fields, in order.
        measure: shown where a signal has it, else PSNR.
    """
    panels = fits[["group", "signal"]].drop_duplicates().itertuples(index=False)
    panels = [tuple(panel) for panel in panels]
    # panels of as many fields stand in a row, so that rows of one height serve all
    panels.sort(key=lambda panel: -len(groups[panel[0]]))
    rows, left = [], panels
    while left:
        same = [p for p in left if len(groups[p[0]]) == len(groups[left[0][0]])][:ACROSS]
        rows.append(same)
        left = [p for p in left if p not in same]
    heights = [0.75 + 0.17 * len(groups[row[0][0]]) for row in rows]
    figure = new_figure(7.2, sum(heights) + 0.75)
    parts = np.atleast_1d(figure.subfigures(len(rows), 1, height_ratios=heights))
    for part, row in zip(parts, rows, strict=True):
        for axes, (group, signal) in zip(
            np.atleast_1d(part.subplots(1, len(row))), row, strict=True
        ):
            names = groups[group]
            mine = (fits["group"] == group) & (fits["signal"] == signal)
            known = measure in fits and fits.loc[mine, measure].notna().all()
            shown = measure if known else "psnr"
            some = numbers[(numbers["group"] == group) & (numbers["signal"] == signal)]
            some = some[some["measure"] == shown].set_index("field")
            _panel(axes, fits[mine], some, names, shown)
            target = int(fits.loc[mine, "target"].iloc[0])
            axes.set_title(f"{signal}\n{group}, {target:,} parameters", fontsize=7)
    return figure


def _panel(
    axes: Axes, fits: pd.DataFrame, spread: pd.DataFrame, names: list[str], measure: str
) -> None:
    """Draw the fields of one signal, one below the other."""
    styles: dict[str, Look] = looks(names)
    values = fits[measure].to_numpy()
    room = 0.15 * max(np.ptp(values), 0.02 * abs(values).max())
    axes.set_xlim(values.min() - room, values.max() + room)
    for place, name in enumerate(names):
        color, row = styles[name].color, spread.loc[name]
        axes.plot([row["low"], row["high"]], [place, place], color=color, lw=1.2, alpha=0.6)
        axes.plot(row["mean"], place, "s", color=color, ms=4.5)
        mine = fits[fits["field"] == name]
        ticks = np.full(len(mine), place - 0.28)
        axes.plot(mine[measure], ticks, "o", color=color, ms=2.2, mew=0)
    axes.set_yticks(range(len(names)), names, fontsize=6.5)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="x", lw=0.3, color="0.85")
    axes.set_axisbelow(True)
    axes.set_xlabel(NAMES[measure])
