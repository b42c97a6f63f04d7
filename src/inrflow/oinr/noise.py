"""The workflow's stage `oinr-noise`: noise in the place of high frequencies.

Source: Pal et al., ICML 2024, Remark 2 and Fig. 16: an operator sees a neighbourhood of noise, and
a neighbourhood tells places apart as high frequencies do. The noise is drawn once a sample of the
lattice from the fit's seed, and stored with the weights: on another lattice it is another one.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.config.check import check
from inrflow.config.oinr.noise import Noise
from inrflow.config.recipe import Recipe
from inrflow.encoding.matched import Matched, matched, options, target_of
from inrflow.encoding.tables import write_csv
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint, refuse_nonfinite
from inrflow.fitting.optimise import optimise
from inrflow.fitting.runtime import choose_device, prepare
from inrflow.measures.quality import quality
from inrflow.oinr.rates import recipes_of
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays


def compare_encodings(
    params: dict[str, Any],
    *,
    frames: Path,
    table: Path,
    pictures: Path,
    rates: list[Path] | None = None,
) -> None:
    """Fit one operator once an encoding and a seed.

    Args:
        params: `noise`: the part's options; `network`, `recipe`: of its field; `order`: of the
            encodings; `signal`: its name; `seeds`.
        frames: input, the signal.
        table: output, csv, one row a (encoding, seed): signal, field, method (the encoding),
            seed, levels (an axis, at most), channels (of the encoding, those of noise too), noise
            (channels), psnr (dB), ssim (both clamped), seconds (of all steps), steps, parameters,
            learning_rate.
        pictures: output, arrays METHOD: what the first seed's fits paint, clamped.
        rates: input, json of the learning rates' search; None: as configured.
    """
    asked = check(Noise, params["noise"], "oinr.noise")
    change = asked.recipe | {"steps": asked.steps, "evaluations": 1}
    recipe = recipes_of({asked.field: params["recipe"]}, rates, change)[asked.field]
    prepare(recipe.threads, recipe.precision)
    signal, rows, painted = Signal.read(frames), [], {}
    for name, one in networks_of(params, asked, signal).items():
        for seed in params["seeds"]:
            values, seconds = fitted(one.network.model_dump(mode="json"), signal, recipe, seed)
            painted.setdefault(name, values.clip(0, 1))
            told = {"signal": params["signal"], "field": asked.field, "method": name, "seed": seed}
            told |= described(one, signal) | measured(signal, values)
            told |= {"seconds": seconds, "steps": recipe.steps, "parameters": one.parameters}
            rows.append(told | {"learning_rate": recipe.learning_rate})
    write_csv(table, pd.DataFrame(rows))
    write_arrays(pictures, "noise", painted, {"seed": params["seeds"][0]})


def networks_of(params: dict[str, Any], asked: Noise, signal: Signal) -> dict[str, Matched]:
    """Return encoding -> the operator with it, all of one size where a budget is told.

    Raises:
        InputError: a field that is no operator, or no common size near the budget.
    """
    network = params["network"]
    if not hasattr(options(network), "noise"):
        raise InputError(
            f"oinr.noise.field: expected an operator, whose encoding can have noise, found "
            f"{asked.field}, a field of {network['architecture']}"
        )
    some = {name: asked.encodings[name].model_dump() for name in params["order"]}
    each = {name: network | {"coarsest": None} | one for name, one in some.items()}
    target = None
    if asked.budget is not None:
        families = {name: options(one) for name, one in each.items()}
        target = target_of(families, signal.shape, asked.budget, params["signal"])
    wanted = {"signal": params["signal"], "target": target, "budget": None}
    return {
        name: matched(wanted | {"network": one, "field": name}, signal.shape)
        for name, one in each.items()
    }


def fitted(
    network: dict[str, Any], signal: Signal, recipe: Recipe, seed: int
) -> tuple[np.ndarray, float]:
    """Fit one operator; return what it paints, not clamped, and the seconds of its steps."""
    field = build(network, signal.shape, seed).to(choose_device(recipe.device))
    history = optimise(field, signal, recipe, seed)
    values = paint(field.eval())
    refuse_nonfinite(values, recipe)
    return values, float(history["seconds"].iloc[-1])


def described(one: Matched, signal: Signal) -> dict[str, int]:
    """Return what the encoding of a network has."""
    network = one.network
    return {
        "levels": max(network.levels_of(signal.shape)),
        "channels": network.features(signal.shape),
        "noise": network.noise,
    }


def measured(signal: Signal, values: np.ndarray) -> dict[str, float | None]:
    """Return PSNR (dB) and SSIM, clamped."""
    none = {"parameters": 0, "fixed_numbers": 0}
    record = quality(signal.values, values, none, signal.kind, signal.value_range)
    return {"psnr": record["psnr"], "ssim": record.get("ssim")}
