"""Figure `brain_slices`: an unseen slice as it is, and as every method has it (O-INR, Fig. 17)."""

from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
from jaxtyping import Bool, Float32
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.image import AxesImage

from inrflow.brain.clinical import SLICES
from inrflow.brain.scan import Scan, normalised, read_scan, read_subjects, read_volume, usable
from inrflow.brain.slices import ORDERS, Slices
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.measures.psnr import decibels

WIDTH, LEAST, MOST = 7.2, 6, 12  # inches; pictures side by side
TITLE, HEAD, LETTERS = 0.36, 0.24, 11  # inches over a picture, over a drop; letters of a line
MARGIN = 1  # voxels around the brain
DIRECTIONS = {"sagittal": "x", "coronal": "y", "axial": "z"}
Picture = Float32[np.ndarray, "row column"]


@dataclass(frozen=True)
class Shown:
    """A slice of one drop.

    Attributes:
        title: what it is.
        truth: as scanned, 0 to 1.
        mask: of the brain.
        painted: method -> what it has there.
        aspect: height of a voxel over its width.
    """

    title: str
    truth: Picture
    mask: Bool[np.ndarray, "row column"]
    painted: dict[str, Picture]
    aspect: float

    def rows(self, across: int) -> int:
        """Return the rows of so many pictures, each with a row of errors below."""
        return -(-(len(self.painted) + 1) // across)

    def height(self, across: int) -> float:
        """Return the height on the page, inches."""
        tall, wide = self.truth.shape
        picture = WIDTH / across * tall * self.aspect / wide
        return self.rows(across) * (2 * picture + TITLE) + HEAD


def draw_slices(
    params: dict[str, Any],
    *,
    scans: Path,
    dropped: list[Path],
    imputed: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Draw the hardest slice of every drop.

    Args:
        params: `drops`: names of `dropped`, in order; `jobs`: drop and method of `imputed`;
            `subject`: its number in the part; `error`: |error| at the end of the colour scale.
        scans: input, folder of a part's whole scans.
        dropped: inputs, folders of that part's clinical scans.
        imputed: inputs, folders of that part's imputed volumes.
        svg: output, vectors.
        png: output, pixels.
    """
    there = usable(read_subjects([scans]))
    one = there.iloc[min(params["subject"], len(there) - 1)]
    scan = read_scan(scans, one["subject"], float(one["low"]), float(one["high"]))
    shown = []
    for drop, folder in zip(params["drops"], dropped, strict=True):
        folders = {
            job["method"]: path
            for job, path in zip(params["jobs"], imputed, strict=True)
            if job["drop"] == drop
        }
        shown.append(shown_of(drop, scan, Slices.read(folder / SLICES), folders))
    figure = draw(shown, params["error"])
    caption(
        figure,
        f"Subject {scan.name}, cropped to the brain: of the slices between measured ones one that "
        "is farthest from them, nearest to the middle of the brain. Above: intensities 0 to 1, "
        "PSNR of this slice inside the brain mask. Below: error, painted less true. Pixels have "
        "the voxels' proportions; neurological orientation: right is the subject's right, in "
        "sagittal slices the front.",
    )
    save(figure, svg, png)


def shown_of(drop: str, scan: Scan, slices: Slices, folders: dict[str, Path]) -> Shown:
    """Return what is shown of a drop; methods that have not imputed the subject are left out."""
    mask = slices.across(scan.mask)
    number = hardest(slices, mask)
    box = tuple(_within(mask.any((0, 2 - axis))) for axis in (0, 1))
    painted = {}
    for method, folder in folders.items():
        path = folder / f"{scan.name}.nii.gz"
        if path.exists():
            values = normalised(read_volume(path)[0], scan.low, scan.high)
            painted[method] = slices.across(values)[number][box]
    along, up, right = ORDERS[slices.axis]
    spacing = np.linalg.norm(scan.affine[:3, :3], axis=0)
    middle = [(size - 1) / 2 for size in scan.values.shape]
    middle[along] = number
    place = (scan.affine @ [*middle, 1])[along]
    away = np.abs(slices.centres - number).min()
    title = (
        f"{drop}, {100 * slices.missing:.0f} % missing: {slices.axis} slice {number}, "
        f"{DIRECTIONS[slices.axis]} = {place:.0f} mm, {away * spacing[along]:.3g} mm from a "
        "measured centre"
    )
    truth = slices.across(scan.values)[number][box]
    return Shown(title, truth, mask[number][box], painted, float(spacing[up] / spacing[right]))


def hardest(slices: Slices, mask: Bool[np.ndarray, "slice row column"]) -> int:
    """Return the unseen slice farthest from slabs' centres; of several, nearest to mid-brain.

    Where slabs leave no slice out, it is one of theirs.
    """
    found = np.array(slices.parts.get("unseen") or slices.parts["measured"])
    away = np.abs(found[:, None] - slices.centres).min(1)
    far = found[away == away.max()]
    middle = np.average(np.arange(slices.count), weights=mask.sum((1, 2)))
    return int(far[np.abs(far - middle).argmin()])


def draw(shown: list[Shown], error: float) -> Figure:
    """Return the figure: a block a drop."""
    most = max(len(one.painted) + 1 for one in shown)
    across = max(LEAST, -(-most // -(-most // MOST)))  # rows of like length
    heights = [one.height(across) for one in shown]
    figure = new_figure(WIDTH, sum(heights) + 0.6)
    figure.get_layout_engine().set(w_pad=0.02, h_pad=0.03, wspace=0.02, hspace=0.02)
    parts = figure.subfigures(len(shown), 1, height_ratios=heights, squeeze=False)[:, 0]
    for part, one in zip(parts, shown, strict=True):
        block(part, one, across, error)
    return figure


def block(figure: SubFigure, one: Shown, across: int, error: float) -> None:
    """Draw a drop's slice: pictures in rows, errors below each."""
    figure.suptitle(one.title, fontsize=8)
    grid = figure.subplots(2 * one.rows(across), across, squeeze=False)
    for axes in grid.ravel():
        blank(axes)
    _picture(grid[0, 0], one.truth, "truth", one.aspect)
    for place, (method, picture) in enumerate(one.painted.items(), start=1):
        row, column = divmod(place, across)
        name = f"{fill(method, LETTERS)}\n{_psnr(one, picture):.1f} dB"
        _picture(grid[2 * row, column], picture, name, one.aspect)
        image = _error(grid[2 * row + 1, column], picture - one.truth, one.aspect, error)
    if one.painted:
        _scale(grid[1, 0], image)


def _psnr(one: Shown, picture: Picture) -> float:
    inside = one.mask if one.mask.any() else np.ones_like(one.mask)
    wrong = (picture - one.truth)[inside]
    return float(decibels(1.0, float((wrong.astype(np.float64) ** 2).mean())))


def _picture(axes: Axes, picture: Picture, title: str, aspect: float) -> None:
    look = {"cmap": "gray", "vmin": 0, "vmax": 1, "interpolation": "nearest"}
    axes.imshow(picture, origin="lower", aspect=aspect, **look)
    axes.set_title(title, fontsize=6, pad=2, linespacing=1.0)
    axes.set_anchor("S")


def _error(axes: Axes, wrong: Picture, aspect: float, most: float) -> AxesImage:
    look = {"cmap": "RdBu_r", "vmin": -most, "vmax": most, "interpolation": "nearest"}
    axes.set_anchor("N")
    return axes.imshow(wrong, origin="lower", aspect=aspect, **look)


def _scale(axes: Axes, image: AxesImage) -> None:
    """Draw the errors' colours where the truth has none."""
    inner = axes.inset_axes((0.1, 0.15, 0.12, 0.7))
    bar = axes.figure.colorbar(image, cax=inner)
    bar.ax.tick_params(labelsize=6, length=2, pad=1)
    bar.outline.set_linewidth(0.4)
    bar.set_label("error", fontsize=6, labelpad=1)


def _within(there: Bool[np.ndarray, " n"]) -> slice:
    """Return the range of what is there, and a margin."""
    numbers = np.flatnonzero(there)
    if numbers.size == 0:
        return slice(None)
    return slice(max(0, int(numbers[0]) - MARGIN), int(numbers[-1]) + 1 + MARGIN)
