"""The workflow's stage `search`: the learning rate of one field."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.config.check import check
from inrflow.config.recipe import Recipe
from inrflow.encoding.course import curve
from inrflow.encoding.matched import matched
from inrflow.encoding.search import COLUMNS, choose, grid, tried
from inrflow.encoding.settled import settled
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fitting.optimise import optimise
from inrflow.fitting.runtime import choose_device, prepare
from inrflow.io.atomic import atomic_file, write_text
from inrflow.signals.signal import Signal


def search_rates(params: dict[str, Any], *, frames: Path, table: Path, chosen: Path) -> None:
    """Fit one field once a learning rate; the largest PSNR wins.

    Args:
        params: `rates`, `steps`, `seed`, `recipe` (less what the search sets: learning rate,
            steps, evaluations), and what `matched` needs.
        frames: input, the small signal.
        table: output, csv, one row a rate: psnr (dB, empty where the fit diverged), chosen.
        chosen: output, json: learning_rate, psnr, edge (the best rate is an end of the grid).
    """
    rates = grid(**params["rates"])
    recipe = params["recipe"] | {"steps": params["steps"], "evaluations": 1}
    recipes = [check(Recipe, recipe | {"learning_rate": rate}, "recipe") for rate in rates]
    prepare(recipes[0].threads, recipes[0].precision)
    signal = Signal.read(frames)
    found = matched(settled(params, signal), signal.shape)
    network = found.network.model_dump(mode="json")
    own = dict(zip(rates, recipes, strict=True))
    psnr = tried(rates, lambda rate: reached(network, signal, own[rate], params["seed"]))
    rows = [[params["field"], params["signal"], rate, value] for rate, value in psnr.items()]
    best, whole = choose(pd.DataFrame(rows, columns=COLUMNS))
    record = best.iloc[0].to_dict() | {"steps": params["steps"], "parameters": found.parameters}
    with atomic_file(table) as part:
        whole.to_csv(part, index=False, float_format="%.6g")
    write_text(chosen, json.dumps(record, indent=1, sort_keys=True) + "\n")


def reached(network: dict[str, Any], signal: Signal, recipe: Recipe, seed: int) -> float:
    """Return the PSNR of the whole signal, clamped, at the end of a fit, dB."""
    field = build(network, signal.shape, seed).to(choose_device(recipe.device))
    psnr = curve(field, signal, optimise(field, signal, recipe, seed))["psnr"].iloc[-1]
    if not np.isfinite(psnr):
        raise InputError(f"fit: expected finite values after {recipe.steps} steps, found others")
    return float(psnr)
