"""The writer of `.nii` and `.nii.gz`: a volume, where it lies."""

import gzip
from pathlib import Path

import nibabel
import numpy as np
from jaxtyping import Float64

from inrflow.io.atomic import atomic_file
from inrflow.signals.export.fits import expect
from inrflow.signals.signal import Signal


def write(signal: Signal, path: Path) -> None:
    """Write physical values, float32 (x, y, z); raises InputError for anything else."""
    expect(
        signal.kind == "volume" and signal.shape[-1] == 1, path, "a volume of one channel", signal
    )
    image = nibabel.Nifti1Image(signal.physical[..., 0].transpose(2, 1, 0), affine_of(signal))
    image.header.set_xyzt_units("mm" if "mm" in signal.units else "unknown")
    write_image(image, path)


def write_image(image: nibabel.Nifti1Image, path: Path) -> None:
    """Write an image whole or not at all, packed where the name ends in .gz."""
    contents = image.to_bytes()
    # the time of writing is left out: equal volumes are equal bytes
    packed = gzip.compress(contents, mtime=0) if path.suffix.lower() == ".gz" else contents
    with atomic_file(path) as part:
        part.write_bytes(packed)


def affine_of(signal: Signal) -> Float64[np.ndarray, "4 4"]:
    """Return index (x, y, z) -> place: the source's, else the spacing with the corner at 0."""
    if "affine" in signal.source:
        return np.array(signal.source["affine"], np.float64)
    return np.diag([*signal.spacing[::-1], 1.0])
