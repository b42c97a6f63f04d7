"""Figure `restoration_pictures`: the truth, the measurements, and what methods make of them."""

from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from inrflow.figures.restoration_style import WITHOUT_TRUTH, titled
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.signals.store import read_arrays

WIDTH, ACROSS = 7.2, 7  # inches; pictures side by side
TITLE, LETTERS = 0.4, 15  # inches above a picture; letters that fit there
FRAME = "#E69F00"
MEASURED = "measured"  # the method that leaves a picture as it was measured
Picture = Float[np.ndarray, "y x channel"]
SEEN = (
    " Measurements as a picture: their back-projection, or samples enlarged, stretched to the "
    "range shown; held-out ones stand at the mean."
)
WORDS = {
    "fixed": "at the last step, classical methods with settings chosen without the truth",
    "blind": "at the step with the least held-out error, classical methods with settings chosen "
    "without the truth",
    "oracle": "at the step, or with the setting, that is best against the truth",
}


def draw_pictures(
    params: dict[str, Any], *, restored: Path, classical: Path, fits: Path, svg: Path, png: Path
) -> None:
    """Draw one picture of a task, one seed.

    Args:
        params: `task`, `signal`, `seed`, `selection`; `zoom`: factor of the enlarged part.
        restored: input, what fields paint.
        classical: input, what classical methods paint, of all seeds.
        fits: input, csv of the stage `restoration-tables`.
        svg: output, vectors.
        png: output, pixels.
    """
    painted, others = read_arrays(restored, "restored")[0], read_arrays(classical, "restored")[0]
    table = pd.read_csv(fits)
    wanted = {key: params[key] for key in ("task", "signal", "seed")}
    rows = table[(table[list(wanted)] == pd.Series(wanted)).all(axis=1)]
    shown = [("truth", painted["truth"])]
    if MEASURED not in set(rows["method"]):
        shown.append(("measurements\nas a picture", stretched(painted["seen"])))
    for row in _chosen(rows, params["selection"]).itertuples():
        name = f"{row.method}/{row.selection}"
        picture = painted[name] if row.kind == "field" else others[f"{params['seed']}/{name}"]
        shown.append((f"{titled(row.method, LETTERS)}\n{row.psnr:.2f} dB", picture))
    figure = draw(shown, params["zoom"])
    caption(
        figure,
        f"{params['task']}, signal {params['signal']}, seed {params['seed']}; fields "
        f"{WORDS[params['selection']]}; PSNR: clamped, peak 1. Below each picture the framed part, "
        f"{params['zoom']:g} times as large.{SEEN if MEASURED not in set(rows['method']) else ''}",
    )
    save(figure, svg, png)


def draw(shown: list[tuple[str, Picture]], zoom: float) -> Figure:
    """Return the figure: pictures in rows, an enlarged part below each."""
    across = min(ACROSS, len(shown))
    rows, (height, width) = ceil(len(shown) / across), shown[0][1].shape[:2]
    side = WIDTH / across * height / width
    figure = new_figure(WIDTH, rows * (2 * side + TITLE) + 0.5)
    grid = figure.subplots(2 * rows, across, squeeze=False)
    for axes in grid.ravel():
        blank(axes)
    box = part_of(shown[0][1], zoom)
    for place, (title, picture) in enumerate(shown):
        row, column = divmod(place, across)
        _image(grid[2 * row, column], picture)
        grid[2 * row, column].set_title(title, fontsize=6.5, pad=2)
        _frame(grid[2 * row, column], box)
        _image(grid[2 * row + 1, column], picture[box])
    return figure


def part_of(truth: Picture, zoom: float) -> tuple[slice, slice]:
    """Return the part of the truth that varies most, of a share 1 / zoom of its sides."""
    sides = [max(2, round(side / zoom)) for side in truth.shape[:2]]
    grey = truth.mean(axis=2)
    starts = [
        (y, x)
        for y in range(0, grey.shape[0] - sides[0] + 1, max(1, sides[0] // 4))
        for x in range(0, grey.shape[1] - sides[1] + 1, max(1, sides[1] // 4))
    ]
    spread = [grey[y : y + sides[0], x : x + sides[1]].std() for y, x in starts]
    y, x = starts[int(np.argmax(spread))]
    return slice(y, y + sides[0]), slice(x, x + sides[1])


def stretched(picture: Picture) -> Picture:
    """Return a picture in units of its own as one of signal units."""
    low, high = float(picture.min()), float(picture.max())
    return (picture - low) / (high - low) if high > low else picture


def _chosen(rows: pd.DataFrame, selection: str) -> pd.DataFrame:
    """Return one row a method: at the selection, or at what stands beside it."""
    wanted = [selection, *WITHOUT_TRUTH] if selection == "oracle" else list(WITHOUT_TRUTH)
    found = []
    for (kind, _), some in rows.groupby(["kind", "method"], sort=False):
        order = [selection] if kind == "field" else wanted
        there = next(one for one in order if one in set(some["selection"]))
        found.append(some[some["selection"] == there])
    return pd.concat(found)


def _image(axes: Axes, picture: Picture) -> None:
    clipped = picture.clip(0, 1)
    shade = clipped if clipped.shape[2] == 3 else clipped.mean(axis=2)
    axes.imshow(shade, cmap="gray", vmin=0, vmax=1, interpolation="nearest")


def _frame(axes: Axes, box: tuple[slice, slice]) -> None:
    rows, columns = box
    corner = (columns.start - 0.5, rows.start - 0.5)
    width, height = columns.stop - columns.start, rows.stop - rows.start
    axes.add_patch(Rectangle(corner, width, height, fill=False, ec=FRAME, lw=0.8))
