"""Three-dimensional lattices as signals, slices along z as frames."""

from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Float32

from inrflow.signals.signal import Signal

Affine = Float[np.ndarray, "4 4"]


def solid(
    values: Float32[np.ndarray, "z y x channel"],
    value_range: tuple[float, float],
    affine: Affine,
    unit: str,
    source: dict[str, Any],
) -> Signal:
    """Return a volume.

    Args:
        values: in [0, 1].
        value_range: what 0 and 1 stand for.
        affine: from indices (x, y, z, 1) to places (x, y, z, 1) in `unit`; kept in the source.
        unit: of the places: `mm`, `voxel`, `unit`.
        source: where they came from.
    """
    x, y, z = np.linalg.norm(affine[:3, :3], axis=0).tolist()
    told = source | {"affine": affine.tolist()}
    units = (unit, unit, unit)
    time = np.arange(len(values), dtype=np.float64)
    return Signal(values, time, told, "volume", value_range, (z, y, x), units)


def occupancy(
    inside: Bool[np.ndarray, "z y x"], corner: list[float], pitch: list[float], source: dict
) -> Signal:
    """Return a solid as 1 inside and 0 outside.

    Args:
        inside: whether each sample is.
        corner: place of the first sample (x, y, z), unit of the solid.
        pitch: distance between samples along x, y, z, same unit.
        source: where they came from.
    """
    affine = np.diag([*pitch, 1.0])
    affine[:3, 3] = corner
    return solid(inside[..., None].astype(np.float32), (0.0, 1.0), affine, "unit", source)
