"""How far the maps of imputed scans agree with those of the original ones (O-INR Fig. 18).

What rests on something of the original map, on voxels over a threshold or on clusters, is NaN
where the original has none. That depends on the original alone: methods are compared on the same
cohorts. The distance to the nearest listed peak is NaN also where the imputed map lists none: a
method that lost all is not in its mean, but in the share of clusters found.
"""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Float64
from nibabel.affines import apply_affine

from inrflow.brain.agreement.maps import SIGNS, Clusters, Maps
from inrflow.brain.group.clusters import clusters
from inrflow.brain.group.written import height_of
from inrflow.config.brain.group_test import Agreement, GroupTest

Places = Float64[np.ndarray, "peak 3"]
Row = tuple[str, float, float]  # measure, threshold (|t| of voxels, p of clusters, or NaN), value
NONE = float("nan")
FAMILY_WISE = "_fwe"  # ends the names of measures of family-wise clusters


def compare(original: Maps, imputed: Maps, how: Agreement, test: GroupTest) -> Iterator[Row]:
    """Yield all that is measured of two maps."""
    yield "correlation", NONE, _correlation(original, imputed)
    for threshold in how.thresholds:
        yield from _overlap(original, imputed, threshold)
    ends = "", FAMILY_WISE
    for (p, own, others), end in zip(_both(original, imputed, how, test), ends, strict=True):
        yield f"sensitivity{end}", p, _sensitivity(own, others)
        yield f"spurious{end}", p, _spurious(own, others)
    yield from _peaks(original, imputed, test)
    yield "same_direction", test.height, _same_direction(original.clusters(test), imputed)


def alone(maps: Maps, how: Agreement, test: GroupTest) -> Iterator[Row]:
    """Yield what is measured of one map."""
    for (p, found), end in zip(thresholded(maps, how, test), ("", FAMILY_WISE), strict=True):
        yield f"clusters{end}", p, float(sum(one.count for one in found.values()))
    for name, sign in SIGNS.items():
        yield f"largest_t_{name}", NONE, float((sign * maps.t[maps.mask]).max(initial=0))


def thresholded(maps: Maps, how: Agreement, test: GroupTest) -> list[tuple[float, Clusters]]:
    """Return (p, clusters) of the uncorrected threshold, then of the family-wise one."""
    return [
        (test.height, maps.clusters(test)),
        (how.level, maps.clusters_fwe(how.level)),
    ]


def _both(
    original: Maps, imputed: Maps, how: Agreement, test: GroupTest
) -> Iterator[tuple[float, Clusters, Clusters]]:
    pairs = zip(thresholded(original, how, test), thresholded(imputed, how, test), strict=True)
    for (p, own), (_, others) in pairs:
        yield p, own, others


def _correlation(original: Maps, imputed: Maps) -> float:
    """Return Pearson's correlation of t over the voxels that both tests have."""
    both = original.mask & imputed.mask
    a, b = (maps.t[both].astype(np.float64) for maps in (original, imputed))
    if a.size < 2 or not (np.ptp(a) and np.ptp(b)):
        return NONE
    return float(np.corrcoef(a, b)[0, 1])


def _overlap(original: Maps, imputed: Maps, threshold: float) -> Iterator[Row]:
    """Yield Dice and Jaccard of |t| over a threshold, and Dice where directions must agree."""
    own, others = (np.abs(maps.t) > threshold for maps in (original, imputed))
    shared = own & others
    alike = shared & (np.sign(original.t) == np.sign(imputed.t))
    both, either = int(own.sum() + others.sum()), int((own | others).sum())
    there = own.any()
    yield "dice", threshold, 2 * int(shared.sum()) / both if there else NONE
    yield "dice_signed", threshold, 2 * int(alike.sum()) / both if there else NONE
    yield "jaccard", threshold, int(shared.sum()) / either if there else NONE


def _sensitivity(own: Clusters, others: Clusters) -> float:
    """Return the share of the original's clusters that share a voxel with an imputed one."""
    met = [own[name].meet(others[name].inside) for name in SIGNS]
    every = np.concatenate(met)
    return float(every.mean()) if every.size else NONE


def _spurious(own: Clusters, others: Clusters) -> float:
    """Return how many imputed clusters share no voxel with one of the original."""
    return float(sum(np.count_nonzero(~others[n].meet(own[n].inside)) for n in SIGNS))


def _peaks(original: Maps, imputed: Maps, test: GroupTest) -> Iterator[Row]:
    """Yield, a direction: mm between the largest t, and from the original's to a listed peak."""
    for name, sign in SIGNS.items():
        own, others = (_listed(maps, sign, test) for maps in (original, imputed))
        if not len(own):
            yield f"top_peak_{name}", test.height, NONE
            yield f"nearest_peak_{name}", test.height, NONE
            continue
        tops = [_largest(maps, sign) for maps in (original, imputed)]
        yield f"top_peak_{name}", test.height, float(np.linalg.norm(tops[1] - tops[0]))
        away = np.linalg.norm(others - own[0], axis=1)
        yield f"nearest_peak_{name}", test.height, float(away.min()) if len(away) else NONE


def _listed(maps: Maps, sign: int, test: GroupTest) -> Places:
    """Return the peaks that a table of clusters lists, mm, the largest first."""
    height = height_of(test, maps.df)
    found = clusters(sign * maps.t, {}, maps.affine, height, test.extent, test.distance)
    return found[["x", "y", "z"]].to_numpy(np.float64)


def _largest(maps: Maps, sign: int) -> Places:
    """Return where t of a direction is largest, mm, over its threshold or not."""
    index = np.unravel_index(int((sign * maps.t).argmax()), maps.t.shape)
    return apply_affine(maps.affine, np.array([index], np.float64))


def _same_direction(own: Clusters, imputed: Maps) -> float:
    """Return the share of the original clusters' voxels where the imputed t has their sign."""
    agree = [sign * imputed.t[own[name].inside] > 0 for name, sign in SIGNS.items()]
    every = np.concatenate(agree)
    return float(every.mean()) if every.size else NONE
