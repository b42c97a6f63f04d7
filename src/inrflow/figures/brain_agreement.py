"""Figure `brain_agreement`: how far maps of imputed scans agree with the original's (Fig. 18)."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D

from inrflow.brain.agreement.tables import read_agreement, summarise
from inrflow.config.brain.claims import ORIGINAL
from inrflow.figures.brain_agreement_points import BESIDE, TRUE, points
from inrflow.figures.brain_style import LINEAR, looks_of, marker_of
from inrflow.figures.encode_style import Look
from inrflow.figures.style import caption, new_figure, save

WIDTH = 7.2  # inches
DICE, ROW = 1.9, 1.75  # inches, heights
ACROSS = 4  # panels in a row
CROWD = 16  # marks of a measure that a narrow panel can hold


def draw_agreement(params: dict[str, Any], *, agreement: Path, svg: Path, png: Path) -> None:
    """Draw the agreement of all drops and methods of a set.

    Args:
        params: `tested`: [drop, its methods]; `methods`, all of the set; `linear`: name of linear
            interpolation, or None; `groups`: first and second; `test`; `agreement`; `low`: lowest
            |t| shown.
        agreement: input, csv, one row a (cohort, drop, method, measure, threshold).
        svg: output, vectors.
        png: output, pixels.
    """
    rows = read_agreement([agreement])
    styles = looks_of(params["methods"], params["linear"])
    tested = {method for _, methods in params["tested"] for method in methods}
    styles = {name: look for name, look in styles.items() if name in tested}
    drops = [drop for drop, _ in params["tested"]]
    figure = draw(rows, styles, drops, params)
    caption(figure, described(rows, params))
    save(figure, svg, png)


def described(rows: pd.DataFrame, params: dict[str, Any]) -> str:
    """Return the caption."""
    test, how, (first, second) = params["test"], params["agreement"], params["groups"]
    cohorts = list(rows["cohort"].unique())
    ends = (
        "bars, and the band of linear interpolation: 95 % interval (Student's t) of the mean over "
        "cohorts, cut off at panels; without a bar: one cohort alone has the number, or all have "
        "the same"
        if len(cohorts) > 1
        else "one cohort, so no intervals"
    )
    true = (
        f" True regions: where the expected difference, smoothed alike, is above "
        f"{how['true_share']:g} of its largest; a cluster is false if none of its voxels is within "
        f"{how['tolerance']:g} mm of where it is above {how['weak_share']:g}. Grey lines: the test "
        "of the original scans itself, dashed for filled marks, dotted for open ones."
        if rows["measure"].eq("true_regions").any()
        else ""
    )
    return (
        f"n = {len(cohorts)} cohort{'s' if len(cohorts) > 1 else ''} ({', '.join(cohorts)}); "
        f"{ends}. "
        f"t of {first} against {second}, {test['smoothing']:g} mm smoothing, whole volumes, "
        "measured slices among them. Above: overlap of voxels whose |t| is over a threshold; "
        "cohorts whose original map has none there are left out. Clusters: filled marks: of "
        f"{test['extent']} or more voxels at p < {test['height']:g}, uncorrected; open: "
        f"family-wise p at most {how['level']:g}. Found: one voxel of the same direction is "
        "shared; spurious: none is. Peaks: from the original's largest to the nearest that the "
        "imputed map's table of clusters lists, where it lists one; of them and of the largest "
        f"|t|, filled: {first} larger, open: {second} larger. No mark: nothing to compare.{true}"
    )


def draw(
    rows: pd.DataFrame, styles: dict[str, Look], drops: list[str], params: dict[str, Any]
) -> Figure:
    """Return the figure: Dice above, then marks by drop beside the original and the truth."""
    means = summarise(rows, params["linear"])
    kinds = [BESIDE, TRUE] if means["measure"].eq("true_regions").any() else [BESIDE]
    lines = -(-len(drops) // ACROSS)
    across = ACROSS if len(drops) * len(styles) <= CROWD else ACROSS // 2
    rows_of = [-(-len(panels) // across) for panels in kinds]
    heights = [DICE * lines + 0.35, *(ROW * count for count in rows_of)]
    figure = new_figure(WIDTH, sum(heights) + 1.0)
    parts = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
    dice(parts[0], means, styles, drops, params["low"])
    whole = means[means["drop"] == ORIGINAL]
    for part, panels in zip(parts[1:], kinds, strict=True):
        grid = part.subplots(-(-len(panels) // across), across)
        for axes, panel in zip(grid.ravel(), panels, strict=True):
            points(axes, panel, means, styles, drops, whole)
    return figure


def dice(
    part: SubFigure, means: pd.DataFrame, styles: dict[str, Look], drops: list[str], low: float
) -> None:
    """Draw Dice over thresholds, a panel a drop."""
    across = min(len(drops), ACROSS)
    grid = part.subplots(-(-len(drops) // across), across, squeeze=False, sharex=True, sharey=True)
    some = means[(means["measure"] == "dice") & (means["threshold"] >= low)]
    for axes, drop in zip(grid.ravel(), drops, strict=False):
        for name, look in styles.items():
            _line(axes, some[(some["drop"] == drop) & (some["method"] == name)], look)
        axes.set_title(drop)
        axes.set_ylim(0, 1.02)
        axes.set_xlabel("threshold of |t|")
        axes.grid(lw=0.3, color="0.9")
        axes.set_axisbelow(True)
    for axes in grid.ravel()[len(drops) :]:
        axes.remove()
    for axes in grid.ravel()[max(0, len(drops) - across) : len(drops)]:  # the last of columns
        axes.tick_params(labelbottom=True)
    for row in grid:
        row[0].set_ylabel("Dice with the original map")
    handles = [
        Line2D(
            [],
            [],
            color=look.color,
            ls=look.line,
            lw=_width(look),
            marker=marker_of(look),
            ms=3,
            label=name,
        )
        for name, look in styles.items()
    ]
    part.legend(
        handles=handles, loc="outside upper center", ncols=min(len(handles), 6), frameon=False
    )


def _line(axes: Axes, rows: pd.DataFrame, look: Look) -> None:
    rows = rows.sort_values("threshold")
    at = rows["threshold"].to_numpy(np.float64)
    if look.color == LINEAR:  # the bands of all would hide each other
        # a Dice is not below 0 nor above 1: Student's interval does not know
        low, high = (rows[key].to_numpy(np.float64).clip(0, 1) for key in ("low", "high"))
        axes.fill_between(at, low, high, color=look.color, alpha=0.14, lw=0)
    front = {"lw": _width(look), "zorder": 3 if look.color == LINEAR else 2}
    axes.plot(
        at,
        rows["mean"],
        color=look.color,
        ls=look.line,
        marker=marker_of(look),
        ms=2.2,
        mew=0,
        **front,
    )


def _width(look: Look) -> float:
    """Return the width of a method's lines: linear interpolation's are thick."""
    return 1.9 if look.color == LINEAR else 1.0
