"""Figure `croppable_miner`: where MINER's parameters are, and how many a cropped border removes."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from inrflow.figures.encode_style import of_seeds
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays

WIDTH = 7.2  # inches
FEW = 8  # signals up to which each has a bar of its own
MINER, EXACT, CELLS = "#0072B2", "#56B4E9", "#D55E00"
CUT = "#56B4E9"  # seen on greys and on the colours of the maps
Map = Float[np.ndarray, "y x"]
Picture = Float[np.ndarray, "y x channel"]


def draw_miner(
    params: dict[str, Any],
    *,
    frames: Path,
    painted: Path,
    density: Path,
    metrics: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Draw one fit's parameters over its picture, and all fits' sizes.

    Args:
        params: `fits`: [signal, seed] of each; `shown`: one of them, alone in a list; `border`,
            samples.
        frames: input, the frames of the signal shown.
        painted: input, a signal: what its fit paints.
        density: input, parameters per sample of MINER and of the field of cells.
        metrics: inputs, json, in the order of `params["fits"]`.
        svg: output, vectors.
        png: output, pixels.
    """
    signal, maps = Signal.read(frames), read_arrays(density, "density")[0]
    frame, border = signal.shape[0] // 2, params["border"]
    records = [json.loads(path.read_text()) for path in metrics]
    table = tabulate(params["fits"], records)
    shown = records[params["fits"].index(params["shown"][0])]
    pictures = {"original": signal.values[frame]}
    pictures[f"MINER paints\n{shown['psnr']:.1f} dB"] = Signal.read(painted).values[frame]
    field = shown["cells"]["field"]
    named = {"MINER": maps["miner"][frame], field: maps["cells"][frame]}
    totals = {"MINER": shown["parameters"], field: shown["cells"]["parameters"]}
    titled = {f"{name}\n{totals[name]:,} parameters": one for name, one in named.items()}
    where = f", frame or slice {frame} of 0 to {signal.shape[0] - 1}" * (signal.shape[0] > 1)
    figure = draw(pictures, titled, table, field, border)
    caption(figure, told(params, table, field, where))
    save(figure, svg, png)


def tabulate(fits: list[list], records: list[dict[str, Any]]) -> pd.DataFrame:
    """Return one row a fit: signal, seed, parameters scale by scale, shares that a crop removes.

    Args:
        fits: [signal, seed] of each.
        records: of the stage `croppable-miner`.
    """
    rows = []
    for (signal, seed), record in zip(fits, records, strict=True):
        cells, total = record["cells"], record["parameters"]
        row = {"signal": signal, "seed": seed, "total": total, "cells": cells["parameters"]}
        row["area"] = record["border_share"]
        row["own"] = record["removable"] / total
        row["painted"] = record["removable_painted"] / total
        row["of cells"] = cells["removable"] / cells["parameters"]
        row |= {f"scale {s['scale']}": s["parameters"] for s in record["scales"]}
        rows.append(row)
    return pd.DataFrame(rows)


def told(params: dict[str, Any], table: pd.DataFrame, field: str, where: str) -> str:
    """Return the caption."""
    signal, seed = params["shown"][0]
    cut, counts = params["border"], sorted(table["cells"].unique())
    signals = table["signal"].nunique()
    sizes = " to ".join(f"{n:,}" for n in dict.fromkeys((counts[0], counts[-1])))
    return (
        f"Above: signal {signal}, seed {seed}{where} (PSNR: data range 1, values clamped), and "
        "parameters per sample, those of a network spread evenly over its block or cell, what all "
        f"cells share over everything. Outside the dashed line: the border of {cut} samples that "
        "is cropped. "
        f"Below, over {signals} signal{'s' if signals > 1 else ''}, "
        f"{of_seeds(sorted(table['seed'].unique().tolist()))}: parameters of MINER, mean over "
        f"seeds, which only the fit tells (dashed: {field}, {sizes}); and the share of its own "
        "parameters that each loses with the border, mean and every fit. MINER loses the networks "
        "whose block lies wholly in the border (dark); at most as many where no kept sample may "
        "change, because coarse scales are interpolated beyond their blocks (light). Cells lose "
        "their local networks, and no kept sample changes."
    )


