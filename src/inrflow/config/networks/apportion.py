"""Sharing a number of channels among layers, one more at a time."""

from collections.abc import Sequence


def apportioned(total: int, parts: Sequence[float], least: Sequence[int]) -> tuple[int, ...]:
    """Return whole numbers in proportion to parts, by Webster's method.

    No number falls as the total grows, so that networks of growing totals are growing networks.

    Args:
        total: their sum, or the sum of `least` if that is more.
        parts: what they are in proportion to.
        least: the smallest that each may be.
    """
    shares = list(least)
    for _ in range(total - sum(shares)):
        # the one that falls most short of its part; of equals the first
        claims = [part / (share + 0.5) for part, share in zip(parts, shares, strict=True)]
        shares[claims.index(max(claims))] += 1
    return tuple(shares)
