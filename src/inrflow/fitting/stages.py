"""The workflow's stage `fit`."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch

from inrflow.config.check import check
from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.fitting.occupied import resolve_kept
from inrflow.fitting.optimise import optimise
from inrflow.fitting.runtime import choose_device, prepare
from inrflow.io.atomic import atomic_file, write_text
from inrflow.measures.quality import quality
from inrflow.signals.signal import Signal


def fit_signal(
    params: dict[str, Any],
    *,
    frames: Path,
    fit: Path,
    painted: Path,
    history: Path,
    clock: Path,
    metrics: Path,
) -> None:
    """Fit one field to one signal.

    Args:
        params: `network`, `recipe`, `seed`.
        frames: input, the signal's frames.
        fit: output, the fitted field.
        painted: output, a signal: all frames as the field paints them, clamped to [0, 1].
        history: output, parquet, loss, learning rate, error over steps.
        clock: output, parquet, seconds at those steps; apart, so that equal work is equal bytes.
        metrics: output, json, quality and size.
    """
    recipe = check(Recipe, params["recipe"], "recipe")
    prepare(recipe.threads, recipe.precision)
    signal = Signal.read(frames)
    network = resolve_kept(params["network"], signal)
    field = build(network, signal.shape, params["seed"])
    table = optimise(field.to(choose_device(recipe.device)), signal, recipe, params["seed"])
    told = (network, params["recipe"], params["seed"], signal.described)
    result = Fit(field.cpu().eval(), *told)
    values = paint(field)
    if not np.isfinite(values).all():
        raise InputError(
            f"fit: expected finite colours after {recipe.steps} steps, found others; "
            f"a lower learning_rate than {recipe.learning_rate:g} may help"
        )
    truth, kind = signal.values, (signal.kind, signal.value_range)
    record = quality(truth, values, sizes(field), *kind) | {"steps": recipe.steps}
    result.write(fit)
    source = signal.source | {"fit": record}
    replace(signal, values=values.clip(0, 1), source=source).write(painted)
    write_table(history, table.drop(columns="seconds"))
    write_table(clock, table[["step", "member", "seconds"]])
    write_text(metrics, json.dumps(record, indent=1, sort_keys=True, allow_nan=False) + "\n")


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a parquet file, whole or not at all."""
    with atomic_file(path) as part:
        table.to_parquet(part)


def sizes(field: torch.nn.Module) -> dict[str, int]:
    """Return how many numbers were trained, and how many a decoder needs besides."""
    stored = sum(v.numel() for v in field.state_dict().values())
    trained = sum(p.numel() for p in field.parameters())
    return {"parameters": trained, "fixed_numbers": stored - trained}
