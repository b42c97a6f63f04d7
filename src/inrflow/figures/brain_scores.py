"""Figure `brain_scores`: errors of unseen slices by how much is missing (O-INR, Table 3)."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from inrflow.brain.tables import TABLE_3
from inrflow.errors import InputError
from inrflow.figures.brain_style import LINEAR, looks_of
from inrflow.figures.encode_style import TRUTH, Look
from inrflow.figures.style import caption, new_figure, save
from inrflow.measures.paired import spread
from inrflow.measures.psnr import decibels

WIDTH, PANEL = 7.2, 1.9  # inches: the page, height of a panel
WIDE = 0.8  # of a drop's place, that methods share
ENOUGH = 3  # subjects for an interval; of two it says nothing
BIG, SMALL = 4.2, 2.0  # points
WHO = ["cohort", "subject"]


def draw_scores(params: dict[str, Any], *, scores: Path, svg: Path, png: Path) -> None:
    """Draw the errors of slices between measured ones, and how far they are from linear's.

    Args:
        params: `methods`, all of the set, in order; `linear`: name of linear interpolation among
            them, or None; `masked`: whether errors are of the brain.
        scores: input, csv of the stage `brain-scores`.
        svg: output, vectors.
        png: output, pixels.
    """
    table = pd.read_csv(scores, dtype={"subject": str})
    region = "mask" if params["masked"] else "all"
    some = hidden(table[table["region"] == region])
    figure = draw(some, looks_of(params["methods"], params["linear"]), params["linear"])
    caption(figure, described(some, params["linear"], region))
    save(figure, svg, png)


def hidden(table: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of slices between slabs; of slabs without gaps, of their own slices.

    Raises:
        InputError: nothing was imputed.
    """
    if table.empty:
        raise InputError("scores: expected those of an imputed volume, found none")
    of_drops = [
        rows[rows["part"] == ("unseen" if rows["part"].eq("unseen").any() else "measured")]
        for _, rows in table.groupby("drop", sort=False)
    ]
    return pd.concat(of_drops, ignore_index=True)


def described(some: pd.DataFrame, linear: str | None, region: str) -> str:
    """Return the caption."""
    counts = some.drop_duplicates([*WHO, "drop", "method"]).groupby("method", sort=False)
    fewest, most = (
        counts["drop"].agg(lambda drops, of=of: of(drops.value_counts())) for of in (min, max)
    )
    told = {
        name: f"{most[name]}" if fewest[name] == most[name] else f"{fewest[name]} to {most[name]}"
        for name in most.index
    }
    named = "; ".join(
        f"{count} of {', '.join(name for name in told if told[name] == count)}"
        for count in dict.fromkeys(told.values())
    )
    cohorts = some["cohort"].nunique()
    inside = "inside the brain mask" if region == "mask" else "over whole slices"
    below = (
        f" Below: the same less that of {linear} interpolation of the same subject."
        if linear is not None
        else ""
    )
    thick = some.loc[some["part"] == "measured", "drop"].unique()
    within = f" Of {', '.join(thick)}: slices within slabs." if len(thick) else ""
    paper = (
        " Grey triangles: the paper's Table 3 at the same gap, of other data (ADNI) and networks, "
        "over whole slices: not like for like."
        if any(in_the_paper(row) for row in some.drop_duplicates("drop").to_dict("records"))
        else ""
    )
    return (
        f"PSNR {inside} of slices that no method has seen, between measured ones: 10 log10(1 / "
        f"MSE), pooled over slices, intensities 0 to 1.{within} Small marks: subjects, large ones: "
        f"their mean, bars: its 95 % interval (Student's t) where there are {ENOUGH} subjects or "
        f"more. Subjects of a drop, of {cohorts} cohort{'s' if cohorts > 1 else ''}: {named}. "
        f"Squares and diamonds: interpolations, circles: neural fields.{below}{paper}"
    )


