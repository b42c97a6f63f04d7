"""Figure `pixels`: how much of the picture a neuron paints (XINC Figs. 6, 15, 18)."""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.distribution import MAGNITUDES, PIXELS, THRESHOLD, curves
from inrflow.analysis.measures import Measures
from inrflow.figures.quality import describe_fits
from inrflow.figures.style import caption, new_figure, save
from inrflow.figures.units import UNITS

# Okabe and Ito's palette, from cold (next to the coordinates) to warm (next to the picture)
STAGE_COLORS = ["#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00", "#CC79A7"]
MARKERS = "osD^v"


def draw_pixels(
    params: dict[str, Any], *, measures: list[Path], metrics: list[Path], svg: Path, png: Path
) -> None:
    """Read the measures of a signal's fits and draw their sorted curves.

    Args:
        params: `signal`, `definition`, `decades`, `converged` (dB), `fits`: [field, seed] of
            each file.
        measures: inputs, in the order of `params["fits"]`.
        metrics: inputs, in the same order.
        svg: output, vectors.
        png: output, pixels.
    """
    name, parts, counts = params["definition"], [], []
    for (field, seed), path in zip(params["fits"], measures, strict=True):
        opened, names = Measures.read(path), {"field": field, "seed": seed}
        parts.append(curves(opened, name).assign(**names))
        counts.append(neurons(opened, name).assign(**names))
    table = pd.concat(parts, ignore_index=True)
    figure = draw(table, pd.concat(counts), params["decades"])
    quality = describe_fits(params["fits"], metrics, params["converged"])
    caption(figure, f"{describe(table, params)}\n{quality}.")
    save(figure, svg, png)


def describe(table: pd.DataFrame, params: dict[str, Any]) -> str:
    """Return the caption: definition, reading, measures, frames."""
    name, frames = params["definition"], table["frame"].nunique()
    reading = DEFINITIONS[name].reading
    return (
        f"Signal {params['signal']}, definition '{name}', reading '{reading}'; mean over {frames} "
        "frames; thin: one seed, thick: mean of seeds. Above: pixels where a neuron has more than "
        "1/N of the stage's |contribution|, N its neurons, dead ones included; in brackets dead "
        "neurons, mean over frames and seeds: those with an empty map, those whose unit is never "
        "active. Below: |contribution| that a share of the entries exceeds, with the thresholds "
        f"that cut off a share of the stage's total. Its unit: {UNITS[reading]}."
    )


def neurons(measures: Measures, definition: str) -> pd.DataFrame:
    """Return one row per (stage, frame): neurons, empty maps, units that are never active."""
    rows = []
    for frame in measures.frames(definition):
        for stage in measures.stages:
            totals = measures.get(definition, stage, "totals", frame)
            inactive = int(measures.get(definition, stage, "inactive", frame).sum())
            count = {"neurons": totals.size, "empty": int((totals == 0).sum())}
            rows.append({"stage": stage, "frame": frame, **count, "inactive": inactive})
    return pd.DataFrame(rows)


def draw(table: pd.DataFrame, counts: pd.DataFrame, decades: int) -> Figure:
    """Return the figure: a column a field; above pixels per neuron, below |C| by rank."""
    fields = list(dict.fromkeys(table["field"]))
    figure = new_figure(7.2, 6.2)
    grid = figure.subplots(2, len(fields), squeeze=False, sharey="row")
    for (above, below), field in zip(grid.T, fields, strict=True):
        part, count = table[table["field"] == field], counts[counts["field"] == field]
        stages = list(dict.fromkeys(part["stage"]))
        for place, stage in enumerate(stages):
            color = STAGE_COLORS[_spread(place, len(stages))]
            rows = part[part["stage"] == stage]
            label = f"{stage}: {_count(count[count['stage'] == stage])}"
            _lines(above, rows[rows["kind"] == PIXELS], 100, color, label)
            _lines(below, rows[rows["kind"] == MAGNITUDES], 1, color, None)
            _marks(below, rows, color)
        _dress(above, below, field)
    grid[0, 0].set_ylabel("pixels per neuron (% of the picture)")
    grid[1, 0].set_ylabel("|contribution| (unit: see below)")
    top = 2 * table.loc[table["kind"] == MAGNITUDES, "value"].max()
    grid[1, 0].set_ylim(top / 10**decades, top)
    _explain_marks(grid[1, 0], _shares(table))
    return figure


def _spread(place: int, count: int) -> int:
    """Return the color of a stage: the first is cold, the last warm, however many there are."""
    last = len(STAGE_COLORS) - 2
    return round(place * last / max(count - 1, 1)) % len(STAGE_COLORS)


def _lines(axes: Axes, rows: pd.DataFrame, factor: float, color: str, label: str | None) -> None:
    seeds = rows.groupby(["seed", "position"])["value"].mean().mul(factor).unstack("seed")
    axes.plot(seeds.index, seeds, color=color, lw=0.5, alpha=0.6)
    axes.plot(seeds.index, seeds.mean(axis=1), color=color, lw=1.4, label=label)


def _marks(axes: Axes, rows: pd.DataFrame, color: str) -> None:
    for marker, share in zip(MARKERS, _shares(rows), strict=False):
        point = rows.loc[rows["kind"] == f"{THRESHOLD}{share:g}", ["position", "value"]].mean()
        style = {"color": color, "mec": "white", "mew": 0.5, "ms": 5, "ls": "none", "zorder": 3}
        axes.plot([point["position"]], [point["value"]], marker=marker, **style)


def _explain_marks(axes: Axes, shares: list[float]) -> None:
    for marker, share in zip(MARKERS, shares, strict=False):
        label = f"{100 * share:g} % of the total lies below"
        axes.plot([], [], marker, color="0.4", mec="white", mew=0.5, ms=5, label=label)
    axes.legend(frameon=False, loc="lower left", fontsize=6.5)


def _shares(table: pd.DataFrame) -> list[float]:
    kinds = {kind for kind in table["kind"].unique() if kind.startswith(THRESHOLD)}
    return sorted(float(kind.removeprefix(THRESHOLD)) for kind in kinds)


def _count(rows: pd.DataFrame) -> str:
    means = rows[["neurons", "empty", "inactive"]].mean()
    return "{:.0f} [{:.1f}, {:.1f}]".format(*means)


def _dress(above: Axes, below: Axes, field: str) -> None:
    above.set_title(field)
    above.set_xlabel("neurons, sorted (share)")
    above.set_ylim(0, 100)
    title = "neurons [on average empty, inactive]"
    above.legend(title=title, frameon=False, loc="upper left", fontsize=6.5, title_fontsize=6.5)
    below.set_xscale("log")
    below.set_xlim(1e-5, 1.3)
    below.set_yscale("log")
    below.set_xlabel("entries (neuron, pixel), largest first (share)")
