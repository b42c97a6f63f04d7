"""The numbers of the figure `oinr_derivatives`: correlations, seconds, memory."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.lines import Line2D

COLORS = {"gradient": "#0072B2", "laplacian": "#D55E00"}
NAMES = {"gradient": "gradient", "laplacian": "Laplacian"}
REGIONS = {"interior": "no padding reaches", "border": "at the border"}
APART = 0.22  # of a row, between marks
BAR = {"value": "0.6"} | COLORS


def nearness(figure: SubFigure, rows: pd.DataFrame, order: list[str]) -> None:
    """Draw how near closed forms are to references, a row a field.

    Args:
        figure: where.
        rows: one a (signal, field, seed, way, quantity, region, reference).
        order: of fields, from the top.
    """
    closed = rows[(rows["way"] == "analytic") & rows["quantity"].isin(COLORS)]
    grid = figure.subplots(1, 3, sharey=True)
    for axes, (region, title) in zip(grid, REGIONS.items(), strict=False):
        some = closed[closed["region"] == region]
        for place, field in enumerate(order):
            _row(axes, some[some["field"] == field], place)
        axes.set_title(title, fontsize=7.5)
        axes.set_xlabel("correlation")
        axes.set_xlim(-0.35, 1.05)
    inside = closed[(closed["region"] == "interior") & (closed["reference"] == "painted")]
    for place, field in enumerate(order):
        _marks(grid[2], inside[inside["field"] == field], "ratio", place, filled=True)
    grid[2].set_xscale("log")
    grid[2].set_title("no padding reaches", fontsize=7.5)
    grid[2].set_xlabel("size / painted size")
    for axes, one in zip(grid, (0, 0, 1), strict=True):
        axes.axvline(one, lw=0.4, color="0.6", zorder=0)
        axes.grid(axis="x", lw=0.3, color="0.9")
        axes.set_axisbelow(True)
    grid[0].set_yticks(range(len(order)), order, fontsize=6.5)
    grid[0].set_ylim(len(order) - 0.4, -0.6)
    _legend(figure)


def _legend(figure: SubFigure) -> None:
    marks = [
        Line2D([], [], marker="o", ls="", ms=4, mew=0.8, color=color, mfc=fill, label=label)
        for quantity, color in COLORS.items()
        for fill, label in (
            (color, f"{NAMES[quantity]}, painted"),
            ("white", f"{NAMES[quantity]}, truth"),
        )
    ]
    figure.legend(handles=marks, loc="outside upper center", ncols=4, frameon=False, fontsize=6,
                  handletextpad=0.1, columnspacing=1.0)  # fmt: skip


def truths(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the best reference of each signal: the exact one where there is one."""
    formulas = set(rows.loc[rows["reference"] == "exact", "signal"])
    best = rows["signal"].map(lambda signal: "exact" if signal in formulas else "truth")
    return rows[rows["reference"] == best]


def prices(figure: SubFigure, priced: pd.DataFrame) -> None:
    """Draw time and memory, a bar a (field, way, quantity).

    Args:
        figure: where.
        priced: one row a (signal, field, seed, way, quantity).
    """
    keys = ["field", "way", "quantity"]
    costs = priced.groupby(keys, sort=False)[["seconds", "memory_mib"]].median().reset_index()
    axes = figure.subplots()
    for place, row in costs.iterrows():
        axes.barh(place, 1e3 * row["seconds"], color=BAR[row["quantity"]], height=0.7, lw=0)
        text = f" {row['memory_mib']:.0f} MiB"
        axes.text(1e3 * row["seconds"], place, text, va="center", fontsize=6)
    names = [f"{r['field']}, {_short(r['way'], r['quantity'])}" for _, r in costs.iterrows()]
    axes.set_yticks(range(len(costs)), names, fontsize=6)
    axes.set_ylim(len(costs) - 0.4, -0.6)
    axes.set_xlim(0, 1.6e3 * costs["seconds"].max())
    axes.set_xlabel("time (ms)")
    axes.set_title("cost", fontsize=7.5)


def _short(way: str, quantity: str) -> str:
    """Return what a bar is of; its colour tells gradients from Laplacians."""
    return "value" if quantity == "value" else way


def _row(axes: Axes, rows: pd.DataFrame, place: int) -> None:
    """Draw a field's correlations with what it paints and with the truth."""
    _marks(axes, rows[rows["reference"] == "painted"], "correlation", place, filled=True)
    _marks(axes, truths(rows), "correlation", place, filled=False)


def _marks(axes: Axes, rows: pd.DataFrame, measure: str, place: int, *, filled: bool) -> None:
    """Draw mean and range of a measure of both quantities."""
    for (quantity, color), shift in zip(COLORS.items(), (-APART, APART), strict=True):
        values = rows.loc[rows["quantity"] == quantity, measure].dropna()
        if len(values):
            y, fill = place + shift, color if filled else "white"
            axes.plot([values.min(), values.max()], [y, y], "-", lw=0.8, color=color)
            axes.plot(values.mean(), y, "o", ms=3.5, mew=0.8, color=color, mfc=fill)
