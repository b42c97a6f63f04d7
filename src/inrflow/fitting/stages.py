"""The workflow's stage `fit`."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float32

from inrflow.config.check import check
from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import optimise
from inrflow.fitting.runtime import choose_device, prepare
from inrflow.io.atomic import atomic_file, write_text
from inrflow.measures.quality import quality
from inrflow.signals.signal import Signal


def fit_signal(
    params: dict[str, Any], *, frames: Path, fit: Path, painted: Path, history: Path, metrics: Path
) -> None:
    """Fit one field to one signal.

    Args:
        params: `network`, `recipe`, `seed`.
        frames: input, the signal's frames.
        fit: output, the fitted field.
        painted: output, a signal: all frames as the field paints them, clamped to [0, 1].
        history: output, parquet, loss and learning rate over steps.
        metrics: output, json, quality and size.
    """
    recipe = check(Recipe, params["recipe"], "recipe")
    prepare(recipe.threads, recipe.precision)
    signal = Signal.read(frames)
    field = build(params["network"], signal.shape, params["seed"])
    table = optimise(field.to(choose_device(recipe.device)), signal, recipe, params["seed"])
    result = Fit(field.cpu().eval(), params["network"], params["recipe"], params["seed"])
    values = paint(field)
    if not np.isfinite(values).all():
        raise InputError(
            f"fit: expected finite colours after {recipe.steps} steps, found others; "
            f"a lower learning_rate than {recipe.learning_rate:g} may help"
        )
    record = quality(signal.values, values, sizes(field)) | {"steps": recipe.steps}
    result.write(fit)
    Signal(values.clip(0, 1), signal.time, {"fit": record}).write(painted)
    with atomic_file(history) as part:
        table.to_parquet(part)
    write_text(metrics, json.dumps(record, indent=1, sort_keys=True, allow_nan=False) + "\n")


@torch.no_grad()
def paint(field: torch.nn.Module) -> Float32[np.ndarray, "frame y x channel"]:
    """Return all frames, not clamped."""
    return torch.stack([field.decode(frame) for frame in range(field.shape[0])]).numpy()


def sizes(field: torch.nn.Module) -> dict[str, int]:
    """Return how many numbers were trained, and how many a decoder needs besides."""
    stored = sum(v.numel() for v in field.state_dict().values())
    trained = sum(p.numel() for p in field.parameters())
    return {"parameters": trained, "fixed_numbers": stored - trained}