def draw(some: pd.DataFrame, styles: dict[str, Look], linear: str | None) -> Figure:
    """Return the figure: errors, and decibels over linear interpolation if that is there.

    Args:
        some: scores of one part and region.
        styles: method -> look, in order.
        linear: its name.
    """
    drops = some.sort_values("missing", kind="stable").drop_duplicates("drop").set_index("drop")
    kinds = some.groupby("method")["kind"].first()
    marks = {name: mark_of(look, kinds[name]) for name, look in styles.items() if name in kinds}
    wide = some.pivot_table(index=["drop", *WHO], columns="method", values="psnr", sort=False)
    rows = 1 + (linear in marks and len(marks) > 1)
    figure = new_figure(WIDTH, rows * PANEL + 1.25)
    grid = figure.subplots(rows, 1, squeeze=False, sharex=True)[:, 0]
    points(grid[0], wide, marks, list(drops.index))
    published(grid[0], drops)
    grid[0].set_ylabel("PSNR of unseen slices (dB)")
    if rows > 1:
        less = wide.sub(wide[linear], axis=0).drop(columns=linear)
        points(grid[1], less, marks, list(drops.index))
        grid[1].axhline(0, color=LINEAR, lw=1.2, zorder=1)
        grid[1].set_ylabel(f"PSNR less {linear}'s (dB)")
    names = [f"{name}: {100 * row.missing:.0f} % missing" for name, row in drops.iterrows()]
    grid[-1].set_xticks(range(len(names)), names)
    for axes in grid:
        _frame(axes, len(names))
    handles = [Line2D([], [], ms=BIG, label=name, **mark) for name, mark in marks.items()]
    figure.legend(
        handles=handles, loc="outside upper center", ncols=min(5, len(handles)), frameon=False
    )
    return figure


def mark_of(look: Look, kind: str) -> dict[str, Any]:
    """Return a method's mark: its form tells the kind; beyond the palette it is hollow."""
    form = "D" if look.color == LINEAR else {"interpolation": "s", "field": "o"}[kind]
    inside = look.color if look.line == "-" else "white"
    return {"color": look.color, "marker": form, "mfc": inside, "mew": 0.7, "ls": ""}


def points(
    axes: Axes, wide: pd.DataFrame, marks: dict[str, dict[str, Any]], drops: list[str]
) -> None:
    """Draw the values of all subjects, their mean and its interval.

    Args:
        axes: drawn on.
        wide: one row a (drop, cohort, subject), a column a method.
        marks: method -> mark, in order.
        drops: in order.
    """
    lifts = WIDE * ((np.arange(len(marks)) + 0.5) / len(marks) - 0.5)
    for place, drop in enumerate(drops):
        for x, (method, mark) in zip(place + lifts, marks.items(), strict=True):
            values = wide.loc[drop, method].dropna().to_numpy() if method in wide else np.empty(0)
            if values.size == 0:
                continue
            ends = spread(values) if values.size >= ENOUGH else None
            if ends is not None:
                axes.vlines(x, *ends, color=mark["color"], lw=0.9, zorder=2)
            axes.plot([x] * values.size, values, ms=SMALL, alpha=0.45, **mark | {"mew": 0.3})
            axes.plot([x], [values.mean()], ms=BIG, zorder=3, **mark)


def published(axes: Axes, drops: pd.DataFrame) -> None:
    """Draw what the paper has at the same gap."""
    for place, told in enumerate(drops.to_dict("records")):
        if in_the_paper(told):
            psnr = float(decibels(1.0, TABLE_3[told["gap"]][2]))
            axes.plot([place], [psnr], "^", color=TRUTH, ms=BIG, mew=0)
            words = {"xytext": (5, -2), "textcoords": "offset points", "fontsize": 6}
            axes.annotate("paper, other data", (place, psnr), color="0.4", **words)


def in_the_paper(told: dict[str, Any]) -> bool:
    """Return whether Table 3 has a drop: thin coronal slices, 2 to 6 apart."""
    return told["axis"] == "coronal" and told["thickness"] == 1 and told["gap"] in TABLE_3


def _frame(axes: Axes, count: int) -> None:
    axes.set_xlim(-0.5, count - 0.5)
    axes.tick_params(axis="x", length=0)
    for place in range(1, count):
        axes.axvline(place - 0.5, color="0.9", lw=0.5, zorder=0)
    axes.grid(axis="y", lw=0.3, color="0.88")
    axes.set_axisbelow(True)
