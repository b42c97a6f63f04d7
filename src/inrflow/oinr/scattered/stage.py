"""The workflow's stage `oinr-scattered`: one signal, known at points that lie on no lattice.

Source: Pal et al., ICML 2024, who name such samples as a limit of their operator; nothing of this
is in the paper or in its released code.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.config.check import check
from inrflow.config.oinr.scattered import Scattered, coarser
from inrflow.config.recipe import Recipe
from inrflow.encoding.matched import Matched, matched, options, target_of
from inrflow.encoding.tables import write_csv
from inrflow.fitting.evaluate import refuse_nonfinite
from inrflow.fitting.runtime import prepare
from inrflow.measures.psnr import psnr
from inrflow.measures.ssim import ssim
from inrflow.oinr.multiresolution.networks import capped_at
from inrflow.oinr.rates import recipes_of
from inrflow.oinr.scattered.methods import Outcome, Values, fitted, interpolated
from inrflow.oinr.scattered.points import Points, drawn, whole
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays

ORDER = ["signal", "field", "method", "seed"]


@dataclass(frozen=True)
class Task:
    """A signal that is known at points.

    Attributes:
        signal: the truth.
        known: what is fitted.
        asked: role -> where values are asked for: at other points, and on the whole lattice.
    """

    signal: Signal
    known: Points
    asked: dict[str, Points]


def fit_scattered(
    params: dict[str, Any],
    *,
    frames: Path,
    table: Path,
    pictures: Path,
    rates: list[Path] | None = None,
) -> None:
    """Fit every field to values at points, and hold it against the signal elsewhere.

    Args:
        params: `scattered`: the part's options; `networks`, `recipes`: field -> its own;
            `signal`: its name; `seeds`.
        frames: input, the signal.
        table: output, csv, one row a (share, seed, method): signal, field, method (field, with
            `-cloud` where all stages work on the points; or a kind of interpolation), seed, share
            (of the samples), points, positions, psnr (whole lattice), psnr_held_out (at as many
            other points), psnr_fitted (all dB, of clamped values), ssim (whole lattice), seconds
            (of the fit, neighbours included), seconds_painting (of all values asked for), steps,
            parameters, learning_rate.
        pictures: output, arrays SHARE/METHOD: what the first seed's fits paint on the lattice,
            clamped, and SHARE/points: places and values that they know.
        rates: inputs, json of the learning rates' search, one a field; None: as configured.
    """
    asked = check(Scattered, params["scattered"], "oinr.scattered")
    own = {name: params["recipes"][name] for name in asked.fields}
    recipes = recipes_of(own, rates, asked.recipe | {"steps": asked.steps, "evaluations": 1})
    first = next(iter(recipes.values()))
    prepare(first.threads, first.precision)
    signal, rows, shown = Signal.read(frames), [], {}
    for share in asked.shares:
        networks = networks_of(params, asked, signal, share)
        for seed in params["seeds"]:
            task = task_of(signal, asked, share, seed)
            named = {"signal": params["signal"], "seed": seed, "share": share}
            named |= {"points": len(task.known.places), "positions": asked.positions}
            shown.setdefault(f"{share:g}/points", np.hstack([task.known.places, task.known.values]))
            for told, found in outcomes(task, asked, networks, recipes, seed=seed, share=share):
                rows.append(named | told | measured(task, found))
                shown.setdefault(f"{share:g}/{told['method']}", _lattice(task, found).clip(0, 1))
    results = pd.DataFrame(rows)
    write_csv(table, results[[*ORDER, *results.columns.drop(ORDER)]])
    write_arrays(pictures, "scattered", shown, {"seed": params["seeds"][0]})


def task_of(signal: Signal, asked: Scattered, share: float, seed: int) -> Task:
    """Draw the points that are fitted, and as many to be held out."""
    known = drawn(signal, share, asked.positions, seed, "fitted")
    # anywhere, wherever the fitted ones may lie
    held = drawn(signal, share, "random", seed, "held out")
    return Task(signal, known, {"whole": whole(signal), "held_out": held, "fitted": known})


def networks_of(
    params: dict[str, Any], asked: Scattered, signal: Signal, share: float
) -> dict[str, Matched]:
    """Return field -> its network, all of one size where a budget is told.

    Raises:
        InputError: no common size near the budget, or a field that knows one lattice.
    """
    shape = coarser(signal.shape, share)
    sides = [side for side, own in zip(shape[:3], signal.shape[:3], strict=True) if own > 1]
    some = {name: capped_at(params["networks"][name], sides) for name in asked.fields}
    target = None
    if asked.budget is not None:
        families = {name: options(one) for name, one in some.items()}
        target = target_of(families, shape, asked.budget, params["signal"])
    wanted = {"signal": params["signal"], "target": target, "budget": None}
    return {
        name: matched(wanted | {"network": one, "field": name}, shape) for name, one in some.items()
    }


def outcomes(
    task: Task,
    asked: Scattered,
    networks: dict[str, Matched],
    recipes: dict[str, Recipe],
    *,
    seed: int,
    share: float,
) -> list[tuple[dict[str, Any], Outcome]]:
    """Return columns of its own, and outcome, of every method."""
    places, found = [points.places for points in task.asked.values()], []
    for kind in asked.classical:
        found.append(({"field": kind, "method": kind}, interpolated(task.known, places, kind)))
    for name, one in networks.items():
        network, recipe = one.network.model_dump(mode="json"), recipes[name]
        told = {"field": name, "steps": recipe.steps, "parameters": one.parameters}
        told |= {"learning_rate": recipe.learning_rate}
        continuous = network["architecture"] == "oinr_continuous"
        for nodes in asked.nodes if continuous else ["lattice"]:
            made = fitted(
                network,
                coarser(task.signal.shape, share),
                task.known,
                places,
                recipe,
                seed=seed,
                scattered=nodes == "cloud",
            )
            for values in made.values:
                refuse_nonfinite(values[None, None], recipe)
            method = f"{name}-cloud" if nodes == "cloud" else name
            found.append((told | {"method": method}, made))
    return found


def measured(task: Task, found: Outcome) -> dict[str, float]:
    """Return the columns that say how good a method is, and what it costs."""
    values = dict(zip(task.asked, found.values, strict=True))
    painted = _lattice(task, found).clip(0, 1)
    return {
        "psnr": float(psnr(task.signal.values, painted).mean()),
        "psnr_held_out": _psnr(task.asked["held_out"].values, values["held_out"]),
        "psnr_fitted": _psnr(task.asked["fitted"].values, values["fitted"]),
        "ssim": float(ssim(task.signal.values, painted).mean()),
        "seconds": found.seconds,
        "seconds_painting": found.painting,
    }


def _psnr(truth: Values, values: Values) -> float:
    return float(psnr(truth[None, None], values.clip(0, 1)[None, None])[0])


def _lattice(task: Task, found: Outcome) -> np.ndarray:
    return found.values[0].reshape(task.signal.shape)
