"""Figure `objects`: contributions of neurons to objects over time (XINC Figs. 8, 19)."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.few import FEW
from inrflow.figures.quality import verdict
from inrflow.figures.style import caption, new_figure, save

TICKS = 6  # frames named on an axis
LIGHT = 0.6  # luminance above which a colour is too light for a line on white
WEIGHTS = np.array([0.2126, 0.7152, 0.0722])


def draw_objects(
    params: dict[str, Any], *, objects: Path, metrics: Path, svg: Path, png: Path
) -> None:
    """Read the table of one fit and draw it.

    Args:
        params: `signal`, `field`, `seed`, `definition`,
            `neurons`, `instances`, `converged` (dB).
        objects: input, parquet.
        metrics: input, the fit's quality.
        svg: output, vectors.
        png: output, pixels.
    """
    rows = pd.read_parquet(objects)
    rows = rows[rows["definition"] == params["definition"]]
    figure = draw(first(rows, params["instances"]), params["neurons"])
    quality = verdict(metrics, params["converged"])
    caption(figure, describe(rows, params) + f" Fit (mean PSNR of the clip): {quality}.")
    save(figure, svg, png)


def describe(rows: pd.DataFrame, params: dict[str, Any]) -> str:
    """Return the caption: definition, what is drawn, frames, marks."""
    frames = ", ".join(map(str, sorted(rows["frame"].unique())))
    reading = DEFINITIONS[params["definition"]].reading
    over, even = "all objects and frames", "1 / (objects over all frames)"
    lines = "lines join the measured frames"
    if not rows["persistent"].all():
        over, even = "the objects of a frame", "1 / (objects of the frame)"
        lines = "neurons have no lines, as each frame has neurons of its own; medians have"
    return (
        f"{params['field']} on {params['signal']}, seed {params['seed']}; definition "
        f"'{params['definition']}', reading '{reading}'. Mean |contribution| per px of an object, "
        f"% of the neuron's sum of these over {over}; all at {even}: an even map. Every panel has "
        f"its own y scale. Neurons (stage/number) drawn at random, right: median of all that are "
        f"not dead. Frames {frames}; {lines}; no point where an object is absent. Hollow: under "
        f"{FEW} px in the frame. At most {params['instances']} instances of a category. Thick: "
        "things; thin: stuff. Colours: the segments', light ones darkened."
    )


def first(rows: pd.DataFrame, instances: int) -> pd.DataFrame:
    """Keep the first instances of every category."""
    named = rows[["name", "category"]].drop_duplicates()
    kept = named[named.groupby("category").cumcount() < instances]["name"]
    return rows[rows["name"].isin(kept)]


def draw(rows: pd.DataFrame, neurons: int) -> Figure:
    """Return the figure: a row a stage; neurons, then the median of all."""
    stages = list(dict.fromkeys(rows["stage"]))
    figure = new_figure(7.2, 1.25 * max(len(stages), 1) + 1.5)
    grid = figure.subplots(max(len(stages), 1), neurons + 1, squeeze=False, sharex=True)
    for line, stage in zip(grid, stages, strict=False):
        part = rows[rows["stage"] == stage]
        chosen = list(dict.fromkeys(part["neuron"]))[:neurons]
        for axes, neuron in zip(line, chosen, strict=False):
            _panel(axes, part[part["neuron"] == neuron], "value")
            axes.set_title(f"{stage}/{neuron}", pad=2)
        for axes in line[len(chosen) : -1]:
            axes.set_visible(False)
        _panel(line[-1], part[part["neuron"] == chosen[0]], "median")
        line[-1].set_title(f"median of {part['neurons'].iloc[0]}", pad=2)
        line[0].set_ylabel("density\n(% of sum)")
    for axes in grid[-1]:
        axes.set_xlabel("frame")
    _legend(figure, rows)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, column: str) -> None:
    measured = np.sort(rows["frame"].unique())
    for _, one in rows.groupby("name", sort=False):
        color, thing = _dark(one["color"].iloc[0]), one["thing"].iloc[0]
        whole = one.set_index("frame").reindex(measured)  # a line breaks where an object is absent
        # the medians of a stage may be followed even where its neurons may not
        if one["persistent"].iloc[0] or column == "median":
            axes.plot(measured, 100 * whole[column], color=color, lw=1.2 if thing else 0.6)
    edges = [_dark(color) for color in rows["color"]]
    faces = [
        "white" if few else edge for few, edge in zip(rows["pixels"] < FEW, edges, strict=True)
    ]
    style = {"facecolors": faces, "edgecolors": edges, "lw": 0.6, "zorder": 2.5}
    axes.scatter(rows["frame"], 100 * rows[column], np.where(rows["thing"], 7, 3), **style)
    axes.set_ylim(bottom=0)
    if len(measured) <= TICKS:
        axes.set_xticks(measured)
    axes.tick_params(labelsize=6, pad=1)


def _dark(color: str) -> tuple[float, float, float]:
    """Return the segment's colour, darkened until a line of it can be seen on white."""
    red, green, blue = np.array(to_rgb(color))
    light = float(WEIGHTS @ (red, green, blue))
    scale = min(1.0, LIGHT / max(light, 1e-6))
    return red * scale, green * scale, blue * scale


def _legend(figure: Figure, rows: pd.DataFrame) -> None:
    axes, handles = figure.axes[0], []
    named = rows.drop_duplicates("name")
    for _, one in named.iterrows():
        style = {"color": _dark(one["color"]), "lw": 1.6 if one["thing"] else 0.7}
        handles.append(axes.plot([], [], label=one["name"], **style)[0])
    figure.legend(handles=handles, loc="outside upper center", ncols=8, frameon=False)
