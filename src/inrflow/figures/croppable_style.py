"""What figures of the tables of the study `croppable` share: colours of kinds of fields, values."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from inrflow.measures.interval import interval

# by what a field is, the same in all panels
KINDS = {"whole": "#000000", "cells": "#D55E00", "local-global": "#0072B2"}
KIND_NAMES = {
    "whole": "one network",
    "cells": "a network a cell",
    "local-global": "local networks and a global one",
}
BEHIND = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 0.6}  # words on lines
CHANGED = "#AA3377"


def per_unit(fits: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return what is a point: a fit; a signal (mean over seeds) where there are several.

    Args:
        fits: of one table: columns signal, field, seed and the measure.
        measure: its column.
    """
    if fits["signal"].nunique() == 1:
        return fits[["field", measure]]
    return fits.groupby(["field", "signal"], sort=False, as_index=False)[measure].mean()


def mean_and_ends(values: pd.Series) -> tuple[float, float, float]:
    """Return mean and ends of its 95 % interval; of one value the ends are the value."""
    known = values.to_numpy(np.float64)
    low, high = interval(known) if known.size > 1 else (known[0], known[0])
    return float(known.mean()), low, high


def label_point(axes: Axes, text: str, x: float, y: float) -> None:
    """Write beside a point, legible over lines."""
    axes.annotate(
        text,
        (x, y),
        (5, 4),
        textcoords="offset points",
        fontsize=6.5,
        zorder=1.9,  # over lines, under points
        bbox=BEHIND,
    )


def name_kinds(figure: Figure, kinds: set[str]) -> None:
    """Say above a figure what its colours mean.

    Args:
        figure: to be completed.
        kinds: that are in it.
    """
    shown = [kind for kind in KINDS if kind in kinds]
    handles = [
        Line2D([], [], color=KINDS[kind], marker="s", ms=4.5, lw=1.2, label=KIND_NAMES[kind])
        for kind in shown
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=3, frameon=False)
