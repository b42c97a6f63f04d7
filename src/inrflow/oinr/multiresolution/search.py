"""The workflow's stage `oinr-multiresolution-search`: the learning rate of one field.

A rate that is best on one lattice can be too large for many in turn, so that rates are tried as
the part fits: all sizes of another picture. The best PSNR at the sizes held out wins.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.config.recipe import Recipe
from inrflow.encoding.search import COLUMNS, choose, grid, tried
from inrflow.encoding.tables import write_csv
from inrflow.fitting.runtime import prepare
from inrflow.io.atomic import write_text
from inrflow.oinr.multiresolution.lattices import Lattices, lattices_of
from inrflow.oinr.multiresolution.networks import Sized, sized
from inrflow.oinr.multiresolution.stage import asked_of, fitted, rows_of
from inrflow.oinr.rates import recipes_of
from inrflow.signals.signal import Signal


def search_rates(params: dict[str, Any], *, frames: Path, table: Path, chosen: Path) -> None:
    """Fit one field to all sizes once a learning rate; the largest PSNR wins.

    Args:
        params: as of the stage `oinr-multiresolution`, with `field`, `rates` (the grid's), `steps`.
        frames: input, a picture that is not one of those compared.
        table: output, csv, one row a rate: psnr (dB, mean over the sizes held out, or over those
            fitted where there are none; empty where the fit diverged), chosen.
        chosen: output, json: learning_rate, psnr, edge (the best rate is an end of the grid).
    """
    rates, field = grid(**params["rates"]), params["field"]
    asked = asked_of(params)
    asked = asked.model_copy(update={"fields": {name: ["all"] for name in asked.fields}})
    change = asked.recipe | {"steps": params["steps"]}
    recipe = recipes_of({field: params["recipes"][field]}, None, change)[field]
    prepare(recipe.threads, recipe.precision)
    lattices = lattices_of(Signal.read(frames), asked, params["signal"])
    network = sized(params["networks"], lattices, asked, params["signal"])[field, "all"]
    own = {rate: recipe.model_copy(update={"learning_rate": rate}) for rate in rates}
    psnr = tried(rates, lambda rate: reached(network, own[rate], lattices, params["seed"]))
    rows = [[field, params["signal"], rate, value] for rate, value in psnr.items()]
    best, whole = choose(pd.DataFrame(rows, columns=COLUMNS))
    record = best.iloc[0].to_dict() | {"steps": params["steps"], "parameters": network.parameters}
    write_csv(table, whole)
    write_text(chosen, json.dumps(record, indent=1, sort_keys=True) + "\n")


def reached(network: Sized, recipe: Recipe, lattices: Lattices, seed: int) -> float:
    """Return the PSNR at the sizes held out at the end of a fit, dB."""
    rows = rows_of(fitted(network, recipe, lattices, seed), lattices)
    held = [row["psnr"] for row in rows if row["role"] == "held-out"]
    return float(np.mean(held or [row["psnr"] for row in rows if row["role"] == "train"]))
