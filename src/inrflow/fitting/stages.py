"""The workflow's stage `fit`."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

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
    params: dict[str, Any], *, frames: Path, fit: Path, history: Path, metrics: Path
) -> None:
    """Fit one field to one signal.

    Args:
        params: `network`, `recipe`, `seed`.
        frames: input, the signal's frames.
        fit: output, the fitted field.
        history: output, parquet, loss and learning rate over steps.
        metrics: output, json, quality and size.
    """
    recipe = check(Recipe, params["recipe"], "recipe")
    prepare(recipe.threads, recipe.precision)
    signal = Signal.read(frames)
    field = build(params["network"], signal.shape, params["seed"])
    table = optimise(field.to(choose_device(recipe.device)), signal, recipe, params["seed"])
    result = Fit(field.cpu().eval(), params["network"], params["recipe"], params["seed"])
    painted = paint(field)
    if not np.isfinite(painted).all():
        raise InputError(
            f"fit: expected finite colours after {recipe.steps} steps, found others; "
            f"a lower learning_rate than {recipe.learning_rate:g} may help"
        )
    record = quality(signal.values, painted, sizes(field)) | {"steps": recipe.steps}
    result.write(fit)
    with atomic_file(history) as part:
        table.to_parquet(part)
    write_text(metrics, json.dumps(record, indent=1, sort_keys=True, allow_nan=False) + "\n")


@torch.no_grad()
def paint(field: torch.nn.Module) -> Any:
    """Return all frames as an array (frame, y, x, channel), not clamped."""
    return torch.stack([field.decode(frame) for frame in range(field.shape[0])]).numpy()


def sizes(field: torch.nn.Module) -> dict[str, int]:
    """Return how many numbers were trained, and how many a decoder needs besides."""
    stored = sum(v.numel() for v in field.state_dict().values())
    trained = sum(p.numel() for p in field.parameters())
    return {"parameters": trained, "fixed_numbers": stored - trained}
