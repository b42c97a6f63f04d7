"""How much of a made cohort's true difference a map finds, and what it finds elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from jaxtyping import Float32

from inrflow.brain.agreement.compare import FAMILY_WISE, NONE, Row, thresholded
from inrflow.brain.agreement.maps import SIGNS, Clusters, Maps
from inrflow.brain.agreement.regions import far_from, regions
from inrflow.brain.group.volumes import smoothed
from inrflow.brain.scan import read_volume
from inrflow.config.brain.group_test import Agreement, GroupTest
from inrflow.errors import InputError

TRUTH = Path("derivatives/truth/difference.nii.gz")  # in a made cohort's folder


def read_truth(made: Path, maps: Maps, how: Agreement, test: GroupTest) -> Clusters:
    """Return the true regions of each direction: expected difference, smoothed as scans are.

    Args:
        made: the made cohort's folder.
        maps: of the original scans.
        how: `true_share`.
        test: `smoothing`.

    Raises:
        InputError: the truth is on another grid than the maps.
    """
    difference, affine = read_volume(made / TRUTH)
    if difference.shape != maps.t.shape:
        raise InputError(
            f"{made / TRUTH}: expected the maps' grid {maps.t.shape}, found {difference.shape}"
        )
    return true_regions(smoothed(difference, affine, test.smoothing), maps, how)


def true_regions(difference: Float32[np.ndarray, "x y z"], maps: Maps, how: Agreement) -> Clusters:
    """Return where a difference is above a share of its largest magnitude, within the mask."""
    least = how.true_share * np.abs(difference[maps.mask]).max(initial=0)
    return {
        name: regions(maps.mask & (sign * difference > least), 1) for name, sign in SIGNS.items()
    }


def held_against(true: Clusters, maps: Maps, how: Agreement, test: GroupTest) -> Iterator[Row]:
    """Yield what a map finds of the truth; shares are NaN where there is none."""
    voxels = sum(int(one.inside.sum()) for one in true.values())
    yield "true_regions", NONE, float(sum(one.count for one in true.values()))
    for (p, found), end in zip(thresholded(maps, how, test), ("", FAMILY_WISE), strict=True):
        met = np.concatenate([true[name].meet(found[name].inside) for name in SIGNS])
        shared = sum(int((true[name].inside & found[name].inside).sum()) for name in SIGNS)
        false = [
            far_from(found[name], true[name].inside, how.tolerance, maps.sizes) for name in SIGNS
        ]
        yield f"true_regions_found{end}", p, float(met.mean()) if met.size else NONE
        yield f"true_voxels_found{end}", p, shared / voxels if voxels else NONE
        yield f"false_clusters{end}", p, float(sum(false))
