"""Figure `encode_orders`: what papers report of two fields, and what these fits show."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from inrflow.figures.encode_style import VERDICTS
from inrflow.figures.style import caption, new_figure, save


def draw_orders(params: dict[str, Any], *, orders: Path, svg: Path, png: Path) -> None:
    """Draw the reported orders of the study.

    Args:
        params: `limit` (dB).
        orders: input, csv.
        svg: output, vectors.
        png: output, pixels.
    """
    table = pd.read_csv(orders)
    decibel = table[table["measure"].str.startswith("psnr")].reset_index(drop=True)
    figure = draw(decibel, params["limit"])
    said = table["verdict"].value_counts().to_dict()
    counts = ", ".join(f"{said.get(word, 0)} {word}" for word in VERDICTS)
    left_out = len(table) - len(decibel)
    unseen = f" (those of SSIM, {left_out}, are in the table alone)" if left_out else ""
    settings = "; ".join(f"{source}: {setting}" for source, setting in _settings(table).items())
    caption(
        figure,
        "Rows: an order that a paper reports (first method better than second), on a signal of "
        "its table, or, on any other signal, where all rows of the table agree. Points and bars: "
        "difference of the paired fits and its 95 % interval over seeds (Student's t); seen: the "
        "whole interval lies above 0; reversed: below; else undecided. An order that is not seen "
        f"is reported as such: {counts or 'none'}, of {len(table)}{unseen}. Diamonds: the reported "
        "difference, of all rows the smallest, at the papers' sizes and lengths, which are not "
        f"these: {settings or 'none'}.",
    )
    save(figure, svg, png)


def _settings(table: pd.DataFrame) -> dict[str, str]:
    return dict(table[["source", "setting"]].drop_duplicates().itertuples(index=False))


def draw(orders: pd.DataFrame, limit: float) -> Figure:
    """Return the figure: one row an order.

    Args:
        orders: columns group, signal, source, higher, lower, reported, difference, low, high,
            verdict; differences in dB.
        limit: largest magnitude on the axis, dB.
    """
    found = orders[["difference", "reported", "low", "high"]].abs().to_numpy(dtype=np.float64)
    most = min(limit, 1.1 * np.nanmax(found, initial=1))
    figure = new_figure(7.2, 1.5 + 0.2 * max(len(orders), 1))
    axes, names = figure.subplots(), []
    for place, row in enumerate(orders.itertuples()):
        color = VERDICTS[row.verdict]
        axes.plot([row.low, row.high], [place, place], color=color, lw=1.5)
        side = ">" if row.difference > 0 else "<"  # where the point lies beyond the axis
        inside = abs(row.difference) <= most
        shown = min(max(row.difference, -0.98 * most), 0.98 * most)
        axes.plot(shown, place, "o" if inside else side, color=color, ms=4)
        axes.plot(row.reported, place, "D", mfc="none", mec="0.3", ms=4, mew=0.8)
        beside = axes.get_yaxis_transform()
        said = f"{row.difference:+.1f} dB, {row.verdict}"
        axes.text(1.01, place, said, color=color, fontsize=7, va="center", transform=beside)
        names.append(f"{row.signal}: {row.higher} > {row.lower} ({row.source.rpartition(', ')[2]})")
    if orders.empty:
        axes.text(
            0.5,
            0.5,
            "no reported order can be held against these fits",
            transform=axes.transAxes,
            ha="center",
        )
    axes.axvline(0, color="0.6", lw=0.6)
    axes.set_yticks(range(len(names)), [name.replace("_", " ") for name in names], fontsize=6.5)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(-most, most)
    axes.set_xlabel("difference of PSNR, first minus second (dB)")
    handles = [
        Line2D([], [], color=color, marker="o", ms=4, label=word)
        for word, color in VERDICTS.items()
    ]
    reported = Line2D([], [], color="0.3", marker="D", mfc="none", ms=4, ls="", label="reported")
    figure.legend(handles=[*handles, reported], loc="outside upper center", ncols=4, frameon=False)
    return figure
