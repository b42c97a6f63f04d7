"""Figure `grouping`: dispersion of contributions over groups of pixels (XINC Figs. 4, 16)."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.neurons import own
from inrflow.figures.quality import describe_fits
from inrflow.figures.style import (
    GROUPING_COLORS,
    GROUPING_NAMES,
    caption,
    new_figure,
    plain_log,
    save,
)

RANKS = np.linspace(0, 1, 201)
# quantile of what a panel draws where its axis begins: nearly even maps reach down by decades
LOWEST = 0.05


def draw_grouping(
    params: dict[str, Any],
    *,
    dispersions: list[Path],
    metrics: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Read the dispersions of a signal's fits and draw them.

    Args:
        params: `signal`, `definition`, `deltas`, `dispersion`, `logarithmic`, `converged` (dB),
            `fits`: [field, seed] of each metrics file.
        dispersions: inputs, parquet.
        metrics: inputs, in the order of `params["fits"]`.
        svg: output, vectors.
        png: output, pixels.
    """
    table = pd.concat([read(path, params) for path in dispersions])
    figure = draw(table, params["dispersion"], params["logarithmic"])
    quality = describe_fits(params["fits"], metrics, params["converged"])
    caption(figure, f"{describe(table, params)}\n{quality}.")
    save(figure, svg, png)


def read(path: Path, params: dict[str, Any]) -> pd.DataFrame:
    """Return the rows of one fit under one definition, what is drawn in a column `drawn`."""
    rows = pd.read_parquet(path, filters=[("definition", "==", params["definition"])])
    kind = params["dispersion"]
    drawn = (
        own(rows, kind) if params["deltas"] == "definition" else rows[f"{params['deltas']}_{kind}"]
    )
    keep = ["field", "seed", "frame", "reading", "stage", "grouping", "neuron", "regions"]
    return rows[[*keep, "dead", "flat"]].assign(drawn=drawn)


def describe(table: pd.DataFrame, params: dict[str, Any]) -> str:
    """Return the caption: definition, reading, measure, frames, seeds."""
    frames = ", ".join(map(str, sorted(table["frame"].unique())))
    measure = {"std": "standard deviation", "variance": "variance"}[params["dispersion"]]
    own_signs = params["deltas"] == "definition"
    unsigned = DEFINITIONS[params["definition"]].absolute if own_signs else ()
    delta = "|(S - E) / E|" if params["deltas"] == "absolute" else "(S - E) / E"
    delta += f" (for {', '.join(unsigned)} its absolute value)" if unsigned else ""
    missing = "" if "segments" in set(table["grouping"]) else " The signal has no segments."
    lowest = f" Every panel has its own axis, from the {100 * LOWEST:g} % quantile of its values."
    return (
        f"Signal {params['signal']}, definition '{params['definition']}', reading "
        f"'{table['reading'].iloc[0]}'. {measure.capitalize()} over the regions of a grouping of "
        f"delta = {delta}, S the sum of a neuron's |contribution| over a region, E what an even "
        f"map of the same sum has there. Frames {frames}; thin: one seed, thick: mean of seeds."
        f"{missing}{lowest if params['logarithmic'] else ''} In brackets: regions; neurons, of "
        "which those with an empty or an even map have no curve (mean over frames and seeds)."
    )


def draw(table: pd.DataFrame, dispersion: str, logarithmic: bool) -> Figure:
    """Return the figure: a row a field, a column a stage, a curve a grouping."""
    fields = list(dict.fromkeys(table["field"]))
    stages = {f: list(dict.fromkeys(table.loc[table["field"] == f, "stage"])) for f in fields}
    columns = max(map(len, stages.values()))
    figure = new_figure(7.2, 1.9 * len(fields) + 0.9)
    grid = figure.subplots(len(fields), columns, squeeze=False)
    for line, field in zip(grid, fields, strict=True):
        for axes in line[len(stages[field]) :]:
            axes.set_visible(False)
        for axes, stage in zip(line, stages[field], strict=False):
            part = table[(table["field"] == field) & (table["stage"] == stage)]
            _panel(axes, part)
            axes.set_title(f"{field} {stage} [{_neurons(part)}]")
            axes.set_xlabel("neurons of all frames,\nsorted (share)")
            axes.set_ylabel(f"{dispersion} of delta", labelpad=1)
            if logarithmic:
                _logarithmic(axes)
    _legend(figure, table)
    return figure


def _logarithmic(axes: Axes) -> None:
    """Set a logarithmic axis whose labels are plain numbers, fewer where it spans decades."""
    drawn = np.concatenate([np.empty(0), *(line.get_ydata() for line in axes.lines)])
    drawn = drawn[drawn > 0]
    axes.set_yscale("log")
    if drawn.size:
        axes.set_ylim(np.quantile(drawn, LOWEST), 1.1 * drawn.max())
    low, high = axes.get_ylim()
    marks = (1, 2, 3, 5) if high < 10 * low else (1, 2, 5)
    plain_log(axes.yaxis, marks if high < 100 * low else (1,))


def _panel(axes: Axes, part: pd.DataFrame) -> None:
    for grouping, color in GROUPING_COLORS.items():
        rows = part[part["grouping"] == grouping]
        rows = rows[~rows["dead"] & ~rows["flat"]]
        curves = [curve(values["drawn"]) for _, values in rows.groupby("seed")]
        for one in curves:
            axes.plot(RANKS, one, color=color, lw=0.4, alpha=0.6)
        if curves:
            axes.plot(RANKS, np.mean(curves, axis=0), color=color, lw=1.0)


def curve(values: pd.Series) -> np.ndarray:
    """Return the sorted values of neurons that are not dead, resampled to a common length."""
    alive = np.sort(values.dropna().to_numpy())
    if alive.size == 0:
        return np.full(RANKS.size, np.nan)
    return np.interp(RANKS, np.linspace(0, 1, alive.size), alive)


def _neurons(part: pd.DataFrame) -> str:
    """Return how many neurons there are, and how many have no curve: '72, 0.8 even'."""
    one = part[part["grouping"] == part["grouping"].iloc[0]]
    count = int(one["neuron"].max()) + 1
    kinds = {"empty": one["dead"], "even": one["flat"] & ~one["dead"]}
    missing = [f"{count * kind.mean():.1f} {name}" for name, kind in kinds.items() if kind.any()]
    return ", ".join([str(count), *missing])


def _legend(figure: Figure, table: pd.DataFrame) -> None:
    handles, names = [], []
    for grouping, color in GROUPING_COLORS.items():
        regions = table.loc[table["grouping"] == grouping, "regions"]
        if not regions.empty:
            handles.append(figure.axes[0].plot([], [], color=color, lw=1.0)[0])
            low, high = int(regions.min()), int(regions.max())
            count = str(low) if low == high else f"{low}-{high}"
            names.append(f"{GROUPING_NAMES[grouping]} [{count}]")
    figure.legend(handles, names, loc="outside upper center", ncols=4, frameon=False)
