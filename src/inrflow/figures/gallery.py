"""Figure `gallery`: contribution maps of single neurons (XINC Figs. 3, 11)."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.frames import nearest, spaced
from inrflow.figures.quality import verdict
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.figures.units import UNITS
from inrflow.signals.signal import Signal
from inrflow.tracing.canvas import Canvas


def draw_gallery(
    params: dict[str, Any],
    *,
    frames: Path,
    canvas: Path,
    digest: Path,
    metrics: Path,
    svg: Path,
    png: Path,
) -> None:
    """Read a canvas and draw some neurons of every stage.

    Args:
        params: `signal`, `field`, `seed`, `frame`, `neurons`, `definition`, `converged` (dB).
        frames: input, the signal's frames.
        canvas: input, the store.
        digest: input, its digest; named so that a canvas that changed is drawn again.
        metrics: input, the fit's quality.
        svg: output, vectors.
        png: output, pixels.
    """
    opened, reading = Canvas.open(canvas), DEFINITIONS[params["definition"]].reading
    frame = nearest(opened.frames, params["frame"])
    picture = Signal.read(frames).values[frame]
    rows = {
        stage: pick(opened.view(stage, frame, reading), params["neurons"])
        for stage in opened.stages
    }
    figure = draw(picture, rows, params["neurons"])
    quality = verdict(metrics, params["converged"])
    worst = max(opened.completeness_error(stage) for stage in opened.stages)
    caption(
        figure,
        f"{params['field']} on {params['signal']}, seed {params['seed']}, frame {frame}; fit (mean "
        f"PSNR of the clip) {quality}; definition '{params['definition']}', reading '{reading}'. "
        "Neurons (stage/number) evenly spaced by rank of their sum of |contribution|, strongest "
        "first. Red adds, blue takes away, white is 0; nearly all of one deep colour: an even map. "
        "Under a map: its share of the stage's |contribution|, and ± the value of the darkest "
        f"colours (99.5 % of the map lie within). Unit: {UNITS[reading]}. Completeness error "
        f"{worst:.1g}: the largest difference, over stages, pixels and frames, of what the "
        "contributions sum to and what the network computes.",
    )
    save(figure, svg, png)


def pick(view: Any, count: int) -> list[tuple[int, float, np.ndarray]]:
    """Return (neuron, share of the stage's |contribution|, map) of neurons spaced by rank."""
    totals = torch.zeros(view.neurons, dtype=torch.float64)
    for block in view.blocks():
        totals[block.neurons] += block.values.abs().flatten(1).sum(1)
    ranks = totals.argsort(descending=True, stable=True)
    alive = ranks[totals[ranks] > 0].tolist()
    chosen = spaced(alive, count) if alive else []
    whole = float(totals.sum())
    return [(n, float(totals[n]) / whole, view.map_of(n).numpy()) for n in chosen]


def draw(
    picture: np.ndarray, rows: dict[str, list[tuple[int, float, np.ndarray]]], count: int
) -> Figure:
    """Return the figure: the picture at the left, a row of maps a stage."""
    aspect = picture.shape[0] / picture.shape[1]
    width = 7.2
    each = width / (count + 1)
    figure = new_figure(width, len(rows) * (each * aspect + 0.3) + 0.6)
    grid = figure.subplots(len(rows), count + 1, squeeze=False)
    for line, (stage, maps) in zip(grid, rows.items(), strict=True):
        line[0].imshow(picture, vmin=0, vmax=1)
        line[0].set_ylabel(stage, fontsize=9)
        for axes in line:
            blank(axes)
        for axes in line[len(maps) + 1 :]:
            axes.set_visible(False)
        for axes, (neuron, share, values) in zip(line[1:], maps, strict=False):
            _map(axes, f"{stage}/{neuron}", share, values)
    return figure


def _map(axes: Axes, name: str, share: float, values: np.ndarray) -> None:
    top = max(float(np.quantile(np.abs(values), 0.995)), 1e-12)
    axes.imshow(values, cmap="RdBu_r", vmin=-top, vmax=top)
    axes.set_title(name, fontsize=7, pad=2)
    axes.set_xlabel(f"{100 * share:.2g} %, ±{top:.2g}", fontsize=6, labelpad=1)
