"""Figure `croppable_crops`: what crops leave, of the picture and of the file.

Source: Croppable INRs Figs. 1 and 12.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from inrflow.editing.decode import Decoded, decode
from inrflow.editing.objects import Map, owners
from inrflow.figures.absent import bytes_bars, handles, outline, show
from inrflow.figures.style import caption, new_figure, save
from inrflow.fitting.fit import Fit
from inrflow.signals.signal import Signal

WIDTH = 7.2  # inches
KINDS = ("original", "whole field", "cropped file")


@dataclass(frozen=True)
class Cropped:
    """One crop.

    Attributes:
        name: of the crop, with what it is of.
        original: the signal.
        whole: what the whole field paints.
        part: what the cropped file paints.
        cells: number of each sample's cell.
        report: of the stage `crop`.
    """

    name: str
    original: Signal
    whole: Decoded
    part: Decoded
    cells: Map
    report: dict[str, Any]

    @property
    def frames(self) -> list[int]:
        """The frames shown: first, middle, last."""
        last = self.original.shape[0] - 1
        return sorted({0, last // 2, last})

    @property
    def difference(self) -> float:
        """The largest change of a kept sample, signal units."""
        kept = self.part.present
        changes = self.part.signal.values[kept] - self.whole.signal.values[kept]
        return float(np.abs(changes).max())


def draw_crops(
    params: dict[str, Any],
    *,
    frames: list[Path],
    fits: list[Path],
    cropped: list[Path],
    reports: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Draw crops, one below the other.

    Args:
        params: `crops`: name, signal, field of each.
        frames: inputs, the signal of each.
        fits: inputs, the whole fits.
        cropped: inputs, what is left of them.
        reports: inputs, json, of the stage `crop`.
        svg: output, vectors.
        png: output, pixels.
    """
    found = []
    paths = zip(params["crops"], frames, fits, cropped, reports, strict=True)
    for crop, signal, whole, part, report in paths:
        fit = Fit.read(whole)
        told = json.loads(report.read_text())
        cells = owners(fit.field.cells)
        named = f"{crop['name']}: {crop['field']} on {crop['signal']}"
        both = (decode(fit), decode(Fit.read(part)))
        found.append(Cropped(named, Signal.read(signal), *both, cells, told))
    save(draw(found), svg, png)


def draw(crops: list[Cropped]) -> Figure:
    """Return the figure: a band a crop; original, whole field, cropped file, bytes."""
    heights = [_height(crop) for crop in crops]
    figure = new_figure(WIDTH, sum(heights) + 1.0)
    bands = np.atleast_1d(figure.subfigures(len(crops), 1, height_ratios=heights))
    for band, crop in zip(bands, crops, strict=True):
        _band(band, crop)
    figure.legend(
        handles=handles(), loc="outside upper right", ncols=3, frameon=False, fontsize=6.5
    )
    caption(figure, told(crops))
    return figure


def told(crops: list[Cropped]) -> str:
    """Return the caption."""
    most = max(crop.difference for crop in crops)
    same = "is the same bit for bit" if most == 0 else f"changes by at most {most:.2g} (of range 1)"
    parts = "; ".join(
        f"{crop.name.partition(':')[0]} keeps {crop.report['share']:.0%} of the samples and "
        f"{crop.report['after']['bytes'] / crop.report['before']['bytes']:.0%} of the bytes"
        for crop in crops
    )
    return (
        "One fit each. Lines: cells; hatched: absent, no cell paints it. Of films the first, "
        f"middle and last frame. What is kept {same}. {parts[0].upper()}{parts[1:]}. Bars: the "
        "files of the whole field and of the crop; 4 bytes a parameter (par.). What all cells "
        "share and the header (names, shapes, how it was fitted) stay in every crop."
    )


def _height(crop: Cropped) -> float:
    """Return how high a band is, inches."""
    height, width = crop.original.shape[1:3]
    rows = len(crop.frames)
    return float(np.clip(0.235 * WIDTH * rows * height / width, 1.1, 2.6)) + 0.45


def _band(band: Any, crop: Cropped) -> None:
    """Draw one crop: a column a kind of picture, a row a frame, and the bars beside them."""
    band.suptitle(crop.name, fontsize=7.5, x=0.01, ha="left", weight="bold")
    grid = band.add_gridspec(len(crop.frames), 4)
    for column, title in enumerate(KINDS):
        for row, frame in enumerate(crop.frames):
            axes = band.add_subplot(grid[row, column])
            _picture(axes, crop, title, frame)
            if row == 0:
                axes.set_title(title, fontsize=7)
            if column == 0 and len(crop.frames) > 1:
                axes.set_ylabel(f"frame {frame}", fontsize=6.5)
    bars = band.add_subplot(grid[:, 3])
    files = [(name, crop.report[name]) for name in ("before", "after")]
    bytes_bars(bars, [(f"{name}\n{file['cells']} cells", file) for name, file in files])


def _picture(axes: Any, crop: Cropped, title: str, frame: int) -> None:
    """Draw one frame of one kind."""
    if title == "original":
        show(axes, crop.original.values[frame])
        return
    painted = crop.whole if title == "whole field" else crop.part
    show(axes, painted.signal.values[frame], painted.present[frame])
    outline(axes, crop.cells[frame])
