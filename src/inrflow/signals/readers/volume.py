"""The reader `volume`: a scan as .npy or NIfTI."""

from pathlib import Path
from typing import Any

import nibabel
import numpy as np
from jaxtyping import Float32, Shaped

from inrflow.config.readers.volume import Volume
from inrflow.errors import InputError
from inrflow.signals.nifti import DAMAGE, affine_of, unreadable
from inrflow.signals.paths import resolve
from inrflow.signals.signal import Signal
from inrflow.signals.solid import Affine, solid

Options = Volume
SUFFIXES = (".npy", ".nii", ".nii.gz")


def read(options: Volume) -> Signal:
    """Read the chosen part.

    Raises:
        InputError: no volume, torn, of other axes, not finite, or all of one value; a crop that
            does not fit.
    """
    path = resolve(options.path)
    if path.name.lower().endswith(".npy"):
        lattice, affine, unit = _load_array(path, options)
    elif path.name.lower().endswith(SUFFIXES):
        lattice, affine, unit = _load_scan(path, options)
    else:
        raise InputError(f"{path}: expected a volume ending in {', '.join(SUFFIXES)}")
    lattice, affine = _cut(options, lattice, affine)
    finite = sum(int(np.count_nonzero(np.isfinite(part))) for part in lattice)
    if bad := lattice.size - finite:
        raise InputError(f"{path}: expected finite values, found {bad} that are NaN or infinite")
    low, high = _range(options, lattice)
    values, clipped = _normalised(lattice, low, high)
    source: dict[str, Any] = {"reader": "volume", "path": options.path, "every": options.every}
    return solid(values, (low, high), affine, unit, source | {"clipped": clipped})


def _load_array(
    path: Path, options: Volume
) -> tuple[Shaped[np.ndarray, "z y x channel"], Affine, str]:
    """Return a .npy file's lattice, where it lies, and in which unit."""
    try:
        # mapped: a crop of a large file reads that crop
        lattice = np.load(path, mmap_mode="r", allow_pickle=False)
    except DAMAGE as error:
        raise unreadable(path, "a volume", error) from None
    if lattice.dtype.kind not in "buif" or lattice.ndim not in (3, 4):
        raise InputError(
            f"{path}: expected real numbers of axes (z, y, x) or (z, y, x, channel), "
            f"found {lattice.dtype} of shape {lattice.shape}"
        )
    lattice = lattice if lattice.ndim == 4 else lattice[..., None]
    affine = np.diag([*(options.spacing or (1.0, 1.0, 1.0))[::-1], 1.0])
    return lattice, affine, "mm" if options.spacing else "voxel"


def _load_scan(
    path: Path, options: Volume
) -> tuple[Shaped[np.ndarray, "z y x channel"], Affine, str]:
    """Return a NIfTI file's lattice, where it lies, and in which unit; axes come as x, y, z."""
    if options.spacing is not None:
        raise InputError(f"{path}: expected no `spacing`: a NIfTI tells its own")
    try:
        stored = nibabel.load(path)
        if stored.ndim != 3:
            raise InputError(f"{path}: expected 3 axes, found a shape of {stored.shape}")
        image = nibabel.as_closest_canonical(stored)
        lattice = np.asanyarray(image.dataobj)
    except (*DAMAGE, nibabel.filebasedimages.ImageFileError) as error:
        raise unreadable(path, "a volume", error) from None
    if lattice.dtype.kind not in "buif":
        raise InputError(f"{path}: expected real numbers, found {lattice.dtype}")
    return lattice.transpose(2, 1, 0)[..., None], affine_of(image), "mm"


def _cut(
    options: Volume, lattice: Shaped[np.ndarray, "z0 y0 x0 channel"], affine: Affine
) -> tuple[Shaped[np.ndarray, "z y x channel"], Affine]:
    """Return the crop's every n-th sample, and where these lie."""
    first = []
    for axis, name in enumerate("zyx"):
        there = lattice.shape[axis]
        start, stop = getattr(options.crop, name) or (0, there)
        if not 0 <= start < stop <= there:
            raise InputError(
                f"{options.path}: expected a crop within 0..{there} along {name}, "
                f"found {start}..{stop}"
            )
        first.append(start)
        lattice = lattice[(slice(None),) * axis + (slice(start, stop, options.every),)]
    # the new indices (x, y, z) in terms of the old ones
    inner = np.diag([options.every] * 3 + [1.0])
    inner[:3, 3] = first[::-1]
    return lattice, affine @ inner


def _range(options: Volume, lattice: Shaped[np.ndarray, "z y x channel"]) -> tuple[float, float]:
    """Return the intensities that become 0 and 1; raises InputError if they are the same."""
    if options.range is not None:
        return options.range
    if options.percentiles == (0.0, 100.0):  # the ends need no sorting
        low, high = float(lattice.min()), float(lattice.max())
    else:
        low, high = np.percentile(lattice, options.percentiles).tolist()
    if not low < high:
        raise InputError(
            f"{options.path}: expected values that differ, found {low:g} at both percentiles "
            f"{options.percentiles[0]:g} and {options.percentiles[1]:g}"
        )
    return low, high


def _normalised(
    lattice: Shaped[np.ndarray, "z y x channel"], low: float, high: float
) -> tuple[Float32[np.ndarray, "z y x channel"], int]:
    """Return values in [0, 1], and how many were clipped; slice by slice to save memory."""
    values, clipped = np.empty(lattice.shape, np.float32), 0
    for part, out in zip(lattice, values, strict=True):
        scaled = (part.astype(np.float64) - low) / (high - low)
        clipped += int(np.count_nonzero((scaled < 0) | (scaled > 1)))
        out[:] = scaled.clip(0, 1)
    return values, clipped
