"""Marks of figure `brain_agreement`: one measure by drop, methods side by side."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from inrflow.figures.brain_style import LINEAR, marker_of
from inrflow.figures.encode_style import TRUTH, Look

WIDE = 0.86  # of a drop's place, that methods share
ASIDE = {True: -0.22, False: 0.22}  # of a method's place: filled marks left of open ones
ROOM = 1.6  # of the largest mean, for intervals


@dataclass(frozen=True)
class Panel:
    """A panel of marks.

    Attributes:
        label: of its axis.
        filled: measure of the filled marks.
        open: measure of the open ones; None: there are none.
        share: whether values lie between 0 and 1; the others are counts or lengths from 0.
    """

    label: str
    filled: str
    open: str | None = None
    share: bool = False


BESIDE = [
    Panel("correlation of t maps", "correlation", share=True),
    Panel("share of clusters found", "sensitivity", "sensitivity_fwe", share=True),
    Panel("spurious clusters", "spurious", "spurious_fwe"),
    Panel("distance of peaks (mm)", "nearest_peak_first", "nearest_peak_second"),
]
TRUE = [
    Panel(
        "share of true regions found", "true_regions_found", "true_regions_found_fwe", share=True
    ),
    Panel("share of true voxels found", "true_voxels_found", "true_voxels_found_fwe", share=True),
    Panel("false clusters", "false_clusters", "false_clusters_fwe"),
    Panel("largest |t|", "largest_t_first", "largest_t_second"),
]


def points(
    axes: Axes,
    panel: Panel,
    means: pd.DataFrame,
    styles: dict[str, Look],
    drops: list[str],
    whole: pd.DataFrame,
) -> None:
    """Draw a panel.

    Args:
        axes: drawn on.
        panel: what is drawn.
        means: drop, method, measure, mean, low, high.
        styles: method -> look, in order.
        drops: in order.
        whole: rows of the original scans, as lines where they have the measure.
    """
    step = WIDE / len(styles)
    lifts = step * (np.arange(len(styles)) + 0.5) - WIDE / 2
    kinds = [(panel.filled, True), (panel.open, False)]
    for measure, filled in ((name, kind) for name, kind in kinds if name is not None):
        some = means[means["measure"] == measure]
        for lift, (method, look) in zip(lifts, styles.items(), strict=True):
            rows = some[some["method"] == method].set_index("drop").reindex(drops)
            # side by side, so that equal values are both seen
            x = np.arange(len(drops)) + lift + (0 if panel.open is None else ASIDE[filled] * step)
            _marks(axes, x, rows, look, filled)
        for value in whole.loc[whole["measure"] == measure, "mean"].dropna():
            axes.axhline(value, color=TRUTH, lw=1.0, ls="--" if filled else ":", zorder=1)
    _frame(axes, panel, drops)
    there = means["measure"].isin([panel.filled, panel.open]) & means["method"].isin(list(styles))
    top = 1.0 if panel.share else max(1.0, ROOM * np.nanmax([1.0, *means.loc[there, "mean"]]))
    axes.set_ylim(-0.04 * top, 1.04 * top)


def _marks(axes: Axes, x: np.ndarray, rows: pd.DataFrame, look: Look, filled: bool) -> None:
    mean, low, high = (rows[key].to_numpy(np.float64) for key in ("mean", "low", "high"))
    axes.vlines(x, low, high, color=look.color, lw=0.7, zorder=2)
    linear = look.color == LINEAR
    axes.plot(
        x,
        mean,
        marker=marker_of(look),
        ls="",
        ms=3.8 if linear else 3.2,
        mew=0.7,
        mec=look.color,
        mfc=look.color if filled else "white",
        zorder=4 if filled else 3,
    )


def _frame(axes: Axes, panel: Panel, drops: list[str]) -> None:
    axes.set_title(panel.label)
    axes.set_xticks(range(len(drops)), drops)
    axes.set_xlim(-0.55, len(drops) - 0.45)
    for place in range(1, len(drops)):
        axes.axvline(place - 0.5, color="0.9", lw=0.5, zorder=0)
    axes.grid(axis="y", lw=0.3, color="0.9")
    axes.set_axisbelow(True)
