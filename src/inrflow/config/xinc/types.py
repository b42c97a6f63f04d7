"""Options of the search for types of neurons, and of its figures."""

from typing import Literal

from pydantic import Field, PositiveInt

from inrflow.config.base import Strict
from inrflow.config.xinc.figures import Definition

NEIGHBORS = {"block1": 150, "block2": 75, "block3": 25, "head": 5}


class Types(Strict):
    """Clusters of neurons by where they paint (XINC Figs. 10, 12-14)."""

    definition: Definition = Field("corrected", description="whose contributions are clustered")
    frame: int = Field(0, ge=0, description="frame, index in the clip; the nearest one measured")
    grouping: Literal["gabor", "rgb", "grid"] = Field(
        "gabor", description="regions over which a neuron's map is averaged"
    )
    sample: int = Field(1000, ge=10, description="neurons a stage, over all seeds; seeded")
    clusters: int = Field(4, ge=2, le=8, description="k of the types, as the paper has it")
    released_clusters: int = Field(
        6, ge=2, le=8, description="k on the embedding, as the released code has it"
    )
    neighbors: dict[str, PositiveInt] = Field(
        NEIGHBORS, description="UMAP's neighbours of all neurons of a stage; a sample takes fewer"
    )
    other_neighbors: int = Field(5, ge=2, description="the same for stages not named there")
    min_dist: float = Field(0.1, ge=0, le=1, description="UMAP's least distance in the plane")
    permutations: int = Field(200, ge=20, description="shuffles behind each null")
    gaussian_draws: int = Field(20, ge=2, description="clouds behind the silhouette's nulls")
    maps_per_cluster: int = Field(4, ge=1, le=9, description="neurons shown of each cluster")
    similarity_sample: int = Field(200, ge=10, description="neurons whose maps are correlated")


class TypesFigure(Strict):
    """The neurons in the plane, coloured by cluster and by seed (XINC Figs. 10, 14)."""

    point_size: float = Field(3.0, gt=0, description="area of a point, square points")


class SamplesFigure(Strict):
    """Maps of neurons drawn from each cluster (XINC Figs. 12, 13)."""

    colormap: Literal["magma", "viridis", "gray"] = Field(
        "magma", description="colours of a map, from its least to its largest |contribution|"
    )