def draw(
    pictures: dict[str, Picture],
    maps: dict[str, Map],
    table: pd.DataFrame,
    field: str,
    border: int,
) -> Figure:
    """Return the figure: pictures and maps above, sizes and removable shares below.

    Args:
        pictures: title -> picture, signal units.
        maps: title -> parameters per sample.
        table: see `tabulate`.
        field: name of the field of cells.
        border: samples cropped from each side.
    """
    height, width = next(iter(maps.values())).shape
    above = 0.22 * WIDTH * height / width + 0.4
    few = table["signal"].nunique() <= FEW
    below = 0.8 + 0.22 * max(3, table["signal"].nunique() if few else 6)
    figure = new_figure(WIDTH, above + below + 0.8)
    top, bottom = figure.subfigures(2, 1, height_ratios=[above, below])
    _show(top, pictures, maps, border)
    left, right = bottom.subplots(1, 2)
    (_bars if few else _histogram)(left, table)
    for count in table["cells"].unique():
        left.axvline(count, color=CELLS, ls="--", lw=1)
    left.set_xlabel("parameters of MINER")
    _shares(right, table, field)
    return figure


def _show(
    figure: mpl.figure.SubFigure, pictures: dict[str, Picture], maps: dict[str, Map], border: int
) -> None:
    grid = figure.subplots(1, len(pictures) + len(maps))
    for axes, (title, picture) in zip(grid, pictures.items(), strict=False):
        grey = picture.shape[2] != 3
        axes.imshow(picture.mean(axis=2) if grey else picture, cmap="gray", vmin=0, vmax=1)
        axes.set_title(title, fontsize=7)
    most = max(float(one.max()) for one in maps.values())
    for axes, (title, one) in zip(grid[len(pictures) :], maps.items(), strict=True):
        drawn = axes.imshow(one, cmap="magma", vmin=0, vmax=most)
        axes.set_title(title, fontsize=7)
    beside = grid[-1].inset_axes((1.04, 0, 0.04, 1))
    figure.colorbar(drawn, cax=beside, label="parameters per sample")
    for axes in grid:
        blank(axes)
        height, width = next(iter(maps.values())).shape
        size = (width - 2 * border, height - 2 * border)
        corner = (border - 0.5, border - 0.5)
        axes.add_patch(Rectangle(corner, *size, fill=False, ec=CUT, lw=1, ls=(0, (3, 1.5))))


def _bars(axes: Axes, table: pd.DataFrame) -> None:
    """Draw a bar a signal, its parts the scales."""
    scales = [name for name in table if name.startswith("scale ")]
    means = table.groupby("signal", sort=False)[scales].mean()
    shades, start = mpl.colormaps["Blues"](np.linspace(0.3, 0.9, len(scales))), 0.0
    for shade, name in zip(shades, scales, strict=True):
        axes.barh(means.index, means[name], left=start, color=shade, height=0.6, label=name)
        start = start + means[name]
    axes.set_ylim(max(len(means), 3) - 0.5, -0.5)
    axes.locator_params("x", nbins=5)
    axes.legend(
        ncols=len(scales), loc="lower left", bbox_to_anchor=(0, 1), frameon=False, fontsize=6.5,
        handlelength=1, columnspacing=1, borderaxespad=0.2,
    )  # fmt: skip


def _histogram(axes: Axes, table: pd.DataFrame) -> None:
    """Draw how many signals have how many parameters."""
    axes.hist(table.groupby("signal")["total"].mean(), color=MINER, edgecolor="white")
    axes.set_ylabel("signals")


def _shares(axes: Axes, table: pd.DataFrame, field: str) -> None:
    """Draw the shares that a crop removes: bars of means, a point a fit."""
    named = {
        "MINER, blocks in\nthe border": ("own", MINER),
        "MINER, nothing\nkept changes": ("painted", EXACT),
        field: ("of cells", CELLS),
    }
    for place, (column, color) in enumerate(named.values()):
        shares = 100 * table[column]
        axes.barh(place, shares.mean(), color=color, height=0.6)
        spread = place + np.linspace(-0.2, 0.2, len(shares)) if len(shares) > 1 else [place]
        axes.plot(shares, spread, "o", color="black", mec="white", ms=3, mew=0.4)
    area = 100 * table["area"].mean()
    axes.axvline(area, color="0.4", ls=":", lw=1)
    axes.annotate(
        "samples in\nthe border", (area, 1), (-2, 0), xycoords=("data", "axes fraction"),
        textcoords="offset points", fontsize=6, ha="right", va="top", color="0.4",
    )  # fmt: skip
    axes.set_yticks(range(len(named)), list(named), fontsize=6.5)
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_xlabel("removed with the border (% of its parameters)")
