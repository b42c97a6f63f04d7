"""Pictures of the figure `oinr_sequences`: an unseen frame, as it is and as methods have it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.figure import SubFigure

from inrflow.figures.style import blank
from inrflow.signals.signal import Signal

COLUMNS = 6  # pictures a row
TITLE = 0.28  # inches over a picture
HEAD = 0.2  # inches over a strip
Picture = Float[np.ndarray, "y x channel"]


@dataclass(frozen=True)
class Strip:
    """Pictures of one frame.

    Attributes:
        title: whose they are.
        tiles: title and picture of the truth and of every method.
    """

    title: str
    tiles: list[tuple[str, Picture]]

    @property
    def rows(self) -> int:
        """Rows of pictures."""
        return -(-len(self.tiles) // COLUMNS)

    def height(self, width: float) -> float:
        """Return the height on a page of a width, inches."""
        height, across = self.tiles[0][1].shape[:2]
        return self.rows * (width / COLUMNS * height / across + TITLE) + HEAD


def strip_of(
    name: str,
    signal: Signal,
    painted: dict[str, np.ndarray],
    header: dict[str, Any],
    rows: pd.DataFrame,
    methods: list[str],
) -> list[Strip]:
    """Return the strip of a signal's sparsest fits; none where all frames are fitted.

    Args:
        name: of the signal.
        signal: the truth.
        painted: `METHOD/EVERY` -> picture.
        header: `frames`: EVERY -> number of the frame.
        rows: method, every, frame, psnr of one seed.
        methods: in order.
    """
    if not header["frames"]:
        return []
    every = max(header["frames"], key=int)
    frame = header["frames"][every]
    some = rows[(rows["every"] == int(every)) & (rows["frame"] == frame)]
    psnr = some.set_index("method")["psnr"]
    tiles = [("truth\n", signal.values[frame])]
    tiles += [(f"{one}\n{psnr[one]:.1f} dB", painted[f"{one}/{every}"]) for one in methods]
    return [Strip(f"{name}, frame {frame}, unseen; 1 frame in {every} fitted", tiles)]


def show(figure: SubFigure, strips: list[Strip], width: float) -> None:
    """Draw strips under each other."""
    heights = [strip.height(width) for strip in strips]
    parts = figure.subfigures(len(strips), 1, height_ratios=heights, squeeze=False)[:, 0]
    for part, strip in zip(parts, strips, strict=True):
        part.suptitle(strip.title, fontsize=8)
        grid = part.subplots(strip.rows, COLUMNS, squeeze=False).ravel()
        for axes, (title, picture) in zip(grid, strip.tiles, strict=False):
            grey = picture.shape[2] == 1
            shown = picture[..., 0] if grey else picture[..., :3]
            axes.imshow(shown, cmap="gray" if grey else None, vmin=0, vmax=1)
            axes.set_title(title, fontsize=6.5)
        for axes in grid:
            blank(axes)
