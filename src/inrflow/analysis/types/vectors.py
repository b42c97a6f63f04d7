"""What a neuron is clustered by: where in the picture its map is bright (XINC section 4.6)."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int64

from inrflow.analysis.measures import Measures


@dataclass(frozen=True)
class Where:
    """What is read from the measures.

    Attributes:
        definition: name of the definition.
        frame: number of the frame.
        grouping: the regions over which maps are averaged.
    """

    definition: str
    frame: int
    grouping: str


@dataclass(frozen=True)
class Neurons:
    """A sample of neurons of one stage, several seeds together.

    Attributes:
        seeds: the seed of the fit that each belongs to.
        numbers: its number in the stage.
        vectors: mean over each region of its |C|, scaled to 0..1 by its least and largest value.
    """

    seeds: Int64[np.ndarray, " neuron"]
    numbers: Int64[np.ndarray, " neuron"]
    vectors: Float[np.ndarray, "neuron region"]


def speaking(measures: Measures, stage: str, where: Where) -> Bool[np.ndarray, " neuron"]:
    """Return which neurons have a map of their own.

    Left out are zero and even maps, which have no scale, and neurons of units that are never
    active: under the reading `share` all of those have one and the same map, and would be a type.
    """
    get = (where.definition, stage)
    lowest, highest = (measures.get(*get, name, where.frame) for name in ("lowest", "highest"))
    return (highest > lowest) & ~measures.get(*get, "inactive", where.frame)


def scaled_means(
    sums: Float[np.ndarray, "neuron region"],
    areas: Int64[np.ndarray, " region"],
    lowest: Float[np.ndarray, " neuron"],
    highest: Float[np.ndarray, " neuron"],
) -> Float[np.ndarray, "neuron present"]:
    """Return the mean over each region of maps scaled to 0..1; empty regions are left out.

    Scaling is affine, so that it need not be done pixel by pixel: the mean of the scaled map is
    the scaled mean.

    Args:
        sums: sum of |C| over each region.
        areas: px of each region.
        lowest: least |C| of each map.
        highest: largest |C|, above the least.
    """
    there = areas > 0
    means = sums[:, there].astype(np.float64) / areas[there]
    span = highest.astype(np.float64) - lowest
    return np.clip((means - lowest[:, None]) / span[:, None], 0, 1)  # sums are of float32


def gather(
    measures: list[Measures], seeds: list[int], stage: str, where: Where, most: int
) -> Neurons:
    """Draw the same number of neurons of every seed, at most `most` together; same draw always.

    Args:
        measures: one a seed.
        seeds: their seeds.
        stage: name of the stage.
        where: what is read.
        most: size of the sample.
    """
    generator = np.random.default_rng(0)
    numbers, vectors = [], []
    for one in measures:
        alive = np.flatnonzero(speaking(one, stage, where))
        quota = min(len(alive), max(1, most // len(measures)))
        drawn = np.sort(generator.choice(alive, quota, replace=False))
        numbers.append(drawn)
        vectors.append(_vectors(one, stage, where, drawn))
    whose = np.repeat(np.asarray(seeds, dtype=np.int64), [len(some) for some in numbers])
    return Neurons(whose, np.concatenate(numbers), np.concatenate(vectors))


def _vectors(
    measures: Measures, stage: str, where: Where, neurons: Int64[np.ndarray, " some"]
) -> Float[np.ndarray, "some present"]:
    regions, _ = measures.groupings(where.definition)[where.grouping]
    names = ("regions", "lowest", "highest")
    found = [measures.get(where.definition, stage, name, where.frame)[neurons] for name in names]
    areas = measures.areas(where.definition, where.frame)[regions]
    return scaled_means(found[0][:, regions], areas, *found[1:])
