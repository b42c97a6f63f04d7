"""Figure `samples`: maps of neurons drawn from each cluster (XINC Figs. 12, 13)."""

from dataclasses import dataclass
from math import ceil, sqrt
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.figures.clusters import CLUSTER_COLORS
from inrflow.figures.quality import describe_fits
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays

PICTURE = 0.9  # height of the frame, inches


def draw_samples(
    params: dict[str, Any],
    *,
    frames: Path,
    neurons: Path,
    samples: Path,
    metrics: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Read the maps of a few neurons of each cluster and draw them.

    Args:
        params: `signal`, `field`, `seeds` in the order of the metrics, `sample`, `clusters`,
            `grouping`, `maps_per_cluster`, `colormap`, `converged` (dB).
        frames: input, the signal's frames.
        neurons: input, parquet of the stage `types`.
        samples: input, maps of the stage `types`.
        metrics: inputs, quality of the fits.
        svg: output, vectors.
        png: output, pixels.
    """
    maps, notes = read_arrays(samples, "samples")
    table = pd.read_parquet(neurons, columns=["stage", "cluster"])
    picture = Signal.read(frames).values[notes["frame"]]
    shown = notes["samples"]
    stages = [stage for stage in dict.fromkeys(table["stage"]) if stage in maps]
    sizes = table.groupby(["stage", "cluster"], observed=True).size().to_dict()
    figure = draw(picture, {s: (maps[s], shown[s]) for s in stages}, sizes, params["colormap"])
    fits = [(params["field"], seed) for seed in params["seeds"]]
    quality = describe_fits(fits, metrics, params["converged"])
    caption(figure, f"{describe(notes, params)}\n{quality}.")
    save(figure, svg, png)


def describe(notes: dict[str, Any], params: dict[str, Any]) -> str:
    """Return the caption: sample, clusters, colours."""
    definition = notes["definition"]
    return (
        f"{params['field']} on {params['signal']}, frame {notes['frame']}, definition "
        f"'{definition}', reading '{DEFINITIONS[definition].reading}'. Up to "
        f"{params['maps_per_cluster']} neurons drawn at random (seeded) from each of "
        f"{params['clusters']} k-means clusters of a seeded sample of at most {params['sample']} "
        "neurons a layer over all seeds (n: neurons of the sample in the cluster), by the means of "
        f"their maps in {params['grouping']} regions. Colours: |contribution| of a map, stretched "
        "from its least (dark) to its largest (bright): a plain bright tile is a nearly even map, "
        "a plain dark one paints few px. Over a map: seed/neuron. Cluster 0 is the largest of its "
        "layer; clusters of different layers do not correspond."
    )


def draw(
    picture: np.ndarray,
    maps: dict[str, tuple[np.ndarray, list[dict[str, int]]]],
    sizes: dict[tuple[str, int], int],
    colormap: str,
) -> Figure:
    """Return the figure: the picture above, a row a stage, a block of maps a cluster.

    Args:
        picture: the frame.
        maps: stage -> (maps, and seed, neuron and cluster of each).
        sizes: (stage, cluster) -> neurons of the sample.
        colormap: name of the colours.
    """
    numbers = [[one["cluster"] for one in shown] for _, shown in maps.values()]
    most = max(int(np.bincount(some).max()) for some in numbers)
    clusters, columns = 1 + max(map(max, numbers)), ceil(sqrt(most))
    sheet = Sheet(clusters, columns, ceil(most / columns), picture.shape[0] / picture.shape[1])
    figure = new_figure(Sheet.WIDTH, sheet.height(len(maps)))
    figure.set_layout_engine("none")
    shape = (PICTURE / sheet.aspect, PICTURE)
    top = figure.add_axes(sheet.box(len(maps), (Sheet.WIDTH - shape[0]) / 2, 0.05, *shape))
    top.imshow(picture, vmin=0, vmax=1)
    blank(top)
    for row, (stage, (values, shown)) in enumerate(maps.items()):
        middle = sheet.box(len(maps), 0.1, sheet.top(row) + sheet.block / 2, 0, 0)
        figure.text(*middle[:2], stage, rotation=90, ha="center", va="center")
        for cluster in range(clusters):
            mine = [at for at, one in enumerate(shown) if one["cluster"] == cluster]
            if mine:
                place = (len(maps), row, cluster)
                _head(figure, sheet, place, sizes[stage, cluster])
                some = [(shown[at], values[at]) for at in mine]
                _maps(figure, sheet, place, some, colormap)
    return figure


def _head(figure: Figure, sheet: "Sheet", place: tuple[int, int, int], size: int) -> None:
    """Name a cluster, over a rule in its colour of the figure `types`."""
    rows, row, cluster = place
    left, top = sheet.left(cluster), sheet.top(row)
    x, y, width, _ = sheet.box(rows, left, top + 0.16, sheet.across, 0)
    figure.text(x, y, f"cluster {cluster} [n = {size}]", fontsize=7, va="bottom")
    y = sheet.box(rows, left, top + 0.18, 0, 0)[1]
    rule = Line2D([x, x + width], [y, y], color=CLUSTER_COLORS[cluster], lw=2)
    figure.add_artist(rule)


def _maps(
    figure: Figure,
    sheet: "Sheet",
    place: tuple[int, int, int],
    maps: list[tuple[dict[str, int], np.ndarray]],
    colormap: str,
) -> None:
    """Draw the maps of one cluster, each under its seed and number."""
    rows, row, cluster = place
    for at, (one, values) in enumerate(maps):
        down, right = divmod(at, sheet.columns)
        left = sheet.left(cluster) + right * (sheet.each + Sheet.GAP)
        top = sheet.top(row) + Sheet.HEAD + Sheet.NAME + down * sheet.step
        box = sheet.box(rows, left, top, sheet.each, sheet.each * sheet.aspect)
        axes = figure.add_axes(box)
        axes.imshow(values, cmap=colormap, aspect="auto")
        axes.set_title(f"{one['seed']}/{one['neuron']}", fontsize=6, pad=1)
        blank(axes)


@dataclass(frozen=True)
class Sheet:
    """Where things lie, in inches from the top left corner: small maps leave no room for guesses.

    Attributes:
        clusters: blocks side by side.
        columns: maps side by side in a block.
        lines: maps one above the other in a block.
        aspect: height over width of a map.
    """

    clusters: int
    columns: int
    lines: int
    aspect: float

    WIDTH: ClassVar[float] = 7.2
    GAP: ClassVar[float] = 0.04  # between maps
    NAME: ClassVar[float] = 0.13  # over a map
    HEAD: ClassVar[float] = 0.2  # over a block
    CAPTION: ClassVar[float] = 0.75
    MARGIN: ClassVar[float] = 0.2  # left of the blocks

    @property
    def across(self) -> float:
        """Width of a block."""
        return (self.WIDTH - self.MARGIN - 0.05) / self.clusters - 0.08

    @property
    def each(self) -> float:
        """Width of a map."""
        return (self.across - self.GAP * (self.columns - 1)) / self.columns

    @property
    def step(self) -> float:
        """Height of a map with its name."""
        return self.each * self.aspect + self.NAME

    @property
    def block(self) -> float:
        """Height of a block."""
        return self.HEAD + self.lines * self.step

    def left(self, cluster: int) -> float:
        """Return the left side of a block."""
        return self.MARGIN + cluster * (self.across + 0.08)

    def top(self, row: int) -> float:
        """Return the upper side of a stage's blocks."""
        return 0.05 + PICTURE + 0.1 + row * (self.block + 0.12)

    def height(self, rows: int) -> float:
        """Return the height of the figure."""
        return self.top(rows) + self.CAPTION

    def box(
        self, rows: int, left: float, top: float, width: float, height: float
    ) -> tuple[float, float, float, float]:
        """Return left, bottom, width and height as shares of the figure."""
        whole = self.height(rows)
        bottom = whole - top - height
        return left / self.WIDTH, bottom / whole, width / self.WIDTH, height / whole
