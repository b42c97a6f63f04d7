"""The workflow's stage `croppable-extension`: one signal, one seed, all methods."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.config.check import check
from inrflow.config.comparison import revised
from inrflow.config.croppable.extension import Extension, Variant
from inrflow.config.recipe import Recipe
from inrflow.croppable.extension.methods import Outcome, continued, extended, fitted
from inrflow.croppable.extension.networks import Networks, sized
from inrflow.fitting.runtime import prepare
from inrflow.fitting.stages import sizes
from inrflow.io.atomic import atomic_file, write_text
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays

ROLES = ("cells", "part", "whole")
PARTS = {"final": "cells", "own": "cells-own"}  # frame -> name of the part's fit


def fit_and_extend(
    params: dict[str, Any],
    *,
    frames: Path,
    curves: Path,
    metrics: Path,
    pictures: Path,
    rates: list[Path] | None = None,
) -> None:
    """Fit a part of a signal, extend it, fit it on, and fit what it is held against.

    Args:
        params: `extension`: the study's options; `networks`, `recipes`: of the fields `cells`,
            `part`, `whole`, in this order; `signal`: its name; `seed`.
        frames: input, the whole signal's frames.
        curves: output, parquet: phase (`part`: measured on the part; `tune`: on the whole), method,
            step, seconds, mse, psnr, psnr_minmax, and these of the old and the new part.
        metrics: output, json: the cut, sizes, and the last row of each method.
        pictures: output, arrays METHOD.before, METHOD.after: what each paints, clamped; PART.after.
        rates: inputs, json of the learning rates' search, one a field; None: as configured.
    """
    asked = check(Extension, params["extension"], "croppable.extension")
    recipes = {
        name: check(Recipe, params["recipes"][name] | searched, "recipe")
        for name, searched in zip(ROLES, map(_rate, rates or [None] * 3), strict=True)
    }
    prepare(recipes["cells"].threads, recipes["cells"].precision)
    signal = Signal.read(frames)
    networks = sized(params, signal, asked)
    parts = of_parts(networks, asked, recipes, params["seed"])
    methods = of_whole(parts, networks, signal, asked, recipes, params["seed"])
    record = told(networks, parts, methods, asked) | {"seed": params["seed"]}
    table = [one.curve.assign(phase="part", method=name) for name, one in parts.items()]
    table += [one.curve.assign(phase="tune", method=name) for name, one in methods.items()]
    every = pd.concat(table, ignore_index=True)
    with atomic_file(curves) as part:
        every[["phase", "method", *every.columns.drop(["phase", "method"])]].to_parquet(part)
    write_arrays(pictures, "extension", _painted(parts, methods), {"unit": "signal units"})
    write_text(metrics, json.dumps(record, indent=1, sort_keys=True) + "\n")


def of_parts(
    networks: Networks, asked: Extension, recipes: dict[str, Recipe], seed: int
) -> dict[str, Outcome]:
    """Return the fits of the part: of cells in each frame that is asked for, and without cells."""
    part, boxes = networks.cut.part, {}
    wanted = list(dict.fromkeys(variant.frame for variant in asked.variants.values()))
    recipe = _recipe(recipes["cells"], asked, asked.steps)
    found = {
        PARTS[frame]: fitted(part, boxes, networks.cut.network(networks.cells, frame), recipe, seed)
        for frame in wanted
    }
    if "fine-tuned" in asked.baselines:
        network = networks.cut.network(networks.part, "final")
        recipe = _recipe(recipes["part"], asked, asked.steps)
        found["part"] = fitted(part, boxes, network, recipe, seed)
    return found


def of_whole(
    parts: dict[str, Outcome],
    networks: Networks,
    signal: Signal,
    asked: Extension,
    recipes: dict[str, Recipe],
    seed: int,
) -> dict[str, Outcome]:
    """Return the fits of the whole signal, method by method."""
    boxes, found = {"old": networks.cut.old, "new": networks.cut.new}, {}
    recipe = _recipe(recipes["cells"], asked, asked.tune_steps, tuned=True)
    for name, variant in asked.variants.items():
        begun, new = extended(parts[PARTS[variant.frame]].fit, signal, asked.side, variant)
        found[name] = continued(begun, signal, boxes, recipe, seed, variant.train, new)
    for name in asked.baselines:
        if name == "fine-tuned":
            begun, _ = extended(parts["part"].fit, signal, asked.side, Variant())
            recipe = _recipe(recipes["part"], asked, asked.tune_steps, tuned=True)
            found[name] = continued(begun, signal, boxes, recipe, seed, "all", [])
        else:
            steps = asked.tune_steps + (asked.steps if name == "scratch-total" else 0)
            recipe = _recipe(recipes["whole"], asked, steps)
            found[name] = fitted(signal, boxes, networks.whole, recipe, seed)
    return found


def told(
    networks: Networks, parts: dict[str, Outcome], methods: dict[str, Outcome], asked: Extension
) -> dict[str, Any]:
    """Return the record: the cut, sizes, and how each fit begins and ends."""
    cut = networks.cut
    spans = {name: [[s.start, s.stop] for s in getattr(cut, name)] for name in ("old", "new")}
    counted = dict(zip(("whole", "part"), networks.parameters, strict=True))
    fits = {
        phase: {name: _ends(one) for name, one in found.items()}
        for phase, found in (("part", parts), ("tune", methods))
    }
    return spans | {"side": asked.side, "parameters_of_cells": counted} | fits


def _ends(outcome: Outcome) -> dict[str, float]:
    first, last = outcome.curve.iloc[0], outcome.curve.iloc[-1]
    measures = [name for name in outcome.curve if name not in ("step", "seconds")]
    found = {"parameters": sizes(outcome.fit.field)["parameters"]}
    found |= {"trained": outcome.trained, "steps": int(last["step"])}
    found |= {"seconds": float(last["seconds"])} | {name: float(last[name]) for name in measures}
    return found | {f"{name}_before": float(first[name]) for name in measures}


def _rate(path: Path | None) -> dict[str, float]:
    """Return the key of a recipe that a search has found."""
    return {} if path is None else {"learning_rate": json.loads(path.read_text())["learning_rate"]}


def _recipe(recipe: Recipe, asked: Extension, steps: int, *, tuned: bool = False) -> Recipe:
    """Return a field's recipe as the study has it."""
    searched = {"learning_rate"} if asked.search else set()
    change = {key: value for key, value in asked.recipe.items() if key not in searched}
    change |= asked.tune if tuned else {}
    return revised(recipe, change | {"steps": steps, "evaluations": asked.evaluations})


def _painted(parts: dict[str, Outcome], methods: dict[str, Outcome]) -> dict[str, np.ndarray]:
    found = {f"{name}.after": one.after for name, one in parts.items()}
    for name, one in methods.items():
        found |= {f"{name}.before": one.before, f"{name}.after": one.after}
    return {name: values.clip(0, 1) for name, values in found.items()}
