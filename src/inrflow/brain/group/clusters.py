"""Where groups differ: clusters of voxels above a height, and their peaks, in mm.

Own and short, for nilearn's table knows no p and costs seconds to import.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float, Float64
from nibabel.affines import apply_affine
from scipy.ndimage import find_objects, generate_binary_structure, label, maximum_filter

from inrflow.brain.scan import Affine

PEAKS = 3  # of a cluster, as the paper lists them
COLUMNS = ["cluster", "peak", "t", "p", "p_fwe", "x", "y", "z", "size_mm3", "voxels"]

Map = Float[np.ndarray, "x y z"]


def clusters(
    t: Map, maps: dict[str, Map], affine: Affine, height: float, extent: int, distance: float
) -> pd.DataFrame:
    """Return the peaks of all clusters, the one of largest t first.

    Voxels that share a face belong together.

    Args:
        t: statistic, 0 outside the mask.
        maps: p and p_fwe; what is not there is left empty.
        affine: index -> place, mm.
        height: t that a cluster's voxels are above.
        extent: voxels that a cluster has at least.
        distance: between peaks of a cluster, at least, mm.
    """
    rows, size = [], abs(float(np.linalg.det(affine[:3, :3])))
    for voxels, peaks in _found(t, affine, height, extent, distance):
        cluster = 1 + (rows[-1]["cluster"] if rows else 0)
        for number, index in enumerate(peaks, 1):
            at = {name: float(values[tuple(index)]) for name, values in maps.items()}
            place = dict(zip("xyz", apply_affine(affine, index).tolist(), strict=True))
            row = {"cluster": cluster, "peak": number, "t": float(t[tuple(index)]), **at, **place}
            rows.append(row | {"size_mm3": voxels * size, "voxels": voxels})
    return pd.DataFrame(rows).reindex(columns=COLUMNS)


def _found(
    t: Map, affine: Affine, height: float, extent: int, distance: float
) -> Iterator[tuple[int, np.ndarray]]:
    """Yield voxels and peaks (index) of each cluster, the one of largest t first."""
    near = generate_binary_structure(3, 1)  # of tops as of clusters: each cluster has a top
    labels, _ = label(t > height, near)
    tops = t == maximum_filter(t, footprint=near)
    found = []
    for number, box in enumerate(find_objects(labels), 1):
        inside: Bool[np.ndarray, "x y z"] = labels[box] == number
        if (voxels := int(inside.sum())) < extent:
            continue
        index = np.argwhere(inside & tops[box]) + [one.start for one in box]
        index = index[np.argsort(-t[tuple(index.T)], kind="stable")]
        found.append((voxels, index[apart(apply_affine(affine, index), distance)]))
    yield from sorted(found, key=lambda one: -t[tuple(one[1][0])])


def apart(places: Float64[np.ndarray, "peak 3"], distance: float) -> list[int]:
    """Return which places are kept: the first ones that are far from those kept before."""
    kept: list[int] = []
    for number, place in enumerate(places):
        if all(np.linalg.norm(place - places[other]) >= distance for other in kept):
            kept.append(number)
        if len(kept) == PEAKS:
            break
    return kept
