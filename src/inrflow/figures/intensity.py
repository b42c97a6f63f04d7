"""Figure `intensity`: contribution against intensity and edges (XINC Fig. 5)."""

from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.intensity import correlations, edges, intensity, min_max
from inrflow.figures.panels import bar_beside, open_scene, stage_grid, write_under
from inrflow.figures.quality import describe_fits
from inrflow.figures.style import caption, save

Heats = dict[str, dict[str, Float[np.ndarray, "y x"]]]


def draw_intensity(
    params: dict[str, Any],
    *,
    frames: Path,
    measures: list[Path],
    metrics: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Read the measures of one fit a field and draw heat beside picture and edges.

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
    heats = {
        field: {stage: each.get(name, stage, "heat", frame) for stage in each.stages}
        for (field, _), each in zip(params["fits"], opened, strict=True)
    }
    figure = draw(picture, heats)
    quality = describe_fits(params["fits"], metrics, params["converged"])
    caption(
        figure,
        f"Signal {params['signal']}, one frame ({frame}, {picture.shape[0]} x {picture.shape[1]} "
        f"px) and one seed a field; definition '{name}', reading '{DEFINITIONS[name].reading}'. "
        "Heat: sum of |contribution| over neurons; intensity: R + G + B; edges: Sobel magnitude "
        "of luminance; all stretched to 0..1. Difference: heat less intensity. r: Spearman's rank "
        "correlation over pixels of heat with intensity or edges (in brackets: the other held "
        "fixed); R²: of the ranks on both. Neighbouring pixels are not independent. Where a field "
        "has an output map (tanh, sigmoid), contributions sum to what goes into it, 0 for "
        f"mid-grey: dark pixels are then as hot as bright ones, or hotter.\n{quality}.",
    )
    save(figure, svg, png)


def draw(picture: Float[np.ndarray, "y x 3"], heats: Heats) -> Figure:
    """Return the figure: a block a field; above intensity and heat, below edges and difference."""
    shown, contours = min_max(intensity(picture)), edges(picture)
    names = [list(stages) for stages in heats.values()]
    figure, blocks = stage_grid(names, 2, picture.shape[:2], room=0.3)
    for block, (field, stages) in zip(blocks, heats.items(), strict=True):
        grey = {"cmap": "gray", "vmin": 0, "vmax": 1}
        block[0, 0].imshow(shown, **grey)
        block[1, 0].imshow(min_max(contours), **grey)
        write_under(block[0, 0], "intensity")
        write_under(block[1, 0], "edges")
        for column, (stage, heat) in enumerate(stages.items(), 1):
            above, below = block[:, column]
            found = correlations(heat, shown, contours)
            above.set_title(f"{field} {stage}", pad=4)
            hot = above.imshow(min_max(heat), cmap="magma", vmin=0, vmax=1)
            signed = below.imshow(min_max(heat) - shown, cmap="RdBu_r", vmin=-1, vmax=1)
            write_under(above, _pair(found, "intensity") + "\n" + _pair(found, "edges"))
            write_under(below, f"R² on both {found['intensity_edges_r2']:.2f}")
        bar_beside(figure, block[0, len(stages)], hot, "heat")
        bar_beside(figure, block[1, len(stages)], signed, "difference")
    return figure


def _pair(found: dict[str, float], name: str) -> str:
    # z: no minus before zeros
    return f"r {name} {found[f'{name}_spearman']:z.2f} ({found[f'{name}_partial']:z.2f})"
