"""Figure `croppable_factors`: what more cells cost and save (Croppable INRs Table 3)."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator

from inrflow.croppable.page import sized, titled
from inrflow.croppable.released import USUAL, measure_of
from inrflow.figures.croppable_style import KINDS, label_point, name_kinds
from inrflow.figures.encode_style import of_seeds
from inrflow.figures.style import caption, new_figure, plain_log, save

COSTS = {
    "seconds": "seconds of a fit's steps",
    "decode_seconds": "milliseconds to paint all samples",
    "memory_of_fit_mib": "memory of a fit (MiB)",
}
DECADES = 0.7  # under which 1, 2, 5 are too few marks for a logarithmic axis
TIMES = {"seconds", "decode_seconds"}
UNITS = {"decode_seconds": 1e-3}


def draw_factors(params: dict[str, Any], *, fits: Path, svg: Path, png: Path) -> None:
    """Draw quality over costs for numbers of cells.

    Args:
        params: `tables`: each name, group, fields, paper; `kinds`: field -> key of `KINDS`;
            `cells`: field -> cells along each axis in words; `measure`: psnr or released;
            `logarithmic`.
        fits: input, csv, one row a fit.
        svg: output, vectors.
        png: output, pixels.
    """
    every = pd.read_csv(fits)
    figure = draw(every, params)
    seeds = sorted(every["seed"].unique().tolist())
    caption(
        figure,
        f"Small points: one fit each, {of_seeds(seeds)}. Squares: means over seeds, labelled with "
        "the cells along each axis; a line joins those of one kind in the order of the table. All "
        "fields of a row had equally many steps. Seconds: of the optimiser's steps, evaluations "
        "not counted; painting: median of 3; both on this machine, with what else ran on it. "
        "Memory: what the process took at its most beyond what it had before the fit; on a CPU "
        "only the first seed of a process tells it, so that it is one number a field, drawn at "
        "that seed's quality and at the mean, and what libraries take at first use is in it. "
        "PSNR: data range 1, values clamped.",
    )
    save(figure, svg, png)


def draw(fits: pd.DataFrame, params: dict[str, Any]) -> Figure:
    """Return the figure: a row a table and signal, a panel a cost.

    Args:
        fits: columns group, signal, field, seed, kind, parameters, the costs and measures.
        params: see `draw_factors`.
    """
    rows = []
    for table in params["tables"]:
        some = fits[(fits["group"] == table["group"]) & fits["field"].isin(table["fields"])]
        rows += [(table, signal, mine) for signal, mine in some.groupby("signal", sort=False)]
    figure = new_figure(7.2, 1.25 + 2.1 * len(rows))
    grid = figure.subplots(len(rows), len(COSTS), squeeze=False, sharey="row")
    for across, (table, signal, mine) in zip(grid, rows, strict=True):
        measure = USUAL if params["measure"] == "psnr" else measure_of(mine)
        for axes, cost in zip(across, COSTS, strict=True):
            _panel(axes, mine, cost, measure.column, params, table["fields"])
        across[0].set_ylabel(measure.name)
        across[1].set_title(f"{titled(table)} ({signal}, {sized(mine)} parameters)")
    name_kinds(figure, {params["kinds"][name] for *_, mine in rows for name in mine["field"]})
    return figure


def _panel(
    axes: Axes,
    fits: pd.DataFrame,
    cost: str,
    measure: str,
    params: dict[str, Any],
    fields: list[str],
) -> None:
    """Draw one measure over one cost."""
    fits = fits.assign(
        across=fits[cost] / UNITS.get(cost, 1), kind=fits["field"].map(params["kinds"])
    )
    for kind, some in fits.groupby("kind", sort=False):
        color = KINDS[kind]
        axes.plot(some["across"], some[measure], "o", color=color, ms=2.6, mew=0, alpha=0.7)
        # a cost may be known of one seed alone: of quality all seeds tell
        means = some.groupby("field")[["across", measure]].mean()
        means = means.loc[[name for name in fields if name in means.index]]
        axes.plot(means["across"], means[measure], color=color, lw=0.9, zorder=1.5)
        axes.plot(means["across"], means[measure], "s", color=color, ms=4)
        for name, x, y in means.dropna().itertuples():
            label_point(axes, params["cells"][name], x, y)
    axes.margins(x=0.15, y=0.1)
    if params["logarithmic"] and cost in TIMES:
        axes.set_xscale("log")
    span = np.ptp(np.log10(axes.get_xlim())) if axes.get_xscale() == "log" else 0
    if span > DECADES:
        plain_log(axes.xaxis, (1, 2, 5) if span < 2 else (1, 3))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel(COSTS[cost])
    axes.grid(lw=0.3, color="0.88")
    axes.set_axisbelow(True)
