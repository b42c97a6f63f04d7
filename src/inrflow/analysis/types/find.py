"""Types of the neurons of one stage: clusters, a few maps, scores."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float32

from inrflow.analysis.types.clusters import cluster
from inrflow.analysis.types.draw import Drawn, draw, read_maps
from inrflow.analysis.types.embedding import embed, neighbors_of
from inrflow.analysis.types.score import (
    Nulls,
    clustering_scores,
    mixing_scores,
    similarity_scores,
)
from inrflow.analysis.types.vectors import Neurons, Where
from inrflow.tracing.canvas import Canvas


@dataclass(frozen=True)
class Found:
    """What a stage leaves behind.

    Attributes:
        table: one row a neuron of the sample; see `cluster_stage`.
        maps: |C| of the neurons shown.
        shown: seed, number and cluster of each of those.
        scores: name -> number.
    """

    table: pd.DataFrame
    maps: Float32[np.ndarray, "shown y x"]
    shown: list[dict[str, int]]
    scores: dict[str, float]


def find(
    sample: Neurons,
    there: int,
    stage: str,
    where: Where,
    canvases: dict[int, Canvas],
    params: dict[str, Any],
) -> Found:
    """Cluster the sample of a stage, draw from the clusters, and score them.

    Args:
        sample: the neurons.
        there: neurons that it was drawn from.
        stage: name of the stage.
        where: definition and frame.
        canvases: seed -> canvas.
        params: options.
    """
    table = cluster_stage(sample, there, stage, params)
    labels = table["cluster"].to_numpy()
    drawn = draw(labels, params["maps_per_cluster"], params["similarity_sample"])
    both = np.concatenate([drawn.shown, drawn.compared])
    maps = read_maps(canvases, stage, where, sample, both)
    shown, compared = np.split(maps, [len(drawn.shown)])
    nulls = Nulls(params["permutations"], params["gaussian_draws"])
    scores = {"neurons": float(len(labels))}
    scores |= clustering_scores(sample.vectors, labels, params["clusters"], nulls)
    scores |= mixing_scores(labels, sample.seeds, nulls)
    scores |= similarity_scores(compared, labels[drawn.compared], nulls)
    return Found(table, shown, _named(sample, labels, drawn), scores)


def cluster_stage(sample: Neurons, there: int, stage: str, params: dict[str, Any]) -> pd.DataFrame:
    """Return the table of a stage's sample: seed, stage, neuron, x, y, cluster, embedded_K.

    `cluster` is of the vectors. `embedded_K` are K clusters of x and y, for parity: distances in
    the plane are UMAP's making.

    Args:
        sample: the neurons.
        there: neurons that it was drawn from.
        stage: name of the stage.
        params: options.
    """
    asked = params["neighbors"].get(stage, params["other_neighbors"])
    neighbors = neighbors_of(asked, len(sample.seeds), there)
    plane = embed(sample.vectors, neighbors, params["min_dist"])
    columns = {"seed": sample.seeds, "stage": stage, "neuron": sample.numbers}
    columns |= {"x": plane[:, 0], "y": plane[:, 1]}
    columns["cluster"] = cluster(sample.vectors, params["clusters"])
    for k in (params["clusters"], params["released_clusters"]):
        columns[f"embedded_{k}"] = cluster(plane, k)
    return pd.DataFrame(columns)


def _named(sample: Neurons, labels: np.ndarray, drawn: Drawn) -> list[dict[str, int]]:
    """Return seed, number and cluster of the neurons shown."""
    return [
        {
            "seed": int(sample.seeds[at]),
            "neuron": int(sample.numbers[at]),
            "cluster": int(labels[at]),
        }
        for at in drawn.shown
    ]
