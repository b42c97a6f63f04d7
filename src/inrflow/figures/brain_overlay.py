"""What pictures of maps share: cuts of t on the anatomy, by nilearn, and marks at places in mm."""

from typing import Any

import nibabel
import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.transforms import blended_transform_factory

from inrflow.brain.pages.images import Place, colors, nilearn_plotting

SHOWN = {"x": (1, 2), "y": (0, 2), "z": (0, 1)}  # axes of a cut across x, y, z
EDGE = [withStroke(linewidth=1.4, foreground="black")]  # so that marks are seen on any colour


def show_cuts(
    axes: Axes,
    t: nibabel.Nifti1Image,
    anatomy: nibabel.Nifti1Image,
    place: Place,
    threshold: float,
    top: float,
) -> dict[str, Any]:
    """Draw three cuts of a map on the anatomy.

    Args:
        axes: whose place they take.
        t: the map.
        anatomy: behind it, on the same grid.
        place: where the cuts meet, mm.
        threshold: |t| under which nothing is painted.
        top: |t| at the ends of the colour scale.

    Returns:
        Direction across a cut, x y z -> nilearn's cut: `ax` in mm, `coord` where it lies.
    """
    shown = nilearn_plotting().plot_stat_map(
        t, anatomy, place, axes=axes, figure=axes.figure, display_mode="ortho", colorbar=False,
        threshold=threshold, vmax=top, cmap=colors(), black_bg=True, annotate=False,
        draw_cross=False, dim=0.3, resampling_interpolation="nearest",
    )  # fmt: skip
    shown.annotate(positions=False, size=6)
    for direction, cut in shown.axes.items():
        _widen(cut.ax, np.array(t.header.get_zooms())[list(SHOWN[direction])])
    return shown.axes


def mark(
    cuts: dict[str, Any], peaks: pd.DataFrame, voxel: tuple[float, ...], marker: dict[str, Any]
) -> None:
    """Mark the peaks (columns x, y, z, mm) that lie within half a voxel of a cut."""
    for direction, cut in cuts.items():
        across = "xyz".index(direction)
        away = (peaks[direction] - cut.coord).abs()
        near = peaks[away <= voxel[across] / 2]
        first, second = ("xyz"[n] for n in SHOWN[direction])
        cut.ax.scatter(near[first], near[second], zorder=10, path_effects=EDGE, **marker)


def tell_places(axes: Axes, cuts: dict[str, Any]) -> None:
    """Write where the cuts lie into the lower left corner of each."""
    for direction, cut in cuts.items():
        across = blended_transform_factory(cut.ax.transAxes, axes.transAxes)
        told = f"{direction} = {cut.coord:.0f}"
        cut.ax.text(0, 0.03, told, transform=across, fontsize=6, color="white")


def _widen(axes: Axes, voxel: Float[np.ndarray, " 2"]) -> None:
    """Put a cut's pixels where they belong.

    nilearn stretches them from the centre of the first to that of the last, where matplotlib
    wants their edges: at the rim they are half a voxel off.
    """
    width, height = voxel / 2
    for image in axes.images:
        left, right, bottom, top = image.get_extent()
        image.set_extent((left - width, right + width, bottom - height, top + height))
    axes.set_xlim(left - width, right + width)
    axes.set_ylim(bottom - height, top + height)
