"""Figure `types`: neurons in the plane, by cluster and by seed (XINC Figs. 10, 14)."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.few import FEW_POINTS
from inrflow.figures.clusters import CLUSTER_COLORS
from inrflow.figures.quality import describe_fits
from inrflow.figures.style import caption, new_figure, save

# other colours than the clusters': a seed is not a cluster
SEED_MAP = "viridis"
SMALL = 0.05  # share of a panel's neurons under which a cluster would be lost among the others


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
        params: `signal`, `field`, `seeds` in the order of the metrics, `point_size`, `converged`
            (dB), and of the search for types: `frame`, `sample`, `clusters`, `grouping`,
            `neighbors`, `other_neighbors`, `min_dist`.
        neurons: input, parquet of the stage `types`.
        scalars: input, parquet of the stage `types`.
        metrics: inputs, quality of the fits.
        svg: output, vectors.
        png: output, pixels.
    """
    table, numbers = pd.read_parquet(neurons), pd.read_parquet(scalars)
    figure = draw(table, numbers, params["point_size"])
    fits = [(params["field"], seed) for seed in params["seeds"]]
    quality = describe_fits(fits, metrics, params["converged"])
    caption(figure, f"{describe(table, numbers, params)}\n{quality}.")
    save(figure, svg, png)


def describe(table: pd.DataFrame, numbers: pd.DataFrame, params: dict[str, Any]) -> str:
    """Return the caption: sample, vector, plane, clusters, nulls."""
    definition = numbers["definition"].iloc[0]
    text = (
        f"{params['field']} on {params['signal']}, the measured frame nearest to "
        f"{params['frame']}, definition '{definition}', reading "
        f"'{DEFINITIONS[definition].reading}'. A point: a neuron of a seeded sample, at most "
        f"{params['sample']} a layer over all seeds and as many of each (n drawn; left out: "
        "empty and even maps and units that are never active), by the mean of its "
        "|contribution|, scaled to 0-1, in each region of the grouping "
        f"'{params['grouping']}'. {_plane(table, params)} Clusters: k-means, k = "
        f"{params['clusters']}, of these means, not of the plane. Silhouette: -1 to 1; in "
        "brackets the 95 % quantiles of clouds without types: a Gaussian of the same covariance; "
        "the same with the means' own marginals."
    )
    if "mixing" in set(numbers["measure"]):
        text += (
            " Mixing of seeds in clusters: 0 (each cluster of one seed) to 1; in brackets "
            "5-95 % with seeds shuffled over neurons."
        )
    return text + _larger(table)


def _plane(table: pd.DataFrame, params: dict[str, Any]) -> str:
    """Return how the plane was made: UMAP's options, or principal components for few neurons."""
    sizes = table["stage"].value_counts(sort=False)
    many = [stage for stage, count in sizes.items() if count >= FEW_POINTS]
    asked = [f"{s} {params['neighbors'].get(s, params['other_neighbors'])}" for s in many]
    axes = f"first two principal components of fewer than {FEW_POINTS} neurons"
    if not many:
        return f"Plane: {axes}."
    rest = f"; {axes}" if len(many) < len(sizes) else ""
    return (
        f"Plane: UMAP, min_dist {params['min_dist']:g}, n_neighbors {', '.join(asked)} of all "
        f"neurons, in a sample its share, at least 5{rest}."
    )


def _larger(table: pd.DataFrame) -> str:
    if not any(_small(part["cluster"]).any() for _, part in table.groupby("stage")):
        return ""
    return f" Larger points: clusters of under {100 * SMALL:g} % of a panel's neurons."


def _small(clusters: pd.Series) -> pd.Series:
    """Return which neurons are of a small cluster."""
    return clusters.map(clusters.value_counts(normalize=True)) < SMALL


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
            _panel(axes, part, key, colors, size)
            axes.set_xlabel(f"UMAP 1 (no unit)\n{_note(key, values)}", fontsize=7)
            if key == "cluster":
                axes.set_title(f"{part['field'].iloc[0]} {stage} [n = {len(part)}]")
        line[0].set_ylabel(f"by {key}\nUMAP 2 (no unit)")
        _legend(line[-1], key, colors)
    return figure


def _colors(values: pd.Series, key: str) -> dict[int, Any]:
    """Return a colour for each cluster or seed."""
    found = sorted(values.unique().tolist())
    if key == "cluster":
        return dict(zip(found, CLUSTER_COLORS, strict=False))
    return dict(zip(found, seed_colors(len(found)), strict=True))


def seed_colors(count: int) -> list[Any]:
    """Return evenly spaced colours, dark to light."""
    return [colormaps[SEED_MAP](place) for place in np.linspace(0.05, 0.85, count)]


def _panel(axes: Axes, part: pd.DataFrame, key: str, colors: dict[int, Any], size: float) -> None:
    """Draw points in random order, as later seeds must not hide earlier ones; small groups last."""
    mixed = part.sample(frac=1, random_state=0)
    mixed = mixed.loc[_small(mixed[key]).sort_values(kind="stable").index]
    small = _small(mixed[key])
    sizes, edges = np.where(small, 4 * size, size), np.where(small, 0.4, 0)
    inside = [colors[one] for one in mixed[key]]
    axes.scatter(mixed["x"], mixed["y"], sizes, inside, linewidths=edges, edgecolors="white")
    axes.set_xticks([])
    axes.set_yticks([])


def _note(key: str, values: pd.Series) -> str:
    """Return the number under a panel, with what chance gives."""
    if key == "cluster":
        if "silhouette_null" not in values:
            return "too few neurons for a silhouette"
        nulls = "; ".join(f"{values[f'silhouette_{name}_high']:.2f}" for name in ("null", "skewed"))
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
