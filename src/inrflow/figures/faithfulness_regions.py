"""Figure `faithfulness-regions`: which regions lose what when neurons are silenced."""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from inrflow.analysis.few import FEW
from inrflow.figures.silencing import legend, panel, share_axis
from inrflow.figures.style import caption, new_figure, save

NEARLY = 20  # dB: a root mean squared error of 0.1


def draw_faithfulness_regions(
    params: dict[str, Any], *, curves: list[Path], svg: Path, png: Path
) -> None:
    """Read the curves of one field on one signal and draw them region by region.

    Args:
        params: `signal`, `field`, `orders`.
        curves: inputs, parquet, one a seed.
        svg: output, vectors.
        png: output, pixels.
    """
    table = pd.concat([pd.read_parquet(path) for path in curves])
    table = table[table["order"].str.removesuffix(" of units").isin(params["orders"])]
    figure = draw(table)
    caption(figure, describe(params, table))
    save(figure, svg, png)


def describe(params: dict[str, Any], table: pd.DataFrame) -> str:
    """Return the caption: what is silenced, units, seeds, regions."""
    seeds = ", ".join(map(str, sorted(table["seed"].unique())))
    orders = params["orders"]
    first = "the largest sum of |contribution| over the whole picture under a reading"
    first += ", or the largest weight norm" if "weight" in orders else ""
    draws = table.loc[table["order"] == "random", "draw"].nunique()
    random = f"; random: mean of {draws} draws" if draws else ""
    units = table["order"].str.endswith(" of units").any()
    dashed = "; dashed: a unit's output is 0, bias and all" if units else ""
    return (
        f"Signal {params['signal']}, field {params['field']}, seeds {seeds} (thin; thick: mean). "
        "PSNR in dB of a region's px against the signal, pooled over the frames of figure "
        "'faithfulness', where the fits' PSNR stands; picture clamped to [0, 1]. Silenced first: "
        f"{first}{random}. Solid: a neuron's weights are 0, bias stays{dashed}. Root axis. "
        f"{_regions(table)}{_dark(table)}"
    )


def _regions(table: pd.DataFrame) -> str:
    """Return how the regions were chosen: segments if there are any, else levels."""
    names = list(dict.fromkeys(table["region"]))
    levels = "Luminance: px of the signal between two levels, 0 black to 1 white"
    left_out = f"Regions of under {FEW} px are left out."
    segments = sum(name.startswith("segment ") for name in names)
    if not {"things", "stuff"} & set(names):
        return f"{levels}. {left_out}"
    return (
        f"Things, stuff: all segments of either kind; segment: the {segments} largest. {levels}; "
        f"the darkest alone, as segments stand for all that can be seen. {left_out}"
    )


def _dark(table: pd.DataFrame) -> str:
    """Return why a field's curves end high in the dark, where they do."""
    levels = sorted(name for name in table["region"].unique() if name.startswith("luminance "))
    ends = table[(table["share"] == 1) & table["region"].isin(levels[:1])]
    if ends.empty or ends["psnr"].mean() < NEARLY:
        return ""
    return " Curves end high in the dark, as the field paints nearly black when all are silent."


def draw(table: pd.DataFrame) -> Figure:
    """Return the figure: a row a region, a column a stage."""
    regions = list(dict.fromkeys(table["region"]))
    stages = list(dict.fromkeys(table["stage"]))
    figure = new_figure(7.2, 1.1 * len(regions) + 1.1)
    grid = figure.subplots(len(regions), len(stages), squeeze=False, sharex=True, sharey="row")
    for line, region in zip(grid, regions, strict=True):
        for axes, stage in zip(line, stages, strict=True):
            panel(axes, table[(table["region"] == region) & (table["stage"] == stage)])
            share_axis(axes)
        area = table.loc[table["region"] == region, "area"].iloc[0]
        name = "\n".join(region.split(" ", 1))
        line[0].set_ylabel(f"{name}\n{100 * area:.3g} % of px\n(dB)")
    for axes, stage in zip(grid[0], stages, strict=True):
        axes.set_title(f"{table['field'].iloc[0]} {stage}")
    for axes in grid[-1]:
        axes.set_xlabel("share silenced")
    legend(figure, table)
    return figure
