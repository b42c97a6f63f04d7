"""Maps of every stage beside the picture: the layout that figures of heat and counts share."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from inrflow.analysis.frames import nearest
from inrflow.analysis.intensity import picture_of
from inrflow.analysis.measures import Measures
from inrflow.figures.style import blank, new_figure
from inrflow.signals.signal import Signal

WIDTH, AROUND = 7.2, 0.8  # inches: the page; titles and caption


@dataclass(frozen=True)
class Scene:
    """What such a figure shows: the measures of its fits, and one picture.

    Attributes:
        measures: of one fit a field.
        frame: number of the frame shown.
        picture: of that frame, signal units.
    """

    measures: list[Measures]
    frame: int
    picture: Float[np.ndarray, "y x 3"]


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


def bar_beside(figure: Figure, axes: Axes, shown: ScalarMappable, label: str) -> None:
    """Draw the scale of a row of maps beside the last of them, as tall as it."""
    beside = axes.inset_axes((1.04, 0, 0.04, 1))
    # beside a shorter row there is an empty column, which needs no more room
    beside.set_in_layout(axes.get_subplotspec().is_last_col())
    figure.colorbar(shown, cax=beside, label=label)


def bar_under(figure: Figure, axes: Axes, shown: ScalarMappable, label: str) -> None:
    """Draw the scale of one map under it, as wide; the map keeps its place in the row."""
    under = axes.inset_axes((0, -0.14, 1, 0.08))
    bar = figure.colorbar(shown, cax=under, orientation="horizontal")
    bar.locator = MaxNLocator(4)
    bar.ax.tick_params(labelsize=6, length=2, pad=1)
    bar.set_label(label, fontsize=6, labelpad=1)


def write_under(axes: Axes, text: str) -> None:
    """Write a few words under a map."""
    axes.set_xlabel(text, fontsize=6, labelpad=2)


def open_scene(params: dict[str, Any], frames: Path, measures: list[Path]) -> Scene:
    """Open the measures of one fit a field, and the picture of the frame to be shown.

    Args:
        params: `definition`, `frame`: the nearest measured one is taken.
        frames: the signal's frames.
        measures: of each fit.
    """
    opened = [Measures.read(path) for path in measures]
    frame = nearest(opened[0].frames(params["definition"]), params["frame"])
    return Scene(opened, frame, picture_of(opened[0], Signal.read(frames), frame))
