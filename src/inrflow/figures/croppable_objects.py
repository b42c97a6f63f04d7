"""Figure `croppable_objects`: an object cropped from cells of segments and from cells of a grid."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Bool, Int
from matplotlib.axes import Axes

from inrflow.config.croppable.objects import ObjectOf
from inrflow.croppable.stage_objects import read_part
from inrflow.editing.decode import decode
from inrflow.editing.objects import labels_of, object_in, owners, partition_of
from inrflow.figures.absent import bytes_bars, handles, outline, show
from inrflow.figures.encode_style import of_seeds
from inrflow.figures.style import caption, new_figure, save
from inrflow.fitting.fit import Fit

WIDTH, HEIGHT = 7.2, 3.1  # inches; the height of a signal
OBJECT, SURPLUS = "#D55E00", "#CC79A7"
COUNTS = ("bytes", "header_bytes", "shared", "parameters", "cells")


def draw_objects(
    params: dict[str, Any],
    *,
    frames: list[Path],
    masks: list[Path],
    objects: list[Path],
    labels: list[Path],
    grid: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Draw what is left of pictures when one object stays.

    Args:
        params: `of`: signal -> which frames and which object; `smallest`, `join`: how segments
            became cells.
        frames: inputs, one a signal.
        masks: inputs, its segments.
        objects: inputs, csv, of the stage `croppable-objects`.
        labels: inputs, its crops from cells of segments.
        grid: inputs, its crops from cells of a grid.
        svg: output, vectors.
        png: output, pixels.
    """
    tables = [pd.read_csv(path) for path in objects]
    figure = new_figure(WIDTH, HEIGHT * len(tables) + 0.9)
    bands = np.atleast_1d(figure.subfigures(len(tables), 1))
    for place, (band, (name, of)) in enumerate(zip(bands, params["of"].items(), strict=True)):
        wanted = ObjectOf(**of)
        signal, segments = read_part(frames[place], masks[place], wanted)
        _, mask = object_in(segments, wanted.object)
        above, below = band.subfigures(2, 1, height_ratios=[1.2, 1.5])
        shown = int(mask.sum(axis=(1, 2)).argmax())
        fits = {"segments": Fit.read(labels[place]), "a grid": Fit.read(grid[place])}
        every = labels_of(partition_of(segments, params["smallest"], params["join"]))[shown]
        _pictures(above, signal.values[shown], mask[shown], every, fits, shown)
        above.suptitle(f"{name}: {tables[place]['object'][0]}", fontsize=7.5, x=0.01, ha="left")
        _bars(below, tables[place])
    figure.legend(
        handles=handles(), loc="outside upper right", ncols=3, frameon=False, fontsize=6.5
    )
    caption(figure, told(pd.concat(tables)))
    save(figure, svg, png)


def told(table: pd.DataFrame) -> str:
    """Return the caption."""
    seeds = of_seeds(sorted(table["seed"].unique().tolist()))
    mean = table.groupby("cells_of")[["foreign_share", "bytes_share"]].mean()
    quality = table.groupby(["field", "cells_of"], sort=False)["psnr"].mean()
    named = "; ".join(
        f"{field} {found['labels']:.1f} dB on segments, {found['grid']:.1f} dB on the grid"
        for field, found in quality.unstack().iterrows()
    )
    return (
        "Above, one fit: cells (lines), the object (orange), what a crop to it keeps; hatched: "
        "absent; tinted: kept, but not of the object. Of what is kept "
        f"{mean.loc['labels', 'foreign_share']:.0%} are other samples with cells of segments, "
        f"{mean.loc['grid', 'foreign_share']:.0%} with cells of a grid. Below: the files of the "
        "whole field and of the object alone, with numbers of cells; 4 bytes a parameter (par.); "
        "the header of cells of segments holds their label map. PSNR of the whole signal (data "
        f"range 1, values clamped), {seeds}: {named}."
    )


def _pictures(
    figure: Any,
    picture: np.ndarray,
    mask: Bool[np.ndarray, "y x"],
    segments: Int[np.ndarray, "y x"],
    fits: dict[str, Fit],
    frame: int,
) -> None:
    """Draw the picture with the cells of its segments, then what each partition leaves."""
    row = figure.subplots(1, 3)
    show(row[0], picture)
    outline(row[0], segments)
    outline(row[0], mask.astype(int), OBJECT, 1.2)
    row[0].set_title("original, cells of segments", fontsize=7)
    for axes, (name, fit) in zip(row[1:], fits.items(), strict=True):
        found = decode(fit)
        values, present = found.signal.values[frame], found.present[frame]
        show(axes, values, present)
        _tint(axes, present & ~mask)
        outline(axes, owners(fit.field.cells)[frame])
        outline(axes, mask.astype(int), OBJECT, 1.2)
        axes.set_title(f"cropped from cells of {name}", fontsize=7)


def _tint(axes: Axes, some: Bool[np.ndarray, "y x"]) -> None:
    color = np.array([int(SURPLUS[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    tinted = np.dstack([np.broadcast_to(color, (*some.shape, 3)), 0.45 * some])
    axes.imshow(tinted, interpolation="nearest", zorder=2.5)


def _bars(figure: Any, table: pd.DataFrame) -> None:
    """Draw a panel a field: whole and cropped file, with either kind of cells."""
    fields = list(table["field"].unique())
    row = figure.subplots(1, len(fields), squeeze=False)[0]
    for axes, field in zip(row, fields, strict=True):
        files = []
        for kind in ("labels", "grid"):
            some = table[(table["field"] == field) & (table["cells_of"] == kind)].iloc[0]
            name = "segments" if kind == "labels" else "grid"
            for prefix, end in (("whole_", "whole"), ("", "object")):
                file = {count: int(some[prefix + count]) for count in COUNTS}
                files.append((f"{name}\n{end}, {file['cells']}", file))
        bytes_bars(axes, files)
        axes.set_title(field, fontsize=7)
