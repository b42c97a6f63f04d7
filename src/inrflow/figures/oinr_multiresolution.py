"""Figure `oinr_multiresolution`: PSNR against size, and pictures at the original size."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from inrflow.figures.encode_style import Look, looks, of_seeds
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays

WIDTH = 7.2  # inches
CLASSICAL = "resized"
TRAINED = {"lowest": "the lowest size", "mean": "the mean size", "largest": "the largest size"}
TRAINED |= {"all": "all sizes in turn"}
MARKERS = {"held-out": "o", "original": "s"}
ROOM = 4.0  # dB above the best that a fit paints at a size that it has not seen
COLUMNS = 6  # pictures a row
REFERENCE = "0.45"


def draw_multiresolution(
    params: dict[str, Any], *, frames: Path, table: Path, pictures: Path, svg: Path, png: Path
) -> None:
    """Draw the quality of fields of one picture at all sizes, and what they paint at its own.

    Args:
        params: `signal`, `seed` (of the pictures), `lattice`, `filter`, `steps`.
        frames: input, the picture.
        table: input, csv of the stage `oinr-multiresolution-table`.
        pictures: input, arrays of the stage `oinr-multiresolution`.
        svg: output, vectors.
        png: output, pixels.
    """
    every = pd.read_csv(table)
    some = every[every["signal"] == params["signal"]]
    painted, _ = read_arrays(pictures, "multiresolution")
    tiles = tiles_of(some[some["seed"] == params["seed"]], painted, Signal.read(frames).values[0])
    figure = draw(some, tiles)
    caption(figure, told(params, some))
    save(figure, svg, png)


def tiles_of(
    rows: pd.DataFrame, painted: dict[str, np.ndarray], truth: np.ndarray
) -> list[tuple[str, Float[np.ndarray, "y x channel"]]]:
    """Return title and picture of the truth, and of fits to the largest and to all sizes."""
    ends = rows[(rows["role"] == "original") & rows["trained"].isin(["largest", "all"])]
    tiles = [("original", truth)]
    for row in ends.itertuples():
        of = "" if row.field == CLASSICAL else f", {row.trained}"
        title = f"{row.field}{of}\n{row.psnr:.1f} dB"
        tiles.append((title, painted[f"{row.field}.{row.trained}"][0]))
    return tiles


def told(params: dict[str, Any], rows: pd.DataFrame) -> str:
    """Return the caption."""
    original = rows[rows["role"] == "original"].iloc[0]
    parameters = rows["parameters"].dropna()
    range_ = f"{parameters.min():,.0f} to {parameters.max():,.0f}"
    return (
        f"Picture {params['signal']}, {original['height']} x {original['width']} px. PSNR of "
        "clamped values (data range 1) of what a field paints at a size, against the picture made "
        f"as large by Pillow's {params['filter']} filter, samples at "
        f"{'its corners' if params['lattice'] == 'corners' else 'half pixels'}. A panel: sizes "
        "that fields were fitted to (triangles). Filled circles: sizes that no field was fitted "
        "to, squares: the original. Lines: mean, bands: least and largest over "
        f"{of_seeds(sorted(rows['seed'].unique().tolist()))}. Every fit: {range_} parameters, "
        f"{params['steps']:,} steps, each on one lattice, so that steps on larger ones cost more. "
        "Grey: no field, the largest picture that fields are fitted to, resized; cut above. A "
        "field of one size is not shown at that size, where it may know its samples by heart. "
        f"Below: pictures at the original size, seed {params['seed']}, by the sizes that they were "
        "fitted to."
    )


def draw(rows: pd.DataFrame, tiles: list[tuple[str, Float[np.ndarray, "y x channel"]]]) -> Figure:
    """Return the figure.

    Args:
        rows: of one picture, one a (field, trained, seed, size).
        tiles: titles and pictures.
    """
    count = -(-len(tiles) // COLUMNS)
    ratio = tiles[0][1].shape[0] / tiles[0][1].shape[1]
    below = count * (WIDTH / COLUMNS * ratio + 0.3)
    figure = new_figure(WIDTH, 2.6 + below + 0.95)
    above, under = figure.subfigures(2, 1, height_ratios=[2.6, below])
    panels(above, rows)
    show(under, tiles, count)
    return figure


def panels(figure: SubFigure, rows: pd.DataFrame) -> None:
    """Draw PSNR against size: a panel for what fits have seen."""
    fields = [name for name in rows["field"].unique() if name != CLASSICAL]
    styles = looks(fields)
    fits = rows[rows["field"] != CLASSICAL]
    there = [name for name in TRAINED if name in set(fits["trained"])]
    grid = figure.subplots(1, len(there), sharey=True, squeeze=False)[0]
    for axes, trained in zip(grid, there, strict=True):
        some = fits[fits["trained"] == trained]
        _line(axes, rows[rows["field"] == CLASSICAL], Look(REFERENCE, "--"), CLASSICAL)
        for field, one in some.groupby("field", sort=False):
            _line(axes, one if trained == "all" else one[~one["seen"]], styles[field], field)
        seen = some.loc[some["seen"], "size"].unique()
        axes.plot(seen, np.full(len(seen), 0.03), "^", transform=axes.get_xaxis_transform(), ms=4,
                  color="0.2", mew=0, clip_on=False)  # fmt: skip
        axes.set_title(f"fitted to {TRAINED[trained]}")
        axes.set_xlabel("size (px)")
        axes.grid(lw=0.3, color="0.9")
        axes.set_axisbelow(True)
    unseen = rows.loc[~rows["seen"], "psnr"]
    grid[0].set_ylim(max(0.0, unseen.min() - 3), unseen[rows["field"] != CLASSICAL].max() + ROOM)
    grid[0].set_ylabel("PSNR (dB)")
    _legend(figure, grid, fields)


def _line(axes: Axes, rows: pd.DataFrame, look: Look, label: str) -> None:
    """Draw mean and range over seeds, and marks where no field has looked."""
    by = rows.groupby("size")
    mean, role = by["psnr"].mean(), by["role"].first()
    sizes = mean.index.to_numpy()
    axes.fill_between(sizes, by["psnr"].min(), by["psnr"].max(), color=look.color, alpha=0.15, lw=0)
    axes.plot(sizes, mean, color=look.color, ls=look.line, lw=1.1, label=label)
    for kind, marker in MARKERS.items():
        at = mean[role == kind]
        axes.plot(at.index, at, marker, color=look.color, ms=3.2, mew=0)


def _legend(figure: SubFigure, grid: np.ndarray, fields: list[str]) -> None:
    """Name every line once."""
    found: dict[str, mpl.artist.Artist] = {}
    for axes in grid:
        handles, names = axes.get_legend_handles_labels()
        found |= dict(zip(names, handles, strict=True))
    named = {name: found[name] for name in fields if name in found}
    named |= {"resized, no field": found[CLASSICAL]}
    figure.legend(
        named.values(), named.keys(), loc="outside upper center", ncols=7, frameon=False,
        handlelength=2.0, columnspacing=1.2,
    )  # fmt: skip


def show(
    figure: SubFigure, tiles: list[tuple[str, Float[np.ndarray, "y x channel"]]], count: int
) -> None:
    """Draw the pictures, row after row."""
    grid = figure.subplots(count, COLUMNS, squeeze=False)
    for axes in grid.flat:
        blank(axes)
    for axes, (title, picture) in zip(grid.flat, tiles, strict=False):
        shade = picture if picture.shape[2] == 3 else picture.mean(axis=2)
        axes.imshow(shade, cmap="gray", vmin=0, vmax=1)
        axes.set_title(title, fontsize=6.5, pad=2)
