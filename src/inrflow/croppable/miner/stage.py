"""The workflow's stage `croppable-miner`."""

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from inrflow.config.check import check
from inrflow.config.croppable.miner import MinerNetworks, MinerRecipe
from inrflow.config.networks.axes import Shape
from inrflow.croppable.miner.fit import MinerFit
from inrflow.croppable.miner.optimise import fit
from inrflow.croppable.miner.size import border_share, of_cells, per_scale, removable
from inrflow.croppable.miner.size import density as density_of
from inrflow.encoding.matched import matched, options
from inrflow.errors import InputError
from inrflow.fitting.runtime import choose_device, prepare
from inrflow.io.atomic import write_text
from inrflow.measures.quality import quality
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays


def fit_miner(
    params: dict[str, Any],
    *,
    frames: Path,
    miner: Path,
    painted: Path,
    metrics: Path,
    density: Path,
) -> None:
    """Fit MINER to one signal, and count beside a field of cells what a crop removes.

    Args:
        params: `networks`, `recipe`, `seed`, `border` (samples), `signal`; `field`, `network`,
            `budget`: the field of cells, its options, its parameters (null: as configured).
        frames: input, the signal's frames.
        miner: output, the weights.
        painted: output, a signal: what they paint, clamped to [0, 1].
        metrics: output, json: quality, parameters, what a crop removes, scale by scale, seconds.
        density: output, arrays `miner` and `cells`: parameters per sample, (frame, y, x).
    """
    networks = check(MinerNetworks, params["networks"], "croppable.miner.networks")
    recipe = check(MinerRecipe, params["recipe"], "croppable.miner.recipe")
    prepare(recipe.threads)
    signal = Signal.read(frames)
    cells = of_cells(_compared(params, signal.shape), signal.shape, params["border"])
    begun = time.perf_counter()
    result, scales = fit(signal, networks, recipe, params["seed"], choose_device(recipe.device))
    seconds = time.perf_counter() - begun
    result = result.cpu()
    record, values = _record(result, signal, params["border"])
    record |= {"seconds": seconds, "border": params["border"], "seed": params["seed"]}
    sizes = per_scale(result)
    record["scales"] = [s | {"parameters": n} for s, n in zip(scales, sizes, strict=True)]
    maps = {"miner": density_of(result), "cells": cells.pop("density")}
    record["cells"] = cells | {"field": params["field"]}
    result.write(miner)
    source = signal.source | {"miner": params["seed"]}
    replace(signal, values=values.clip(0, 1), source=source).write(painted)
    write_arrays(density, "density", maps, {"unit": "parameters per sample"})
    write_text(metrics, json.dumps(record, indent=1, sort_keys=True, allow_nan=False) + "\n")


def _record(result: MinerFit, signal: Signal, border: int) -> tuple[dict[str, Any], Any]:
    """Return quality and sizes, and what is painted."""
    values = result.paint()
    total = sum(per_scale(result))
    kind = (signal.kind, signal.value_range)
    told = quality(signal.values, values, {"parameters": total, "fixed_numbers": 0}, *kind)
    own, exact = removable(result, border), removable(result, border, "painted")
    share = border_share(signal.shape, border)
    sizes = {"removable": own, "removable_painted": exact, "border_share": share}
    return told | sizes, values


def _compared(params: dict[str, Any], shape: Shape) -> Any:
    """Return the options of the field of cells, of the size that is wanted.

    Raises:
        InputError: a field without a partition, or no size near the budget.
    """
    network = options(params["network"])
    if getattr(network, "partition", None) is None:
        raise InputError(
            f"croppable.miner.field: expected a field with a partition, found {params['field']}"
        )
    told = {"network": network.on(shape).model_dump(mode="json"), "target": params["budget"]}
    return matched(params | told, shape).network
