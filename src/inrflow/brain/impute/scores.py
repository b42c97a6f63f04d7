"""How far an imputed volume is from the truth: by what was measured, in the brain and overall."""

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float32

from inrflow.brain.slices import Slices
from inrflow.measures.psnr import decibels
from inrflow.measures.ssim import WINDOW, similarity

REGIONS = ("mask", "all")
Volume = Float32[np.ndarray, "slice row column"]
Mask = Bool[np.ndarray, "slice row column"]


def scores(truth: Volume, painted: Volume, mask: Mask, slices: Slices) -> pd.DataFrame:
    """Return one row a (part, region): slices, mse, psnr (dB), ssim.

    Parts are measured, unseen and beyond slices, and the whole volume; a part without a voxel of
    the region has no row. The data range is 1; PSNR is that of the pooled squared error, at most
    200 dB. SSIM is that of slices; of the whole volume, under a three-dimensional window.

    Args:
        truth: in 0..1.
        painted: as a method has it; clamped to 0..1.
        mask: of the brain.
        slices: which were measured.
    """
    painted = painted.clip(0, 1)
    squares = (truth - painted) ** 2
    parts = slices.parts | {"whole": list(range(slices.count))}
    rows = []
    for part, chosen in parts.items():
        same = _similarities(part, truth[chosen], painted[chosen], mask[chosen])
        for region, inside in (("mask", mask[chosen]), ("all", np.ones_like(mask[chosen]))):
            if not inside.any():
                continue
            mse = float(squares[chosen][inside].mean(dtype=np.float64))
            told = {"part": part, "region": region, "slices": len(chosen), "mse": mse}
            rows.append(told | {"psnr": float(decibels(1.0, mse)), "ssim": same[region]})
    return pd.DataFrame(rows)


def _similarities(part: str, truth: Volume, painted: Volume, mask: Mask) -> dict[str, float]:
    """Return region -> SSIM: its mean over windows around the mask's voxels, or that lie inside.

    Statistics are weighted by a Gaussian window of sigma 1.5, 11 samples; windows around voxels of
    the mask may reach over the border, which mirrors. What is smaller than a window has none: NaN.
    """
    whole = part == "whole"
    if min(truth.shape if whole else truth.shape[1:]) < WINDOW:
        return dict.fromkeys(REGIONS, np.nan)
    pairs = [(truth, painted)] if whole else list(zip(truth, painted, strict=True))
    found = [similarity(a[..., None], b[..., None], full=True) for a, b in pairs]
    maps = np.stack([every[..., 0] for _, every in found]).reshape(mask.shape)
    inside = float(maps[mask].mean(dtype=np.float64)) if mask.any() else np.nan
    return {"mask": inside, "all": float(np.mean([mean for mean, _ in found]))}
