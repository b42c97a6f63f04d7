"""Figure `omission`: contribution and error against size and luminance (XINC sections 4.1, 4.2)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.few import FEW
from inrflow.analysis.groupings import levels
from inrflow.analysis.omission import BLACK
from inrflow.figures.quality import describe_fits, doubtful
from inrflow.figures.style import caption, new_figure, plain_log, save

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")


def draw_omission(
    params: dict[str, Any], *, omission: list[Path], metrics: list[Path], svg: Path, png: Path
) -> None:
    """Read the tables of a signal's fits and draw them.

    Args:
        params: `signal`, `definition`, `converged` (dB), `fits`: [field, seed] of each table.
        omission: inputs, parquet, in the order of `params["fits"]`.
        metrics: inputs, in the same order.
        svg: output, vectors.
        png: output, pixels.
    """
    fits, converged = params["fits"], params["converged"]
    named = zip(fits, omission, strict=True)
    rows = pd.concat([pd.read_parquet(path).assign(field=f, seed=s) for (f, s), path in named])
    rows = rows[rows["definition"] == params["definition"]]
    doubts = doubtful(fits, metrics, converged)
    figure = draw(rows, doubts)
    quality = describe_fits(fits, metrics, converged)
    caption(figure, f"{describe(rows, params, bool(doubts))}\n{quality}.")
    save(figure, svg, png)


def describe(rows: pd.DataFrame, params: dict[str, Any], doubted: bool) -> str:
    """Return the caption: definition, measures, objects if there are any, marks."""
    hollow = f"of too few px (under {FEW} a frame)"
    if doubted:
        hollow += " or of a field that did not converge (dashed)"
    objects = rows.loc[rows["grouping"] == "segments", "name"].nunique()
    told = "The signal has no segments, so no objects."
    if objects:
        told = f"Dots: {objects} objects; squares: those of mean luminance under {BLACK:g}."
    seeds, frames = rows["seed"].nunique(), rows["frame"].nunique()
    reading = DEFINITIONS[params["definition"]].reading
    return (
        f"Signal {params['signal']}, definition '{params['definition']}', reading '{reading}'; "
        f"means of {seeds} seeds and of those of {frames} frames that have such px. Density: "
        f"|contribution| per px, summed over neurons, over the picture's. {told} Lines: levels of "
        f"luminance, each at the mean luminance of its px; thin: seeds. Hollow: {hollow}. Error: "
        "mean squared error of the clamped picture, in squared signal units (signal in 0..1), "
        f"over the px of {'an object or ' if objects else ''}a level."
    )


def draw(rows: pd.DataFrame, doubts: dict[str, list[int]]) -> Figure:
    """Return the figure: a column a stage, counted from the first; errors in the last row.

    Args:
        rows: of `analysis.omission.table`, with `field` and `seed`.
        doubts: field -> seeds that did not converge.
    """
    fields = list(dict.fromkeys(rows["field"]))
    looks = {f: Look(c, f in doubts) for f, c in zip(fields, PALETTE, strict=False)}
    stages = {f: list(dict.fromkeys(rows.loc[rows["field"] == f, "stage"])) for f in fields}
    segmented = (rows["grouping"] == "segments").any()
    kinds = ["segments", "levels"] if segmented else ["levels"]
    figure = new_figure(7.2, 5.6 if segmented else 4.0)
    above, below = figure.subfigures(2, 1, height_ratios=[len(kinds), 1])
    _densities(above, rows, stages, looks, kinds)
    _errors(below, rows, stages, looks, kinds)
    _legend(figure, rows, doubts, looks)
    return figure


@dataclass(frozen=True)
class Look:
    """How a field is drawn.

    Attributes:
        color: of all its marks.
        doubtful: a fit of it did not converge: dashed and hollow.
    """

    color: str
    doubtful: bool

    @property
    def line(self) -> dict[str, Any]:
        """Colour and dashes."""
        return {"color": self.color, "ls": (0, (3, 1.2)) if self.doubtful else "-"}

    def faces(self, few: pd.Series) -> list[str]:
        """Return the colour inside each mark: white where a mean is of too few pixels."""
        return ["white" if self.doubtful or one else self.color for one in few]


Looks = dict[str, Look]
Stages = dict[str, list[str]]  # of each field


def _densities(
    figure: SubFigure, rows: pd.DataFrame, stages: Stages, looks: Looks, kinds: list[str]
) -> None:
    columns = max(map(len, stages.values()))
    grid = figure.subplots(len(kinds), columns, squeeze=False, sharey="row")
    for line, kind in zip(grid, kinds, strict=True):
        for place, axes in enumerate(line):
            some = {f: names[place] for f, names in stages.items() if place < len(names)}
            _panel(axes, rows[rows["grouping"] == kind], some, looks, "density")
            axes.axhline(1, color="0.4", lw=0.6, ls=":", zorder=0)
        line[0].set_ylabel("density (picture = 1)")
        line[0].set_ylim(bottom=0)
    for place, axes in enumerate(grid[0]):
        some = [f"{f} {names[place]}" for f, names in stages.items() if place < len(names)]
        axes.set_title("\n".join(some), fontsize=7)


def _errors(
    figure: SubFigure, rows: pd.DataFrame, stages: Stages, looks: Looks, kinds: list[str]
) -> None:
    for axes, kind in zip(figure.subplots(1, len(kinds), squeeze=False)[0], kinds, strict=True):
        some = {f: names[0] for f, names in stages.items()}
        _panel(axes, rows[rows["grouping"] == kind], some, looks, "error")
        axes.set_yscale("log")
        plain_log(axes.yaxis, (1, 2, 5), unit=1e-3)
        axes.set_ylabel("mean squared\nerror (1e-3)")


def _panel(
    axes: Axes, rows: pd.DataFrame, stages: dict[str, str], looks: Looks, column: str
) -> None:
    """Draw one quantity of each field: dots over size for segments, lines over levels."""
    for field, stage in stages.items():
        part = rows[(rows["field"] == field) & (rows["stage"] == stage)]
        if part.empty:
            continue
        if part["grouping"].iloc[0] == "segments":
            _dots(axes, part, looks[field], column)
        else:
            _lines(axes, part, looks[field], column)


def _dots(axes: Axes, part: pd.DataFrame, look: Look, column: str) -> None:
    means = part.groupby("name", sort=False)[["pixels", "share", "luminance", column]].mean()
    black = means["luminance"] < BLACK
    for marker, some in (("s", means[black]), ("o", means[~black])):
        faces = look.faces(some["pixels"] < FEW)
        style = {"facecolors": faces, "edgecolors": look.color, "lw": 0.8, "alpha": 0.8}
        axes.scatter(100 * some["share"], some[column], 12, marker=marker, **style)
    axes.set_xscale("log")
    low, high = 100 * part["share"].min(), 100 * part["share"].max()
    plain_log(axes.xaxis, (1, 2, 5) if high < 30 * low else (1,))
    axes.set_xlabel("object size (% of px)")


def _lines(axes: Axes, part: pd.DataFrame, look: Look, column: str) -> None:
    present = [name for name in levels.NAMES if name in set(part["name"])]
    means = part.groupby("name")[["pixels", "luminance", column]].mean().loc[present]
    seeds = part.groupby(["name", "seed"])[column].mean().unstack("seed").loc[present]
    light, width = means["luminance"], {"lw": 0.5, "alpha": 0.7}
    axes.plot(light, seeds, **width, **look.line)
    axes.plot(light, means[column], lw=1.2, **look.line)
    faces, style = look.faces(means["pixels"] < FEW), {"edgecolors": look.color, "lw": 0.8}
    axes.scatter(light, means[column], 9, facecolors=faces, zorder=3, **style)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    axes.set_xlabel("luminance")


def _legend(figure: Figure, rows: pd.DataFrame, doubts: dict[str, list[int]], looks: Looks) -> None:
    axes, handles = figure.axes[0], []
    for field, look in looks.items():
        face = look.faces(pd.Series([False]))[0]
        label = field + _doubt(doubts.get(field, []), rows.loc[rows["field"] == field, "seed"])
        handles += axes.plot([], [], marker="o", ms=3.5, mfc=face, label=label, **look.line)
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles), frameon=False)


def _doubt(seeds: list[int], fitted: pd.Series) -> str:
    """Return which seeds did not converge; none is named where all did not."""
    if not seeds:
        return ""
    some = f"seed {', '.join(map(str, seeds))} " if len(seeds) < fitted.nunique() else ""
    return f" ({some}not converged)"
