"""Figure `croppable_rate`: bytes kept against area kept, and what they paint."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.figures.encode_style import of_seeds
from inrflow.figures.style import caption, new_figure, save

WIDTH = 7.2  # inches
CROPPED = ("#0072B2", "#009E73", "#CC79A7", "#56B4E9")
OTHERS = {"whole": ("0.4", "s", (0, (1, 1.2))), "refitted": ("#D55E00", "D", (0, (4, 1.5)))}
Curve = tuple[str, dict[str, Any], pd.DataFrame, pd.DataFrame]
MEASURES = ["area_share", "bytes_share", "payload_share", "bytes", "psnr", "constant_share"]


def draw_rate(params: dict[str, Any], *, rates: list[Path], svg: Path, png: Path) -> None:
    """Draw the rate curves of all signals.

    Args:
        params: nothing.
        rates: inputs, csv, of the stage `croppable-rate`.
        svg: output, vectors.
        png: output, pixels.
    """
    del params
    save(draw(pd.concat([pd.read_csv(path) for path in rates])), svg, png)


def draw(table: pd.DataFrame) -> Figure:
    """Return the figure: a row a signal; shares of bytes on the left, quality on the right."""
    signals = list(table["signal"].unique())
    figure = new_figure(WIDTH, 2.7 * len(signals) + 0.9)
    grid = figure.subplots(len(signals), 2, squeeze=False)
    for (left, right), signal in zip(grid, signals, strict=True):
        of_signal = table[table["signal"] == signal]
        _shares(left, of_signal)
        _quality(right, of_signal)
        left.set_title(signal, loc="left", fontsize=8)
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3, frameon=False)
    caption(figure, told(table))
    return figure


def told(table: pd.DataFrame) -> str:
    """Return the caption."""
    seeds = of_seeds(sorted(table["seed"].unique().tolist()))
    small = table[table["method"] == "cropped"].sort_values("area_share").groupby("field").first()
    ends = "; ".join(
        f"{field}: {row['bytes_share']:.0%} of the bytes for {row['area_share']:.0%} of the area, "
        f"{row['constant_share']:.0%} of the parameters shared by all cells"
        for field, row in small.iterrows()
    )
    refit = table[table["method"] == "refitted"]
    again = ""
    if len(refit):
        crop = table[table["method"] == "cropped"]["seconds"].mean()
        again = (
            f" Fitted anew: to the kept samples alone, as many steps, at the parameters of the "
            f"first field's crop; {refit['seconds'].mean():.2g} s on average, a crop "
            f"{1000 * crop:.2g} ms."
        )
    return (
        f"Crops to boxes of cells about the middle; means over {seeds}. Left: bytes of the written "
        "file as a share of the whole one; thin: bytes of the weights alone, which are a straight "
        "line down to what all cells share (dotted level); grey diagonal: bytes as area. Right: "
        "PSNR (data range 1, values clamped) of the kept samples, which a crop does not change; "
        "dots: seeds, labels: share of samples kept. "
        f"{ends}.{again}"
    )


def _shares(axes: Axes, table: pd.DataFrame) -> None:
    axes.plot([0, 100], [0, 100], color="0.75", lw=1, zorder=0)
    for name, look, some, _ in _curves(table):
        x, y = 100 * some["area_share"], 100 * some["bytes_share"]
        axes.plot(x, y, label=name, **look, zorder=3)
        if some["constant_share"].notna().all() and "cropped" in name:
            color = look["color"]
            axes.plot(x, 100 * some["payload_share"], color=color, lw=0.7, zorder=2)
            if (level := 100 * some["constant_share"].mean()) > 0:
                axes.axhline(level, color=color, lw=0.8, ls=":")
                axes.annotate(
                    f"shared by all cells: {level:.0f} %", (100, level), (0, -2), va="top",
                    textcoords="offset points", ha="right", fontsize=6, color=color,
                )  # fmt: skip
    axes.set_xlim(0, 102)
    axes.set_ylim(0, 105)
    axes.set_xlabel("samples kept (%)")
    axes.set_ylabel("bytes kept (%)")


def _quality(axes: Axes, table: pd.DataFrame) -> None:
    for name, look, some, of in _curves(table):
        axes.plot(some["bytes"] / 1000, some["psnr"], label=name, **look)
        axes.plot(of["bytes"] / 1000, of["psnr"], ".", color=look["color"], ms=2.5, alpha=0.6)
    of_first = next(some for name, _, some, _ in _curves(table) if "cropped" in name)
    for _, row in of_first.iterrows():
        axes.annotate(
            f"{100 * row['area_share']:.0f} %", (row["bytes"] / 1000, row["psnr"]), (0, 5),
            textcoords="offset points", fontsize=6, ha="center", color=CROPPED[0],
            bbox={"fc": "white", "ec": "none", "pad": 0.4},
        )  # fmt: skip
    axes.set_xlim(left=0)
    axes.margins(y=0.12)
    axes.set_xlabel("file (kB)")
    axes.set_ylabel("PSNR of kept samples (dB)")


def _curves(table: pd.DataFrame) -> list[Curve]:
    """Return name, look, means over seeds and rows of each curve."""
    found = []
    cropped = list(table.loc[table["method"] == "cropped", "field"].unique())
    for (field, method), some in table.groupby(["field", "method"], sort=False):
        if method == "cropped":
            color = CROPPED[cropped.index(field) % len(CROPPED)]
            name, look = f"{field}, cropped", {"color": color, "marker": "o", "ls": "-"}
        else:
            color, marker, line = OTHERS[method]
            name = f"{field}, {'whole' if method == 'whole' else 'fitted anew'}"
            look = {"color": color, "marker": marker, "ls": line}
        place = some["area_share"].round(9)
        means = some[MEASURES].groupby(place).mean().sort_index()
        found.append((name, look | {"lw": 1.4, "ms": 4}, means.astype(np.float64), some))
    return found
