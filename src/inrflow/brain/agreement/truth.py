"""How much of a made cohort's true difference a map finds, and what it finds elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float32

from inrflow.brain.agreement.compare import FAMILY_WISE, NONE, Row, thresholded
from inrflow.brain.agreement.maps import SIGNS, Clusters, Maps
from inrflow.brain.agreement.regions import far_from, regions
from inrflow.brain.cohorts.people import GROUPS
from inrflow.brain.group.volumes import smoothed
from inrflow.brain.scan import read_volume
from inrflow.config.brain.group_test import Agreement, GroupTest
from inrflow.errors import InputError

TRUTH = Path("derivatives/truth/difference.nii.gz")  # in a made cohort's folder


@dataclass(frozen=True)
class Truth:
    """Where groups truly differ; a cluster of a direction is held against that direction's truth.

    Attributes:
        strong: direction -> regions that are to be found.
        weak: direction -> regions where a cluster is not false; the strong ones lie in them.
    """

    strong: Clusters
    weak: Clusters


def read_truth(made: Path, maps: Maps, first: str, how: Agreement, test: GroupTest) -> Truth:
    """Return the true regions of a made cohort: expected difference, smoothed as scans are.

    Args:
        made: the cohort's folder.
        maps: of the original scans.
        first: group whose larger values make t positive; the file has CN less AD.
        how: `true_share`, `weak_share`.
        test: `smoothing`.

    Raises:
        InputError: the truth is on another grid than the maps.
    """
    difference, affine = read_volume(made / TRUTH)
    if difference.shape != maps.t.shape:
        raise InputError(
            f"{made / TRUTH}: expected the maps' grid {maps.t.shape}, found {difference.shape}"
        )
    forth = difference if first == GROUPS[0] else -difference
    smooth = smoothed(forth, affine, test.smoothing)
    return Truth(above(smooth, maps, how.true_share), above(smooth, maps, how.weak_share))


def above(difference: Float32[np.ndarray, "x y z"], maps: Maps, share: float) -> Clusters:
    """Return where a difference is above a share of its largest magnitude, within the mask."""
    least = share * np.abs(difference[maps.mask]).max(initial=0)
    return {
        name: regions(maps.mask & (sign * difference > least), 1) for name, sign in SIGNS.items()
    }


def held_against(true: Truth, maps: Maps, how: Agreement, test: GroupTest) -> Iterator[Row]:
    """Yield what a map finds of the truth; shares are NaN where there is none."""
    strong = true.strong
    voxels = sum(int(one.inside.sum()) for one in strong.values())
    yield "true_regions", NONE, float(sum(one.count for one in strong.values()))
    for (p, found), end in zip(thresholded(maps, how, test), ("", FAMILY_WISE), strict=True):
        met = np.concatenate([strong[name].meet(found[name].inside) for name in SIGNS])
        shared = sum(int((strong[name].inside & found[name].inside).sum()) for name in SIGNS)
        false = [
            far_from(found[name], true.weak[name].inside, how.tolerance, maps.sizes)
            for name in SIGNS
        ]
        yield f"true_regions_found{end}", p, float(met.mean()) if met.size else NONE
        yield f"true_voxels_found{end}", p, shared / voxels if voxels else NONE
        yield f"false_clusters{end}", p, float(sum(false))
