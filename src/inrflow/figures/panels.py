"""Maps of every stage beside the picture: the layout that figures of heat and counts share."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.analysis.measures import Measures
from inrflow.figures.quality import read_metrics, verdict
from inrflow.figures.style import blank, new_figure

WIDTH, AROUND = 7.2, 0.8  # inches: the page; titles and caption


def stage_grid(
    stages: list[list[str]], rows: int, size: tuple[int, int], room: float
) -> tuple[Figure, list[np.ndarray]]:
    """Return a figure of maps: a block a field, in it a column a stage beside one for the picture.

    Args:
        stages: names of the stages of each field.
        rows: rows of a block.
        size: (height, width) of the maps, px.
        room: height of what stands under a map, inches.

    Returns:
        The figure, and the axes (row, column) of each block; those without a stage are hidden.
    """
    columns = max(map(len, stages)) + 1
    each = 0.9 * WIDTH / columns * size[0] / size[1] + room
    figure = new_figure(WIDTH, len(stages) * rows * each + AROUND)
    figure.get_layout_engine().set(h_pad=0.03, hspace=0.02)
    grid = figure.subplots(len(stages) * rows, columns, squeeze=False)
    blocks = [grid[k * rows : (k + 1) * rows] for k in range(len(stages))]
    for block, names in zip(blocks, stages, strict=True):
        for axes in block.flat:
            blank(axes)
        for axes in block[:, len(names) + 1 :].flat:
            axes.set_visible(False)
    return figure, blocks


def write_under(axes: Axes, text: str) -> None:
    """Write a few words under a map."""
    axes.set_xlabel(text, fontsize=6, labelpad=2)


def frame_near(measures: Measures, definition: str, frame: int) -> int:
    """Return the measured frame that is nearest to the one asked for."""
    return min(measures.frames(definition), key=lambda known: abs(known - frame))


def describe_fits(fits: list[tuple[str, int]], metrics: list[Path], converged: float) -> str:
    """Return one line on the quality of fits.

    Args:
        fits: (field, seed) of each.
        metrics: json, in the same order.
        converged: PSNR in dB from which a fit may be believed.
    """
    notes: dict[str, list[str]] = {}
    for (field, seed), path in zip(fits, metrics, strict=True):
        record = verdict(read_metrics(path), converged)
        notes.setdefault(field, []).append(f"seed {seed} {record}")
    return "; ".join(f"{field}: {', '.join(seeds)}" for field, seeds in notes.items())
