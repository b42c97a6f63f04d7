"""One fit of a network to kept frames, and how well frames are painted."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float32

from inrflow.config.oinr.sequences import Sequences
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint, refuse_nonfinite
from inrflow.fitting.minimise import gradients_of, minimise
from inrflow.fitting.runtime import choose_device
from inrflow.fitting.slabs import errors_of
from inrflow.measures.psnr import decibels, mean_square, psnr
from inrflow.measures.ssim import ssim
from inrflow.oinr.sequences.frames import Split
from inrflow.oinr.sequences.methods import Method
from inrflow.signals.signal import Signal

Values = Float32[np.ndarray, "frame y x channel"]


@dataclass(frozen=True)
class Painted:
    """All frames as a method has them.

    Attributes:
        values: not clamped.
        seconds: of the optimiser's steps; 0 where there are none.
    """

    values: Values
    seconds: float = 0.0


def fitted(method: Method, signal: Signal, frames: Split, asked: Sequences, seed: int) -> Painted:
    """Fit a new network to the kept frames and paint all frames; it never sees the others.

    Args:
        method: network and recipe.
        signal: the whole sequence.
        frames: which are kept.
        asked: batch and its order.
        seed: of weights and batches.

    Raises:
        InputError: a batch of more frames than are kept, or a fit that diverged.
    """
    refuse_batch(asked.batch, frames)
    device = choose_device(method.recipe.device)
    field = build(method.network, signal.shape, seed).to(device)
    values = torch.from_numpy(signal.values[frames.kept]).to(device)
    field.observe(values)
    kept = torch.tensor(frames.kept, device=device)[:, None]
    drawn = (asked.batch, asked.order, method.recipe.loss, seed)
    errors = errors_of(field, values, kept, torch.ones(kept.shape, device=device), *drawn)
    gradients = gradients_of(field, lambda: errors().mean())
    history = minimise(field, gradients, method.recipe)
    painted = paint(field.eval())
    refuse_nonfinite(painted, method.recipe)
    return Painted(painted, float(history["seconds"].iloc[-1]))


def refuse_batch(batch: int | None, frames: Split) -> None:
    """Refuse a batch of more frames than are kept: it would be a smaller one."""
    if batch is not None and batch > len(frames.kept):
        raise InputError(
            f"oinr.sequences.batch: expected at most the {len(frames.kept)} frames that are kept "
            f"of every {frames.every}, found {batch}"
        )


def quality_of(signal: Signal, painted: Values, frames: Split) -> dict[str, float]:
    """Return mse, psnr (dB, data range 1) and ssim of clamped values, part by part.

    Measures of kept, unseen and further frames are never mixed; of a part without frames there are
    none. Means over frames; the PSNR of a volume is that of its mean squared error, as slices
    outside a body would count 200 dB.
    """
    found = {}
    for part, chosen in frames.parts.items():
        truth, copy = signal.values[chosen], painted[chosen].clip(0, 1)
        mse = mean_square(truth, copy)
        pooled = signal.kind == "volume"
        found |= {
            f"mse_{part}": mse,
            f"psnr_{part}": float(decibels(1.0, mse) if pooled else psnr(truth, copy).mean()),
            f"ssim_{part}": float(ssim(truth, copy).mean()),
        }
    return found


def of_frames(signal: Signal, painted: Values, frames: Split) -> list[dict[str, Any]]:
    """Return frame, part, psnr (dB) of every frame, clamped."""
    part_of = {frame: part for part, chosen in frames.parts.items() for frame in chosen}
    every = psnr(signal.values, painted.clip(0, 1))
    return [
        {"frame": frame, "part": part_of[frame], "psnr": float(value)}
        for frame, value in enumerate(every)
    ]
