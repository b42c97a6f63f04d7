"""Pictures of the figure `croppable_extension`: before and after tuning, the seam marked."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from inrflow.figures.style import blank
from inrflow.signals.signal import Signal

SEAM = "#E69F00"
ROWS = ("before tuning", "after tuning", "|error|")
Picture = Float[np.ndarray, "y x channel"]


@dataclass(frozen=True)
class Shown:
    """What is shown.

    Attributes:
        columns: title of each picture -> picture, three a column; None: nothing there.
        seam: 1: a row, 2: a column, and its place, px; None: between frames.
        most: largest error.
        frame: number of the frame shown.
    """

    columns: list[list[tuple[str, Picture | None]]]
    seam: tuple[int, float] | None
    most: float
    frame: int

    def height(self, width: float) -> float:
        """Return the height that the pictures take on a page of some width, inches."""
        rows, columns = self.columns[0][0][1].shape[:2]
        side = width / (len(self.columns) + 1.4)  # labels and the colour scale beside them
        return len(ROWS) * (side * rows / columns + 0.24)


def shown(
    signal: Signal, painted: dict[str, np.ndarray], record: dict[str, Any], methods: list[str]
) -> Shown:
    """Return the pictures of one frame: one amid the new part.

    Args:
        signal: the whole.
        painted: METHOD.before, METHOD.after, PART.after, clamped.
        record: of the fits, with `old` and `new`: spans along (frame, y, x).
        methods: in order.
    """
    old, new = record["old"], record["new"]
    frame = sum(new[0]) // 2
    truth = signal.values[frame]
    columns = [[("original", truth)]]
    for name, title in (("cells", "part, cells"), ("part", "part, no cells")):
        there = f"{name}.after" in painted and old[0][0] <= frame < old[0][1]
        picture = (
            _placed(painted[f"{name}.after"][frame - old[0][0]], truth, old) if there else None
        )
        columns[0].append((title if there else "", picture))
    most = max(np.abs(painted[f"{m}.after"][frame] - truth).mean(2).max() for m in methods)
    for method in methods:
        ends = record["tune"][method]
        before, after = (painted[f"{method}.{when}"][frame] for when in ("before", "after"))
        error = np.abs(after - truth).mean(2, keepdims=True)
        told = [f"{method}\n{ends['psnr_before']:.1f} dB", f"{ends['psnr']:.1f} dB", ""]
        columns.append(list(zip(told, (before, after, error), strict=True)))
    return Shown(columns, _seam(old, new), float(most), frame)


def show(figure: SubFigure, pictures: Shown) -> None:
    """Draw the pictures: a column a method."""
    grid = figure.subplots(len(ROWS), len(pictures.columns), squeeze=False)
    for place, column in enumerate(pictures.columns):
        for row, (title, picture) in enumerate(column):
            axes = grid[row, place]
            blank(axes)
            axes.set_title(title, fontsize=6.5, pad=2)
            if picture is None:
                continue
            is_error = place > 0 and row == len(ROWS) - 1
            drawn = _image(axes, picture, pictures.most if is_error else None)
            if pictures.seam is not None:
                _mark(axes, *pictures.seam)
    for row, name in enumerate(ROWS):
        grid[row, 1].set_ylabel(name, fontsize=6.5, labelpad=1)
    figure.colorbar(
        drawn, ax=list(grid[-1]), label="|error|", fraction=0.02, pad=0.01, aspect=8
    ).ax.tick_params(labelsize=6)


def _image(axes: Axes, picture: Picture, most: float | None) -> Any:
    """Draw a picture, or an error where its largest value is told."""
    if most is not None:
        return axes.imshow(picture[..., 0], cmap="magma", vmin=0, vmax=most)
    grey = picture.shape[2] != 3
    shade = picture.mean(axis=2) if grey else picture
    return axes.imshow(shade, cmap="gray", vmin=0, vmax=1)


def _mark(axes: Axes, axis: int, place: float) -> None:
    line = axes.axhline if axis == 1 else axes.axvline
    line(place, color=SEAM, lw=0.8, ls=(0, (3, 2)))


def _placed(part: Picture, truth: Picture, old: list[list[int]]) -> Picture:
    """Return the part where it lies in the whole, white around it."""
    whole = np.ones_like(truth)
    whole[slice(*old[1]), slice(*old[2])] = part
    return whole


def _seam(old: list[list[int]], new: list[list[int]]) -> tuple[int, float] | None:
    """Return the axis and the place of the border between the parts."""
    for axis in (1, 2):
        if old[axis] != new[axis]:
            return axis, max(old[axis][0], new[axis][0]) - 0.5
    return None
