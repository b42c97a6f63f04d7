"""Figure `brain_maps`: t of the original and of the imputed volumes, on the anatomy (Fig. 18)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from nibabel.affines import apply_affine

from inrflow.brain.pages.images import (
    Box,
    Place,
    box_of,
    colors,
    end_of_scale,
    largest,
    read_image,
)
from inrflow.config.brain.claims import ORIGINAL
from inrflow.errors import InputError
from inrflow.figures.brain_overlay import mark, show_cuts, tell_places
from inrflow.figures.style import caption, new_figure, save

WIDTH, ROW, REST = 7.2, 1.42, 0.75  # inches: the page, a row of maps, what stands under them
ACROSS = 2  # maps side by side
RING = {"marker": "o", "s": 60, "facecolors": "none", "edgecolors": "white", "linewidths": 0.7}
CROSS = {"marker": "+", "s": 14, "c": "#66FF66", "linewidths": 0.7}


@dataclass(frozen=True)
class Map:
    """What is drawn of a test: t, where it peaks, and where on the page it stands."""

    title: str
    t: nibabel.Nifti1Image
    peaks: pd.DataFrame
    row: int
    column: int


def draw_maps(params: dict[str, Any], *, groups: list[Path], svg: Path, png: Path) -> None:
    """Draw the maps of a cohort.

    Args:
        params: `drops`: [name, names of its methods] of each, in order; `cut`: mm or None;
            `threshold`: |t|.
        groups: input, folders of tests: of the original, then of each drop.
        svg: output.
        png: output.

    Raises:
        InputError: the cut lies outside the brain's box.
    """
    folder, threshold = groups[0] / ORIGINAL, params["threshold"]
    box = box_of(folder)
    anatomy = read_image(folder / "anatomy.nii.gz", box)
    maps = [_map(box, *one) for one in _layout(params["drops"], groups)]
    place = largest(maps[0].t) if params["cut"] is None else _within(params["cut"], anatomy)
    top = end_of_scale([one.t for one in maps], threshold)
    test = pd.read_csv(folder / "tests.csv").iloc[0]
    figure = _figure(maps, test, threshold, top)
    caption(figure, _caption(test, place, params["cut"]))
    # nilearn takes the panels' places when it draws: they must be final
    figure.get_layout_engine().execute(figure)
    voxel = maps[0].t.header.get_zooms()
    for one, axes in zip(maps, figure.axes, strict=False):
        cuts = show_cuts(axes, one.t, anatomy, place, threshold, top)
        if one is maps[0]:
            tell_places(axes, cuts)
        mark(cuts, maps[0].peaks, voxel, RING)
        mark(cuts, one.peaks, voxel, CROSS)
    save(figure, svg, png)


def _within(cut: list[float], anatomy: nibabel.Nifti1Image) -> Place:
    """Return a place, if it lies within an image."""
    index = np.rint(apply_affine(np.linalg.inv(anatomy.affine), cut))
    if (index < 0).any() or (index >= anatomy.shape).any():
        raise InputError(
            f"brain.figures.maps.cut: expected a place in the brain, x y z in mm, found {cut}"
        )
    return tuple(map(float, cut))


def _map(box: Box, title: str, folder: Path, row: int, column: int) -> Map:
    """Read a map and its peaks."""
    peaks = pd.read_csv(folder / "clusters.csv")
    return Map(title, read_image(folder / "t.nii.gz", box), peaks, row, column)


def _layout(drops: list[list[Any]], groups: list[Path]) -> Iterator[tuple[str, Path, int, int]]:
    """Yield title, folder, row and column of each map: drops side by side, two by two."""
    yield "original", groups[0] / ORIGINAL, 0, 0
    folders = dict(zip([name for name, _ in drops], groups[1:], strict=True))
    row = 1
    for start in range(0, len(drops), ACROSS):
        some = drops[start : start + ACROSS]
        # methods under each other; of a drop that stands alone they fill both columns
        deep = 1 if len(some) > 1 else ACROSS
        for column, (drop, methods) in enumerate(some):
            for n, name in enumerate(methods):
                folder = folders[drop] / name
                yield f"{drop}: {name}", folder, row + n // deep, column + n % deep
        row += -(-max(len(methods) for _, methods in some) // deep)


def _figure(maps: list[Map], test: pd.Series, threshold: float, top: float) -> Figure:
    """Return the page with an empty panel a map, in their order, and the colour bar."""
    rows = 1 + max(one.row for one in maps)
    figure = new_figure(WIDTH, rows * ROW + REST)
    grid = figure.add_gridspec(rows, ACROSS)
    for one in maps:
        axes = figure.add_subplot(grid[one.row, one.column])
        axes.set_axis_off()
        axes.set_title(one.title, fontsize=7.5, pad=2)
    _key(figure.add_subplot(grid[0, 1]), test, threshold, top)
    return figure


def _key(axes: Axes, test: pd.Series, threshold: float, top: float) -> None:
    """Draw the colour bar of all maps, and what the marks are."""
    axes.set_axis_off()
    first, second = test["first"], test["second"]
    shades = ScalarMappable(Normalize(-top, top), colors())
    scale = axes.inset_axes((0.1, 0.62, 0.8, 0.12))
    bar = axes.figure.colorbar(shades, cax=scale, orientation="horizontal")
    scale.axvspan(-threshold, threshold, color="0.55")
    inner = [-threshold, 0, threshold] if threshold > 0.1 * top else [0]  # labels have no room
    bar.set_ticks([-top, *inner, top])
    bar.ax.set_xticklabels([f"{tick:g}" for tick in bar.get_ticks()])
    bar.set_label(f"t ({second} larger < 0 < {first} larger; grey: not painted)", fontsize=7)
    marks = [
        Line2D([], [], ls="", marker="o", mfc="0.4", mec="white", label="peak of the original"),
        Line2D([], [], ls="", marker="+", mec=CROSS["c"], label="peak of the map shown"),
    ]
    axes.legend(
        handles=marks, loc="lower center", ncols=2, facecolor="0.4", labelcolor="white",
        fontsize=6.5,
    )  # fmt: skip


def _caption(test: pd.Series, place: Place, cut: list[float] | None) -> str:
    first, second = test["first"], test["second"]
    where = ", ".join(f"{number:.0f}" for number in place)
    how = "chosen" if cut is not None else "the largest |t| of the original"
    beside = "" if pd.isna(test["covariates"]) else f" beside {test['covariates']},"
    return (
        f"Two-sample t of every voxel,{beside} {first} ({test['n_first']:.0f} subjects) less "
        f"{second} ({test['n_second']:.0f}), {test['df']:.0f} degrees of freedom, volumes smoothed "
        f"by {test['smoothing_mm']:g} mm (full width at half maximum), on the mean of the original "
        f"volumes. Sagittal, coronal and axial cut at x, y, z = {where} mm: {how}. L, R: the "
        "subject's left and right. One colour scale for all. Rings: peaks of the original's "
        f"clusters (|t| above {test['height_t']:.2f}), crosses: of the map shown; those within "
        "half a voxel of a cut."
    )
