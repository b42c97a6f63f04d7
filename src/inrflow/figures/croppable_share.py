"""Figure `croppable_share`: quality over the share that serves all cells (the paper's Table 4)."""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.croppable.page import sized, titled
from inrflow.croppable.released import USUAL, Measure, measure_of
from inrflow.figures.croppable_style import BEHIND, KINDS, mean_and_ends, name_kinds
from inrflow.figures.encode_style import of_seeds
from inrflow.figures.style import caption, new_figure, save


def draw_share(params: dict[str, Any], *, fits: Path, svg: Path, png: Path) -> None:
    """Draw quality over the share of global network and merge.

    Args:
        params: `tables`: each name, group, fields, paper; `kinds`: field -> key of `KINDS`;
            `beside`: fields of the same groups that are shown besides.
        fits: input, csv, one row a fit.
        svg: output, vectors.
        png: output, pixels.
    """
    every = pd.read_csv(fits)
    figure = draw(every, params)
    seeds = sorted(every["seed"].unique().tolist())
    caption(
        figure,
        f"Small points: one fit each, {of_seeds(seeds)}. Squares and bars: mean over seeds and 95 "
        "% interval of the mean (Student's t; it leaves the panel where it is too wide to show). "
        "Across: parameters of the global network and the merge, which no crop removes, counted "
        "in each fit, of all its parameters. Dashed line: mean of a field without cells, for "
        "which there is no such share. All fields had equally many steps. PSNR: data range 1, "
        "values clamped; right: the measure of the paper's released code, of pictures a PSNR "
        "after truth and painting are each stretched to 0..255.",
    )
    save(figure, svg, png)


def draw(fits: pd.DataFrame, params: dict[str, Any]) -> Figure:
    """Return the figure: a row a table and signal, PSNR beside the released measure.

    Args:
        fits: columns group, signal, field, seed, kind, parameters, shared_parameters, measures.
        params: see `draw_share`.
    """
    rows = []
    for table in params["tables"]:
        wanted = [*table["fields"], *params["beside"]]
        some = fits[(fits["group"] == table["group"]) & fits["field"].isin(wanted)]
        some = some.assign(share=100 * some["shared_parameters"] / some["parameters"])
        rows += [(table, signal, mine) for signal, mine in some.groupby("signal", sort=False)]
    figure = new_figure(7.2, 1.2 + 2.2 * len(rows))
    parts = figure.subfigures(len(rows), 1, squeeze=False)[:, 0]
    for part, (table, signal, mine) in zip(parts, rows, strict=True):
        part.suptitle(f"{titled(table)} ({signal}, {sized(mine)} parameters)", fontsize=8)
        measures = (USUAL, measure_of(mine))
        for axes, measure in zip(part.subplots(1, 2), measures, strict=True):
            _panel(axes, mine, measure, params["kinds"])
    name_kinds(figure, {params["kinds"][name] for *_, mine in rows for name in mine["field"]})
    return figure


def _panel(axes: Axes, fits: pd.DataFrame, measure: Measure, kinds: dict[str, str]) -> None:
    """Draw one measure over the share."""
    column = measure.column
    least, most = fits[column].min(), fits[column].max()
    for name, some in fits.groupby("field", sort=False):
        color, share = KINDS[kinds[name]], some["share"].mean()
        mean, low, high = mean_and_ends(some[column])
        if pd.isna(share):
            axes.axhline(mean, color=color, ls="--", lw=0.9, zorder=1.5)
            place, across = (0.99, mean), axes.get_yaxis_transform()
            axes.text(*place, name, transform=across, fontsize=6.5, ha="right", va="bottom")
            continue
        axes.plot(some["share"], some[column], "o", color=color, ms=2.5, mew=0, alpha=0.7)
        axes.plot([share, share], [low, high], color=color, lw=1.2, alpha=0.6)
        axes.plot(share, mean, "s", color=color, ms=4)
        _name(axes, name, share)
    _join(axes, fits[fits["field"].map(kinds) == "local-global"], column)
    room = 0.1 * max(most - least, 0.02 * abs(most))
    axes.set_ylim(least - room, most + 1.5 * room)
    axes.margins(x=0.12)
    axes.set_xlabel("parameters that serve all cells (% of all)")
    axes.set_ylabel(measure.name)
    axes.grid(lw=0.3, color="0.88")
    axes.set_axisbelow(True)


def _name(axes: Axes, name: str, share: float) -> None:
    """Write upwards beside a share: names of fields are longer than shares are apart."""
    axes.annotate(
        name,
        (share, 0.02),
        (-4, 0),
        xycoords=axes.get_xaxis_transform(),
        textcoords="offset points",
        rotation=90,
        ha="right",
        fontsize=6.5,
        zorder=1.9,  # over lines, under points
        bbox=BEHIND,
    )


def _join(axes: Axes, fits: pd.DataFrame, column: str) -> None:
    """Join the means of the fields whose share varies."""
    means = fits.groupby("field")[["share", column]].mean().sort_values("share")
    axes.plot(means["share"], means[column], color=KINDS["local-global"], lw=0.9, zorder=1.5)
