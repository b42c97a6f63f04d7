"""Figure `types`: neurons in the plane, by cluster and by seed (XINC Figs. 10, 14)."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.figures.clusters import CLUSTER_COLORS
from inrflow.figures.quality import read_metrics, verdict
from inrflow.figures.style import caption, new_figure, save

# other colours than the clusters': a seed is not a cluster
SEED_MAP = "viridis"


def draw_types(
    params: dict[str, Any],
    *,
    neurons: Path,
    scalars: Path,
    metrics: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Read the clustered neurons of one field on one signal and draw them.

    Args:
        params: `signal`, `field`, `seeds` in the order of the metrics, `sample`, `clusters`,
            `grouping`, `point_size`, `converged` (dB).
        neurons: input, parquet of the stage `types`.
        scalars: input, parquet of the stage `types`.
        metrics: inputs, quality of the fits.
        svg: output, vectors.
        png: output, pixels.
    """
    table, numbers = pd.read_parquet(neurons), pd.read_parquet(scalars)
    figure = draw(table, numbers, params["point_size"])
    fits = [verdict(read_metrics(path), params["converged"]) for path in metrics]
    quality = ", ".join(
        f"seed {seed} {fit}" for seed, fit in zip(params["seeds"], fits, strict=True)
    )
    caption(figure, describe(numbers, params) + f" Fits: {quality}.")
    save(figure, svg, png)


def describe(numbers: pd.DataFrame, params: dict[str, Any]) -> str:
    """Return the caption: sample, vector, clusters, nulls."""
    definition = numbers["definition"].iloc[0]
    return (
        f"{params['field']} on {params['signal']}, definition '{definition}', reading "
        f"'{DEFINITIONS[definition].reading}'. A point: a neuron of a seeded sample of at most "
        f"{params['sample']} neurons a layer over all seeds (n drawn),\nplaced by UMAP of the mean "
        "of its |contribution|, scaled to 0-1, in each region of the grouping "
        f"'{params['grouping']}'. Clusters: k-means, k = {params['clusters']}, of\nthese means, "
        "not of the plane. Silhouette: -1 to 1; in brackets that of clouds without types: a "
        "Gaussian of the same covariance;\nthe same with the means' own marginals. Mixing of "
        "seeds in clusters: 0 (each cluster of one seed) to 1; in brackets 5-95 % with\nseeds "
        "shuffled over neurons."
    )


def draw(table: pd.DataFrame, numbers: pd.DataFrame, size: float) -> Figure:
    """Return the figure: a column a stage, a row by cluster and, of several seeds, one by seed."""
    stages = list(dict.fromkeys(table["stage"]))
    keys = ["cluster", "seed"] if table["seed"].nunique() > 1 else ["cluster"]
    figure = new_figure(7.2, 2.0 * len(keys) + 0.95)
    grid = figure.subplots(len(keys), len(stages), squeeze=False)
    for key, line in zip(keys, grid, strict=True):
        colors = _colors(table[key], key)
        for stage, axes in zip(stages, line, strict=True):
            part = table[table["stage"] == stage]
            values = numbers[numbers["stage"] == stage].set_index("measure")["value"]
            _panel(axes, part, [colors[one] for one in part[key]], size)
            axes.set_xlabel(f"UMAP 1 (no unit)\n{_note(key, values)}", fontsize=7)
            if key == "cluster":
                axes.set_title(f"{stage} [n = {len(part)}]")
        line[0].set_ylabel(f"by {key}\nUMAP 2 (no unit)")
        _legend(line[-1], key, colors)
    return figure


def _colors(values: pd.Series, key: str) -> dict[int, Any]:
    """Return a colour for each cluster or seed."""
    found = sorted(values.unique())
    if key == "cluster":
        return dict(zip(found, CLUSTER_COLORS, strict=False))
    return dict(zip(found, seed_colors(len(found)), strict=True))


def seed_colors(count: int) -> list[Any]:
    """Return evenly spaced colours, dark to light."""
    return [colormaps[SEED_MAP](place) for place in np.linspace(0.05, 0.85, count)]


def _panel(axes: Axes, part: pd.DataFrame, colors: list[Any], size: float) -> None:
    """Draw points in random order: later seeds must not hide earlier ones."""
    order = np.random.default_rng(0).permutation(len(part))
    x, y = part["x"].to_numpy()[order], part["y"].to_numpy()[order]
    axes.scatter(x, y, s=size, c=[colors[at] for at in order], linewidths=0)
    axes.set_xticks([])
    axes.set_yticks([])


def _note(key: str, values: pd.Series) -> str:
    """Return the number under a panel, with what chance gives."""
    if key == "cluster":
        if "silhouette_null" not in values:
            return "too few neurons for a silhouette"
        nulls = f"{values['silhouette_null']:.2f}; {values['silhouette_skewed']:.2f}"
        return f"silhouette {values['silhouette']:.2f} [{nulls}]"
    if "mixing" not in values:
        return "one seed only"
    span = f"{values['mixing_null_low']:.3f}-{values['mixing_null_high']:.3f}"
    return f"mixing {values['mixing']:.3f} [{span}]"


def _legend(axes: Axes, key: str, colors: dict[int, Any]) -> None:
    handles = [axes.scatter([], [], s=14, color=color, linewidths=0) for color in colors.values()]
    names = [f"{key} {name}" for name in colors]
    axes.legend(
        handles, names, loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, handletextpad=0.2
    )
