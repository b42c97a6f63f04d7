"""Figure `omission`: contribution and error against size and luminance (XINC section 4.1)."""

from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.groupings import levels
from inrflow.analysis.omission import BLACK
from inrflow.figures.quality import read_metrics, verdict
from inrflow.figures.style import caption, new_figure, save

LETTERS = 145  # that fit in a line of the caption
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")


def draw_omission(
    params: dict[str, Any], *, omission: list[Path], metrics: list[Path], svg: Path, png: Path
) -> None:
    """Read the tables of a signal's fits and draw them.

    Args:
        params: `signal`, `definition`, `converged` (dB), `fits`: [field, seed] of each table.
        omission: inputs, parquet, in the order of `params["fits"]`.
        metrics: inputs, in the same order.
        svg: output, vectors.
        png: output, pixels.
    """
    named = list(zip(params["fits"], omission, metrics, strict=True))
    rows = pd.concat([pd.read_parquet(path).assign(field=f, seed=s) for (f, s), path, _ in named])
    rows = rows[rows["definition"] == params["definition"]]
    figure = draw(rows)
    notes: dict[str, list[str]] = {}
    for (field, _), _, path in named:
        notes.setdefault(field, []).append(verdict(read_metrics(path), params["converged"]))
    quality = "; ".join(f"{field}: {', '.join(texts)}" for field, texts in notes.items())
    reading = DEFINITIONS[params["definition"]].reading
    objects = f"A dot: one object; black rim: mean luminance under {BLACK:g}. "
    text = (
        f"Signal {params['signal']}, definition '{params['definition']}', reading '{reading}'; "
        f"means of {rows['frame'].nunique()} frames and of the seeds ({quality}). Density: "
        "|contribution| per px, summed over neurons, over the picture's. "
        f"{objects if (rows['grouping'] == 'segments').any() else ''}Thin lines: seeds. Error: "
        "mean squared error of the clamped picture, in squared signal units (signal in 0..1)."
    )
    caption(figure, fill(text, LETTERS))
    save(figure, svg, png)


def draw(rows: pd.DataFrame) -> Figure:
    """Return the figure: a column a stage, counted from the first; errors in the last row."""
    fields = list(dict.fromkeys(rows["field"]))
    colors = dict(zip(fields, PALETTE, strict=False))
    stages = {f: list(dict.fromkeys(rows.loc[rows["field"] == f, "stage"])) for f in fields}
    columns = max(map(len, stages.values()))
    segmented = (rows["grouping"] == "segments").any()
    figure = new_figure(7.2, 5.6 if segmented else 4.0)
    parts = figure.subfigures(2, 1, height_ratios=[2 if segmented else 1, 1])
    kinds = ["segments", "levels"] if segmented else ["levels"]
    grid = parts[0].subplots(len(kinds), columns, squeeze=False, sharey="row")
    for line, kind in zip(grid, kinds, strict=True):
        for place, axes in enumerate(line):
            some = {f: names[place] for f, names in stages.items() if place < len(names)}
            _panel(axes, rows[rows["grouping"] == kind], some, colors, "density")
            axes.axhline(1, color="0.4", lw=0.6, ls="--", zorder=0)
        line[0].set_ylabel("density (picture = 1)")
        line[0].set_ylim(bottom=0)
    for place, axes in enumerate(grid[0]):
        some = [f"{f} {names[place]}" for f, names in stages.items() if place < len(names)]
        axes.set_title("\n".join(some), fontsize=7)
    last = parts[1].subplots(1, len(kinds), squeeze=False)[0]
    for axes, kind in zip(last, kinds, strict=True):
        some = {f: names[0] for f, names in stages.items()}
        _panel(axes, rows[rows["grouping"] == kind], some, colors, "error")
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{1e3 * value:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.set_ylabel("mean squared error (1e-3)")
    handles = [figure.axes[0].plot([], [], "o-", color=colors[f], label=f)[0] for f in fields]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(fields), frameon=False)
    return figure


def _panel(
    axes: Axes, rows: pd.DataFrame, stages: dict[str, str], colors: dict[str, str], column: str
) -> None:
    """Draw one quantity of each field: dots over size for segments, lines over levels."""
    for field, stage in stages.items():
        part = rows[(rows["field"] == field) & (rows["stage"] == stage)]
        if part.empty:
            continue
        if part["grouping"].iloc[0] == "segments":
            _dots(axes, part, colors[field], column)
        else:
            _lines(axes, part, colors[field], column)


def _dots(axes: Axes, part: pd.DataFrame, color: str, column: str) -> None:
    means = part.groupby("name", sort=False)[["share", "luminance", column]].mean()
    rims = np.where(means["luminance"] < BLACK, "black", color)
    axes.scatter(100 * means["share"], means[column], 14, color, edgecolors=rims, lw=1)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xlabel("object size (% of px)")


def _lines(axes: Axes, part: pd.DataFrame, color: str, column: str) -> None:
    edges = (0.0, *levels.EDGES, 1.0)
    means = part.groupby(["seed", "name"], sort=False)[column].mean().unstack("seed")
    means = means.reindex([name for name in levels.NAMES if name in means.index])
    places = [levels.NAMES.index(name) for name in means.index]
    middle = [(edges[place] + edges[place + 1]) / 2 for place in places]
    axes.plot(middle, means, color=color, lw=0.5, alpha=0.7)
    axes.plot(middle, means.mean(axis=1), "o-", color=color, lw=1.4, ms=2.5)
    axes.set_xlim(0, 1)
    axes.set_xlabel("luminance")
