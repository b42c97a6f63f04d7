"""The record of a fit: how close it paints the signal, and what it costs."""

from collections.abc import Callable
from typing import Any

import numpy as np

from inrflow.measures.audio import snr, wave_error
from inrflow.measures.occupancy import iou, is_occupancy
from inrflow.measures.psnr import Values, psnr
from inrflow.measures.released import (
    psnr_8bit,
    psnr_audio,
    psnr_downstream,
    psnr_minmax,
    psnr_oinr,
    psnr_unclamped,
    psnr_whole,
)
from inrflow.measures.silence import silence_error
from inrflow.measures.size import bits_per_pixel, bits_per_value
from inrflow.measures.ssim import ssim, ssim_volume
from inrflow.signals.signal import Kind

Range = tuple[float, float]


def quality(
    truth: Values,
    painted: Values,
    sizes: dict[str, int],
    kind: Kind = "video",
    value_range: Range = (0.0, 1.0),
) -> dict[str, Any]:
    """Return the record of a fit's quality and size; what is undefined is None.

    `psnr` and `ssim` are of values clamped to [0, 1]: means over frames for images and videos,
    over everything at once for audio and volumes (slices outside a body would count 200 dB).
    `psnr_frames` is one number a frame, or slice. Keys that begin with `psnr_` otherwise, and
    `ssim_unclamped`, are those of released codes: `inrflow.measures.released`.

    Args:
        truth: the signal, signal units.
        painted: what the field paints, signal units, finite, not clamped.
        sizes: `parameters` and `fixed_numbers`.
        kind: the signal's.
        value_range: physical values of 0 and 1.
    """
    return {
        "psnr_frames": [float(v) for v in psnr(truth, np.clip(painted, 0, 1))],
        **RECORDS[kind](truth, painted, value_range),
        "data_range": float(value_range[1] - value_range[0]),
        **sizes,
        **(bits_per_pixel(sizes, truth.shape) if kind in {"image", "video"} else {}),
        **bits_per_value(sizes, truth.shape),
    }


def of_video(truth: Values, painted: Values, _: Range) -> dict[str, Any]:
    """Return the quality of frames."""
    clamped = np.clip(painted, 0, 1)
    return {
        "psnr": float(psnr(truth, clamped).mean()),
        "psnr_unclamped": psnr_unclamped(truth, painted),
        "psnr_8bit": psnr_8bit(truth, painted),
        "psnr_whole": psnr_whole(truth, painted),
        "psnr_minmax": psnr_minmax(truth, painted),
        "psnr_downstream": psnr_downstream(truth, painted),
        "psnr_oinr": psnr_oinr(truth, painted),
        "ssim": _known(ssim(truth, clamped)),
    }


def of_image(truth: Values, painted: Values, value_range: Range) -> dict[str, Any]:
    """Return the quality of a picture: the released Local-Global code does not clamp its SSIM."""
    unclamped = _known(ssim(truth, painted))
    return of_video(truth, painted, value_range) | {"ssim_unclamped": unclamped}


def of_audio(truth: Values, painted: Values, value_range: Range) -> dict[str, Any]:
    """Return the quality of a wave: MSE and SNR (dB) are of physical values, clamped.

    So is the noise in silence (rms), beside the SNR of the wave's power and that noise.
    """
    clamped = np.clip(painted, 0, 1)
    noise = silence_error(truth, clamped, value_range)
    return {
        "psnr": psnr_whole(truth, painted),
        "psnr_audio": psnr_audio(truth, painted, value_range),
        "mse": wave_error(truth, clamped, value_range),
        "snr": snr(truth, clamped, value_range),
        "noise_in_silence": noise and noise.rms,
        "snr_in_silence": noise and noise.snr,
        "silent_share": noise.samples if noise else 0.0,
    }


def of_volume(truth: Values, painted: Values, _: Range) -> dict[str, Any]:
    """Return the quality of a volume; its IoU where it holds nothing but 0 and 1."""
    clamped = np.clip(painted, 0, 1)
    return {
        "psnr": psnr_whole(truth, painted),
        "psnr_downstream": psnr_downstream(truth, painted),
        "ssim": _known(ssim_volume(truth, clamped)),
        "ssim_slices": _known(ssim(truth, clamped)),
        "iou": iou(truth, painted) if is_occupancy(truth) else None,
    }


def _known(similarity: np.ndarray | float) -> float | None:
    """Return the mean, or None where a window does not fit."""
    mean = float(np.mean(similarity))
    return None if np.isnan(mean) else mean


RECORDS: dict[str, Callable[[Values, Values, Range], dict[str, Any]]] = {
    "image": of_image,
    "video": of_video,
    "audio": of_audio,
    "volume": of_volume,
}
