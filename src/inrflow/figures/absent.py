"""What figures of crops share: parts that are absent, borders of cells, bytes by what they hold."""

import numpy as np
from jaxtyping import Bool, Float, Int
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Patch, Rectangle

from inrflow.figures.style import blank

CELLS, SHARED, HEADER = "#0072B2", "#E69F00", "#999999"
LINE = "#56B4E9"
ORDER = (SHARED, HEADER, CELLS)  # from the bottom
KINDS = {"cells": CELLS, "shared by all cells": SHARED, "header": HEADER}
Picture = Float[np.ndarray, "y x channel"]
Map = Int[np.ndarray, "y x"]


def show(axes: Axes, picture: Picture, present: Bool[np.ndarray, "y x"] | None = None) -> None:
    """Draw a picture; what is absent is hatched, so that nobody takes it for black.

    Args:
        axes: where.
        picture: signal units, 1 or 3 channels; of others the mean is shown.
        present: the samples that are painted; None: all.
    """
    height, width, channels = picture.shape
    grey = picture if channels in (1, 3) else picture.mean(axis=2, keepdims=True)
    colors = np.broadcast_to(grey, (height, width, 3)).clip(0, 1)
    if present is not None:
        corner, size = (-0.5, -0.5), (width, height)
        hatched = Rectangle(corner, *size, fc="white", ec="0.75", hatch="////", lw=0)
        hatched.set_hatch_linewidth(0.5)
        axes.add_patch(hatched)
        colors = np.dstack([colors, present.astype(float)])
    axes.imshow(colors, interpolation="nearest", zorder=2)
    blank(axes)


def outline(axes: Axes, cells: Map, color: str = LINE, width: float = 0.4) -> None:
    """Draw the borders between cells, whatever their form.

    Args:
        axes: of a picture.
        cells: number of each sample's cell.
        color: of the lines.
        width: of the lines, points.
    """
    rows, columns = np.nonzero(cells[:, 1:] != cells[:, :-1])
    upright = [[(x + 0.5, y - 0.5), (x + 0.5, y + 0.5)] for y, x in zip(rows, columns, strict=True)]
    rows, columns = np.nonzero(cells[1:] != cells[:-1])
    level = [[(x - 0.5, y + 0.5), (x + 0.5, y + 0.5)] for y, x in zip(rows, columns, strict=True)]
    lines = LineCollection([*upright, *level], colors=color, linewidths=width, zorder=3)
    lines.set_capstyle("projecting")
    axes.add_collection(lines)


def bytes_bars(axes: Axes, files: list[tuple[str, dict[str, int]]]) -> None:
    """Draw a bar a file: bytes of its cells, of what cells share, of its header.

    Args:
        axes: where.
        files: name -> `bytes`, `header_bytes`, `shared` (numbers), `parameters` of each, in order.
    """
    top = max(file["bytes"] for _, file in files)
    for place, (_, file) in enumerate(files):
        shared = 4 * file["shared"]
        parts = [shared, file["header_bytes"]]
        start = 0.0
        # what no crop removes lies at the bottom, at the same height in every bar
        for size, color in zip([*parts, file["bytes"] - sum(parts)], ORDER, strict=True):
            axes.bar(place, size / 1000, bottom=start, color=color, width=0.7, lw=0)
            start += size / 1000
        axes.annotate(
            f"{file['bytes'] / 1000:.1f} kB\n{file['parameters']:,} par.",
            (place, start), (0, 2), textcoords="offset points", ha="center", fontsize=6,
        )  # fmt: skip
    axes.set_xticks(range(len(files)), [name for name, _ in files], fontsize=6.5)
    axes.tick_params(axis="x", length=0)
    axes.set_ylim(0, 1.22 * top / 1000)
    axes.set_xlim(-0.6, len(files) - 0.4)
    axes.set_ylabel("file (kB)")


def handles() -> list[Patch]:
    """Return the legend of `bytes_bars`."""
    return [Patch(color=color, label=name) for name, color in KINDS.items()]
