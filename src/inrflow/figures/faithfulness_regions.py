"""Figure `faithfulness-regions`: which regions lose what when neurons are silenced."""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from inrflow.figures.silencing import legend, panel, share_axis
from inrflow.figures.style import caption, new_figure, save


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
    """Return the caption: what is silenced, units, seeds."""
    seeds = ", ".join(map(str, sorted(table["seed"].unique())))
    return (
        f"Signal {params['signal']}, field {params['field']}, seeds {seeds} (thin; thick: mean). "
        "PSNR in dB of a region's pixels, pooled over frames, against the signal;\npicture clamped "
        "to [0, 1]. Silenced first: the largest sum of |contribution| over the whole picture under "
        "a reading, or the largest weight norm;\nrandom: mean of draws. Solid: a neuron's weights "
        "are 0, bias stays; dashed: a unit's output is 0. Things, stuff: all segments of either "
        "kind;\nluminance: pixels of the signal between two levels, 0 black to 1 white."
    )


def draw(table: pd.DataFrame) -> Figure:
    """Return the figure: a row a region, a column a stage."""
    regions = list(dict.fromkeys(table["region"]))
    stages = list(dict.fromkeys(table["stage"]))
    figure = new_figure(7.2, 0.98 * len(regions) + 1.1)
    grid = figure.subplots(len(regions), len(stages), squeeze=False, sharex=True, sharey="row")
    for line, region in zip(grid, regions, strict=True):
        for axes, stage in zip(line, stages, strict=True):
            panel(axes, table[(table["region"] == region) & (table["stage"] == stage)])
            share_axis(axes)
        line[0].set_ylabel("\n".join(region.split(" ", 1)) + "\n(dB)")
    for axes, stage in zip(grid[0], stages, strict=True):
        axes.set_title(f"{table['field'].iloc[0]} {stage}")
    for axes in grid[-1]:
        axes.set_xlabel("share silenced")
    legend(figure, table)
    return figure
