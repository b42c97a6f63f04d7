"""The workflow's stage `oinr-noise-search`: one learning rate an encoding.

At the rate that suits one encoding another may be past its best: noise makes an operator bear
higher rates, so that a shared one would count that for quality.
"""

from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.config.check import check
from inrflow.config.oinr.noise import Noise
from inrflow.config.recipe import Recipe
from inrflow.encoding.search import COLUMNS, choose, grid, tried
from inrflow.encoding.tables import write_csv
from inrflow.fitting.runtime import prepare
from inrflow.measures.psnr import psnr
from inrflow.oinr.encodings import at_rate, fitted, networks_of, recipe_of
from inrflow.signals.signal import Signal


def search_rates(params: dict[str, Any], *, frames: Path, table: Path, chosen: Path) -> None:
    """Fit an operator once an encoding and learning rate; the largest PSNR wins.

    Args:
        params: `noise`: the part's options; `network`, `recipe`: of its field; `order`: of the
            encodings; `signal`: its name; `budget`, `steps`, `seed`: of the search; `rates`: of
            the study.
        frames: input, the signal.
        table: output, csv, one row a (method, rate): psnr (dB; empty where the fit diverged).
        chosen: output, csv, one row a method: learning_rate, psnr, edge (a better may lie beyond).
    """
    asked = check(Noise, params["noise"], "oinr.noise")
    asked = asked.model_copy(update={"steps": params["steps"], "budget": params["budget"]})
    recipe, signal, rows = recipe_of(params["recipe"], asked), Signal.read(frames), []
    prepare(recipe.threads, recipe.precision)
    for name, one in networks_of(params, asked, signal).items():
        network = one.network.model_dump(mode="json")
        reached = partial(_reached, network, signal, recipe, params["seed"])
        psnr = tried(grid(**params["rates"]), reached)
        rows += [[name, params["signal"], rate, value] for rate, value in psnr.items()]
    best, every = choose(pd.DataFrame(rows, columns=COLUMNS))
    write_csv(table, every.rename(columns={"field": "method"}))
    write_csv(chosen, best.rename(columns={"field": "method"}))


def _reached(
    network: dict[str, Any], signal: Signal, recipe: Recipe, seed: int, rate: float
) -> float:
    """Return the PSNR of a fit at a learning rate, dB."""
    values, _ = fitted(network, signal, at_rate(recipe, rate), seed)
    return float(psnr(signal.values, values.clip(0, 1)).mean())
