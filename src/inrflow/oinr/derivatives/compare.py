"""How near derivatives are to references: correlation, magnitude, error; inside and at the border.

The outermost samples are left out everywhere: a central difference needs neighbours on both sides.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from jaxtyping import Bool, Float64

from inrflow.oinr.derivatives.slopes import QUANTITIES, Maps

Mask = Bool[np.ndarray, "y x"]


def regions(sides: tuple[int, int], reach: int) -> dict[str, Mask]:
    """Return masks of the samples that no padding reaches, and of the others.

    Args:
        sides: height, width.
        reach: half a receptive field, samples.
    """
    y, x = np.ogrid[: sides[0], : sides[1]]
    depth = np.minimum(np.minimum(y, sides[0] - 1 - y), np.minimum(x, sides[1] - 1 - x))
    return {"interior": depth >= max(reach, 1), "border": (depth >= 1) & (depth < reach)}


def compared(
    maps: Maps, references: dict[str, Maps], masks: dict[str, Mask]
) -> Iterator[dict[str, Any]]:
    """Yield rows: quantity, region, reference, and how near the maps are; see `nearness`.

    Args:
        maps: derivatives of a picture.
        references: name -> what they are held against.
        masks: name -> samples that count.
    """
    for quantity in QUANTITIES:
        for region, mask in masks.items():
            for name, reference in references.items():
                told = {"quantity": quantity, "region": region, "reference": name}
                if mask.any():
                    yield told | nearness(maps[quantity][mask], reference[quantity][mask])


def nearness(
    found: Float64[np.ndarray, "*value"], wanted: Float64[np.ndarray, "*value"]
) -> dict[str, float]:
    """Return how near numbers are to others.

    `correlation`: Pearson's, over all numbers at once (samples, channels, both parts of a
    gradient); NaN where one of both is constant. `ratio`: root mean square of the found over that
    of the wanted. `rms_error`: root mean square of their difference, signal units per sample (per
    sample squared for second derivatives). `rms`: of the wanted, same unit.
    """
    a, b = found.ravel() - found.mean(), wanted.ravel() - wanted.mean()
    norm = np.sqrt((a @ a) * (b @ b))
    size = np.sqrt(np.mean(wanted**2))
    return {
        "correlation": float(a @ b / norm) if norm > 0 else float("nan"),
        "ratio": float(np.sqrt(np.mean(found**2)) / size) if size > 0 else float("nan"),
        "rms_error": float(np.sqrt(np.mean((found - wanted) ** 2))),
        "rms": float(size),
    }
