"""How close a painted signal is to the original, and what it costs."""

from typing import Any

import numpy as np
from jaxtyping import Float
from skimage.metrics import structural_similarity


def psnr(
    truth: Float[np.ndarray, "frame y x channel"], painted: Float[np.ndarray, "frame y x channel"]
) -> Float[np.ndarray, " frame"]:
    """Return the PSNR of each frame in dB: 10 log10(1 / MSE), data range 1, no clamping."""
    errors = (truth.astype(np.float64) - painted) ** 2
    mse = errors.reshape(len(errors), -1).mean(axis=1)
    return 10 * np.log10(1 / np.maximum(mse, 1e-20))


def ssim(
    truth: Float[np.ndarray, "frame y x channel"], painted: Float[np.ndarray, "frame y x channel"]
) -> Float[np.ndarray, " frame"]:
    """Return the SSIM of each frame (Wang et al. 2004: Gaussian window, sigma 1.5, range 1).

    Pictures smaller than the 11 px window have none: NaN.
    """
    if min(truth.shape[1:3]) < 11:
        return np.full(len(truth), np.nan)
    settings = {"data_range": 1.0, "channel_axis": -1, "gaussian_weights": True}
    pairs = zip(truth, painted, strict=True)
    return np.array(
        [
            structural_similarity(a, b, sigma=1.5, use_sample_covariance=False, **settings)
            for a, b in pairs
        ]
    )


def quality(
    truth: Float[np.ndarray, "frame y x channel"],
    painted: Float[np.ndarray, "frame y x channel"],
    sizes: dict[str, int],
) -> dict[str, Any]:
    """Return the record of a fit's quality and size.

    PSNR and SSIM are means over frames of the picture clamped to [0, 1]; `psnr_unclamped` is
    what the released NeRV code reports, `psnr_8bit` (clamped, rounded to 1/255) its FFN code.
    """
    clamped = np.clip(painted, 0, 1)
    per_frame, similarity = psnr(truth, clamped), ssim(truth, clamped)
    pixels = int(np.prod(truth.shape[:3]))
    bits = 32 * sizes["parameters"]
    return {
        "psnr": float(per_frame.mean()),
        "psnr_frames": [float(v) for v in per_frame],
        "psnr_unclamped": float(psnr(truth, painted).mean()),
        "psnr_8bit": float(psnr(truth, np.round(clamped * 255) / 255).mean()),
        "ssim": None if np.isnan(similarity).any() else float(similarity.mean()),
        "data_range": 1.0,
        **sizes,
        "bits_per_pixel": bits / pixels,
        "bits_per_pixel_formula": "32 bit x parameters / (frames x height x width)",
    }
