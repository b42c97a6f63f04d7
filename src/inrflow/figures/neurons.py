"""Figure `neurons`: how many neurons paint each pixel (XINC Figs. 7, 17)."""

from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.figures.panels import bar_under, open_scene, stage_grid
from inrflow.figures.quality import describe_fits
from inrflow.figures.style import caption, save

Maps = dict[str, dict[str, Float[np.ndarray, "share y x"]]]


def draw_neurons(
    params: dict[str, Any],
    *,
    frames: Path,
    measures: list[Path],
    metrics: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Read the measures of one fit a field and draw the neurons per pixel.

    Args:
        params: `signal`, `definition`, `frame`, `converged` (dB), `fits`: [field, seed] of each
            file.
        frames: input, the signal's frames.
        measures: inputs, in the order of `params["fits"]`.
        metrics: inputs, in the same order.
        svg: output, vectors.
        png: output, pixels.
    """
    scene, name = open_scene(params, frames, measures), params["definition"]
    opened, frame, picture = scene.measures, scene.frame, scene.picture
    maps, counts = {}, []
    for (field, _), each in zip(params["fits"], opened, strict=True):
        get = {s: each.get(name, s, "neurons_per_pixel", frame) for s in each.stages}
        sizes = [f"{s} {each.get(name, s, 'totals', frame).size}" for s in each.stages]
        maps[field] = get
        counts.append(f"{field} {', '.join(sizes)}")
    figure = draw(picture, maps, opened[0].notes["shares"])
    quality = describe_fits(params["fits"], metrics, params["converged"])
    caption(
        figure,
        f"Signal {params['signal']}, frame {frame}, definition '{name}', reading "
        f"'{DEFINITIONS[name].reading}'; one fit a field. Neurons whose |contribution| to a pixel "
        "exceeds the stage's threshold, in % of the stage's neurons; the threshold cuts off, and "
        "leaves below it, the share of the stage's total |contribution| that stands at the left. "
        "Each map has its own scale (cv: its standard deviation over pixels / its mean). Neurons: "
        f"{'; '.join(counts)}.\n{quality}.",
    )
    save(figure, svg, png)


def draw(picture: Float[np.ndarray, "y x 3"], maps: Maps, shares: list[float]) -> Figure:
    """Return the figure: a block a field, in it a row a share, the picture at the left."""
    stages = [list(found) for found in maps.values()]
    figure, blocks = stage_grid(stages, len(shares), picture.shape[:2], room=0.48)
    for block, (field, found) in zip(blocks, maps.items(), strict=True):
        for line, share in zip(block, shares, strict=True):
            line[0].imshow(picture, vmin=0, vmax=1)
            line[0].set_ylabel(f"{100 * share:g} % cut off", fontsize=7)
        for column, (stage, above) in enumerate(found.items(), 1):
            block[0, column].set_title(f"{field} {stage}", pad=4)
            for axes, values in zip(block[:, column], above, strict=True):
                _map(figure, axes, 100 * values)
    return figure


def _map(figure: Figure, axes: Axes, percent: Float[np.ndarray, "y x"]) -> None:
    shown = axes.imshow(percent, cmap="viridis")
    mean = float(percent.mean())
    cv = f", cv {percent.std() / mean:.2f}" if mean else ""
    bar_under(figure, axes, shown, f"%; mean {mean:.2g}{cv}")
