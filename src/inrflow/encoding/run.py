"""One fit of the study: the field, what it paints, how it got there, what it cost."""

import resource
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float32

from inrflow.config.recipe import Recipe
from inrflow.encoding.course import curve
from inrflow.encoding.shared import shared_parameters
from inrflow.fields.field import Field
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint, refuse_nonfinite
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import optimise
from inrflow.fitting.runtime import choose_device
from inrflow.fitting.stages import sizes
from inrflow.measures.quality import quality
from inrflow.signals.signal import Signal

DECODES = 3
MIB = 2**20


@dataclass(frozen=True)
class Run:
    """What one fit left.

    Attributes:
        fit: the fitted field, on the CPU.
        painted: what it paints, not clamped.
        history: columns step (done), seconds (of the steps so far), psnr (dB, of the clamped
            signal as a whole): one row an evaluation.
        record: quality, sizes, seconds, memory.
    """

    fit: Fit
    painted: Float32[np.ndarray, "frame y x channel"]
    history: pd.DataFrame
    record: dict[str, Any]


def run(network: dict[str, Any], signal: Signal, recipe: Recipe, seed: int) -> Run:
    """Fit a field to a signal and measure it.

    Args:
        network: architecture and options.
        signal: what it should paint.
        recipe: with `evaluations`.
        seed: of weights and batches.

    Raises:
        InputError: options that do not fit the signal, or a fit that diverged.
    """
    device, before = choose_device(recipe.device), peak_memory()
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    field = build(network, signal.shape, seed).to(device)
    table = optimise(field, signal, recipe, seed)
    field.eval()  # settles what was made of the signal: painting is timed as a decoder does it
    history = curve(field, signal, table)
    painted, seconds = timed(field)
    refuse_nonfinite(painted, recipe)
    on_gpu = torch.cuda.max_memory_allocated(device) / MIB if device.type == "cuda" else None
    record = quality(signal.values, painted, sizes(field), signal.kind, signal.value_range) | {
        "kind": signal.kind,
        "shared_parameters": shared_parameters(field, network, signal.shape),
        "steps": recipe.steps,
        "learning_rate": recipe.learning_rate,
        "seconds": float(history["seconds"].iloc[-1]),
        "decode_seconds": seconds,
        "memory_mib": peak_memory(),
        "memory_before_mib": before,
        "gpu_memory_mib": on_gpu,
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU",
        "threads": torch.get_num_threads(),
    }
    fit = Fit(field.cpu().eval(), network, recipe.model_dump(mode="json"), seed, signal.described)
    return Run(fit, painted, history, record)


def warm_up(recipe: Recipe) -> None:
    """Fit a field of a few numbers for one step, so that libraries are loaded before a fit is.

    What they take at their first use is no memory of a fit, and no second of it.
    """
    signal = Signal(np.zeros((1, 1, 2, 1), np.float32), np.zeros(1), {}, "audio")
    field = build({"architecture": "siren", "width": 1, "layers": 2}, signal.shape, 0)
    once = Recipe(learning_rate=1e-3, steps=1, evaluations=1, optimiser=recipe.optimiser)
    curve(field, signal, optimise(field.to(choose_device(recipe.device)), signal, once, 0))


def timed(field: Field) -> tuple[Float32[np.ndarray, "frame y x channel"], float]:
    """Return what a field paints, and the median of the seconds that painting it took."""
    seconds = []
    for _ in range(DECODES):
        begun = time.perf_counter()
        painted = paint(field)
        seconds.append(time.perf_counter() - begun)
    return painted, median(seconds)


def peak_memory() -> float:
    """Return the most memory that this process has had so far, MiB, its libraries' included."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / MIB if sys.platform == "darwin" else most / 1024  # bytes there, KiB elsewhere
