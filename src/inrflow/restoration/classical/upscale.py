"""Super-resolution by interpolation; Pillow's, whose pixels are areas on a half-pixel lattice."""

from functools import partial

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import interpolate

from inrflow.restoration.classical.restored import Restored, timed
from inrflow.restoration.measurements.downsampling import Averaging
from inrflow.restoration.measurements.operator import Measured, Picture, Size

KERNELS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}


def upscaled(operator: Averaging, measured: Measured, _: Picture, __: int) -> list[Restored]:
    """Return the measured picture at the wanted size by each kernel.

    `bicubic-aligned` is what a field of the protocol `released` does at best: first and last
    pixels of both lattices lie at the same places.
    """
    rows = [
        timed(name, partial(resized, measured, operator.shape, kernel))
        for name, kernel in KERNELS.items()
    ]
    if not operator.half_pixel:
        rows.append(timed("bicubic-aligned", partial(aligned, measured, operator.shape)))
    return rows


def resized(picture: Measured, shape: Size, kernel: Image.Resampling) -> Picture:
    """Return a picture at another size, channel by channel, in floating point."""
    planes = [Image.fromarray(np.ascontiguousarray(plane)) for plane in np.moveaxis(picture, 2, 0)]
    size = (shape[1], shape[0])
    return np.stack([np.asarray(plane.resize(size, kernel)) for plane in planes], axis=-1)


def aligned(picture: Measured, shape: Size) -> Picture:
    """Return a picture at another size, the corners' pixels kept where they are."""
    planes = torch.from_numpy(picture).permute(2, 0, 1)[None]
    found = interpolate(planes, shape[:2], mode="bicubic", align_corners=True)
    return found[0].permute(1, 2, 0).contiguous().numpy()
